//! The catalogue: a provider's versioned, approved list of programmes and every text a patient reads about them.

mod besides;
mod change_mark;
mod kinds;
mod known;
mod programme;
mod question;

pub use besides::{Preference, Term, Truth, UnderstandingItem};
pub use change_mark::{ChangeMark, Marked, Marking};
pub use kinds::{RecipientKind, ScopeCase};
pub use known::Catalogues;
pub use programme::{Codes, Identifiers, Mode, Modifier, ModifierKind, NoticeItem, Programme, Purpose};
pub use question::{Card, Question};

use crate::id::{ProgrammeId, ProviderId, QuestionId};
use crate::table::Table;
use crate::text::{Language, Localized};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A provider's approved programmes and texts at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Grows by one with every change.
    pub version: u32,
    /// The day this version came into force.
    #[serde(with = "crate::time::day")]
    pub issued: NaiveDate,
    /// The languages every text exists in; the first is the original.
    pub languages: Vec<Language>,
    /// Who asks.
    pub provider: Provider,
    /// The one place for questions, refusals and help (S35).
    pub desk: Desk,
    /// What is asked.
    pub programmes: Vec<Programme>,
    /// What is offered besides, and never is consent (S23).
    pub preferences: Vec<Preference>,
    /// Mixed-answer items that teach (S26); no score is kept.
    pub understanding: Vec<UnderstandingItem>,
    /// Hard words, each with its meaning (S24).
    pub glossary: Vec<Term>,
    /// What its author says of what changed since an earlier version (U1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeMark>,
}

impl Catalogue {
    /// All questions in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = Question<'_>> {
        self.programmes.iter().flat_map(Programme::questions)
    }

    /// The question of an identifier.
    #[must_use]
    pub fn question(&self, id: &QuestionId) -> Option<Question<'_>> {
        self.questions().find(|question| question.id() == id)
    }

    /// The programme of an identifier.
    #[must_use]
    pub fn programme(&self, id: &ProgrammeId) -> Option<&Programme> {
        self.programmes.iter().find(|programme| &programme.id == id)
    }
}

/// The hospital or society that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its identifier.
    pub id: ProviderId,
    /// Its name.
    pub name: Localized,
    /// Where it is (ISO 3166-1 alpha-2): a recipient elsewhere is abroad. Catalogues from before it was
    /// asked are Japan's.
    #[serde(default = "japan")]
    pub country: String,
    /// Minutes east of UTC of the provider's wall clock: in which days its notices are counted.
    pub utc_offset_minutes: i16,
    /// At which age, in years, people there decide for themselves. Left out where it is 18, as in Japan since 2022,
    /// so that a catalogue from before it was asked keeps its digest.
    #[serde(default = "eighteen", skip_serializing_if = "is_eighteen")]
    pub comes_of_age: u8,
    /// Who approved its name and promises.
    pub approval: Approval,
}

fn japan() -> String {
    "JP".to_owned()
}

const fn eighteen() -> u8 {
    18
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_eighteen(age: &u8) -> bool {
    *age == eighteen()
}

impl Provider {
    /// The first day on which somebody born on this day is of age: the birthday, or of a 29 February in a year
    /// without one the day after, as people there count. `None` where the calendar ends.
    #[must_use]
    pub fn comes_of_age_on(&self, born: NaiveDate) -> Option<NaiveDate> {
        let year = born.year().checked_add(i32::from(self.comes_of_age))?;
        born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
    }
}

/// The one desk for questions, refusals and help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// What it is called.
    pub name: Localized,
    /// Its telephone number, as dialled in the country.
    pub phone: String,
    /// When it answers.
    pub hours: Localized,
    /// Where to find it.
    pub place: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// Which version of a block's texts this is, who approved it, and how far each language has come (S14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The version of the texts, as the approver knows it.
    pub version: String,
    /// The person or committee that approved them.
    pub by: String,
    /// The day of approval.
    #[serde(with = "crate::time::day")]
    pub on: NaiveDate,
    /// How far each language has come.
    pub languages: Table<Language, TranslationStatus>,
}

/// How far a language has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TranslationStatus {
    /// Written in this language.
    Original,
    /// Translated, not yet read by a second person.
    Translated,
    /// Translated and read by a second person.
    Reviewed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(more: &str) -> Provider {
        let approval = r#"{"version": "1", "by": "committee", "on": "2026-03-01", "languages": {}}"#;
        let fields = r#""id": "hospital", "name": {}, "country": "JP", "utc_offset_minutes": 540"#;
        serde_json::from_str(&format!(r#"{{{fields}, "approval": {approval}{more}}}"#)).unwrap()
    }

    #[test]
    fn people_come_of_age_on_a_birthday_and_after_a_leap_day_on_the_first_of_march() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let japan = provider("");
        assert_eq!(japan.comes_of_age_on(day("2010-07-09")), Some(day("2028-07-09")));
        assert_eq!(japan.comes_of_age_on(day("2008-02-29")), Some(day("2026-03-01")));
        assert_eq!(
            provider(r#", "comes_of_age": 20"#).comes_of_age_on(day("2008-02-29")),
            Some(day("2028-02-29"))
        );
        assert_eq!(japan.comes_of_age_on(NaiveDate::MAX), None);
    }

    #[test]
    fn a_catalogue_from_before_the_age_was_asked_keeps_its_bytes() {
        let written = serde_json::to_string(&provider("")).unwrap();
        assert!(!written.contains("comes_of_age"), "{written}");
        assert!(
            serde_json::to_string(&provider(r#", "comes_of_age": 20"#))
                .unwrap()
                .contains("\"comes_of_age\":20")
        );
    }
}
