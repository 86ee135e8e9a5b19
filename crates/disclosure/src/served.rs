//! What a phone is given to read: an index of providers, and for each the plain files of its feeds. A
//! hospital's server gives it from its mirror; a publisher's own site has it as plain files.

use crate::feed::{FeedKind, Flaw};
use crate::manifest::Publisher;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::{Language, ProgrammeId};
use serde::{Deserialize, Serialize};

/// Where a hospital's server gives the index.
pub const DISCLOSURES_PATH: &str = "/api/disclosures";

/// The pages on which it is shown, as the first part of their addresses.
pub const PAGES: [&str; 5] = ["recipients", "flow", "outcomes", "reviews", "trials"];

/// Every provider whose feeds are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Index {
    /// The providers: the hospital itself first, where it is one.
    pub sources: Vec<Source>,
    /// Minutes by which the days of the site that shows them are ahead of UTC; Japan's unless said otherwise.
    #[serde(default = "japan")]
    pub utc_offset_minutes: i16,
}

const fn japan() -> i16 {
    540
}

impl Index {
    /// Returns the day of an instant where the site is that shows the feeds.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.utc_offset_minutes)
    }
}

/// Returns the day of an instant where clocks are so many minutes ahead of UTC.
#[must_use]
pub fn local_day(at: DateTime<Utc>, utc_offset_minutes: i16) -> NaiveDate {
    at.checked_add_signed(Duration::minutes(utc_offset_minutes.into())).unwrap_or(at).date_naive()
}

/// A provider whose feeds are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Who publishes.
    pub provider: Publisher,
    /// Whether this is the site that shows it.
    pub own: bool,
    /// The languages of its texts.
    pub languages: Vec<Language>,
    /// The programmes of the hospital's catalogue that its entries speak of. What it says of others says
    /// nothing about the reader.
    pub programmes: Vec<ProgrammeId>,
    /// When what is shown was made.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub issued: DateTime<Utc>,
    /// By when the next version was promised.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub next_update: DateTime<Utc>,
    /// When it was last seen to be the newest there is.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub checked: DateTime<Utc>,
    /// What keeps newer data from being shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// The feeds.
    pub feeds: Vec<ServedFeed>,
    /// What could not be taken as it stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<(FeedKind, Flaw)>,
}

/// What keeps newer data from being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The provider's site does not answer, or not in time.
    Unreachable,
    /// What it answers cannot be taken: it is not signed as it should be, older than what is known, or broken.
    Refused,
    /// It has not been renewed when it was promised.
    OutOfDate,
}

/// A feed, plain, in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServedFeed {
    /// Of what.
    pub kind: FeedKind,
    /// How many entries in all parts.
    pub entries: u64,
    /// The addresses of its parts, from the index's own.
    pub parts: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_the_sites_own_midnight() {
        let index = Index { sources: Vec::new(), utc_offset_minutes: 540 };
        for (utc, day) in [
            ("2026-11-27T14:59:00Z", "2026-11-27"), // 23:59 in Japan
            ("2026-11-27T15:30:00Z", "2026-11-28"), // 00:30
            ("2026-11-27T23:59:00Z", "2026-11-28"), // 08:59
            ("2026-11-28T00:01:00Z", "2026-11-28"), // 09:01
        ] {
            assert_eq!(index.day(utc.parse().unwrap()).to_string(), day, "{utc}");
        }
    }

    #[test]
    fn an_index_of_an_earlier_version_has_the_days_of_japan() {
        let index: Index = serde_json::from_str(r#"{"sources":[]}"#).unwrap();
        assert_eq!(index.utc_offset_minutes, 540);
    }
}
