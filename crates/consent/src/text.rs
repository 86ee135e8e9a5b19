//! Texts in several languages. The first language of a catalogue is the original; the others are translations.

use crate::table::Table;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A language by its BCP 47 tag, such as `ja` or `en`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Why a text is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a language tag such as ja, en or ja-Hrkt")]
pub struct InvalidLanguage(String);

impl Language {
    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = InvalidLanguage;
    fn try_from(text: String) -> Result<Self, InvalidLanguage> {
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or_default();
        let well_formed = (2..=3).contains(&primary.len())
            && primary.chars().all(|c| c.is_ascii_lowercase())
            && parts.all(|p| (2..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()));
        if well_formed { Ok(Self(text)) } else { Err(InvalidLanguage(text)) }
    }
}

impl std::str::FromStr for Language {
    type Err = InvalidLanguage;
    fn from_str(text: &str) -> Result<Self, InvalidLanguage> {
        Self::try_from(text.to_owned())
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One text in every language of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Localized(
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub  Table<Language, String>,
);

impl Localized {
    /// The text in `language`, or, where that is missing, in any language there is: a checked catalogue
    /// never lacks one, and a word in another language serves a patient better than none.
    #[must_use]
    pub fn get(&self, language: &Language) -> &str {
        self.0.get(language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }

    /// Whether somebody who reads both reads different words. What only one of the two has a language for is a
    /// translation, and no difference; without any language in common, nobody can tell.
    #[must_use]
    pub fn reads_differently(&self, other: &Self) -> bool {
        let mut shared =
            self.0.iter().filter_map(|(language, text)| Some((text, other.0.get(language)?))).peekable();
        shared.peek().is_none() || shared.any(|(text, other)| text != other)
    }
}
