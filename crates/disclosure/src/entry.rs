//! The entries of the feeds.

mod outcome;
mod recipient;
mod review;

pub use outcome::{Attained, Came, Finding, Identifier, Outcome, OutcomeKind};
pub use recipient::{Incident, Note, Onward, Organisation, People, Recipient, Scope};
pub use review::{Member, Publication, Review, Ruling, approvals};

use crate::identifier::EntryId;
use chrono::NaiveDate;
use nattoku_consent::{Language, Localized};

/// Every entry of a publisher.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// Who received data.
    pub recipients: Vec<Recipient>,
    /// What came of it.
    pub outcomes: Vec<Outcome>,
    /// What a review body decided.
    pub reviews: Vec<Review>,
}

/// What every entry has.
pub trait Entry: serde::de::DeserializeOwned + serde::Serialize {
    /// Its name within its feed.
    fn id(&self) -> EntryId;

    /// The days on which something happened that it reports. None of them can lie in the future.
    fn days(&self) -> Vec<NaiveDate> {
        Vec::new()
    }

    /// Its texts with the names of their fields: what must exist in every language of the publisher.
    fn texts(&self) -> Vec<(&'static str, &Localized)>;

    /// The texts that lack a language.
    fn missing(&self, languages: &[Language]) -> Vec<(&'static str, Language)> {
        let lacks = |text: &Localized, language: &Language| {
            text.0.get(language).is_none_or(|text| text.trim().is_empty())
        };
        let missing = |(field, text): (&'static str, &Localized)| {
            let missing = languages.iter().filter(|language| lacks(text, language));
            missing.map(move |language| (field, language.clone())).collect::<Vec<_>>()
        };
        self.texts().into_iter().flat_map(missing).collect()
    }
}
