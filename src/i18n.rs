//! Words: Fluent messages in the reader's language, with dates as they write them.

pub mod dates;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use nattoku_consent::Language;
use std::rc::Rc;
use unic_langid::LanguageIdentifier;

/// The messages of one language.
#[derive(Clone)]
pub struct I18n {
    language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
}

/// The messages cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableMessages;

impl I18n {
    /// Reads the messages of a language from Fluent source.
    ///
    /// # Errors
    /// The source is not well-formed; nothing of it is used then. `cargo xtask tidy` says where.
    pub fn new(language: Language, source: String) -> Result<Self, UnreadableMessages> {
        let resource = FluentResource::try_new(source).map_err(|_| UnreadableMessages)?;
        let identifier: LanguageIdentifier = language.as_str().parse().map_err(|_| UnreadableMessages)?;
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.add_resource(resource).map_err(|_| UnreadableMessages)?;
        Ok(Self { language, bundle: Rc::new(bundle) })
    }

    /// The language of the messages.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// A message without arguments.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// A message with arguments.
    #[must_use]
    pub fn with<'a, const N: usize>(&self, id: &str, values: [(&'a str, FluentValue<'a>); N]) -> String {
        let arguments: FluentArgs<'a> = values.into_iter().collect();
        self.format(id, Some(&arguments))
    }

    /// The id itself stands in for a message that is missing: visible, and never a blank or a crash.
    fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_owned() };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned()
    }
}

impl PartialEq for I18n {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && Rc::ptr_eq(&self.bundle, &other.bundle)
    }
}
