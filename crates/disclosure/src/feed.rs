//! A feed: one kind of entries of one provider, in one version, in parts small enough to be checked whole.

use crate::identifier::EntryId;
use chrono::{DateTime, Utc};
use nattoku_consent::id::ProviderId;
use serde::{Deserialize, Serialize};

/// The kinds of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FeedKind {
    /// Who received data.
    Recipients,
    /// What came of it.
    Outcomes,
    /// What a review body decided.
    Reviews,
}

impl FeedKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Recipients, Self::Outcomes, Self::Reviews];

    /// Its name in files and addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recipients => "recipients",
            Self::Outcomes => "outcomes",
            Self::Reviews => "reviews",
        }
    }
}

/// Which part of a feed a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// A part of a feed, as published: plain in one file, and signed in the one beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Feed<T> {
    /// What the members mean elsewhere (JSON-LD).
    #[serde(rename = "@context", default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Whose.
    pub provider: ProviderId,
    /// Of what.
    pub kind: FeedKind,
    /// Grows with every change.
    pub version: u64,
    /// When this version was made.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub issued: DateTime<Utc>,
    /// By when the next version, or this one anew, is promised (S22).
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub next_update: DateTime<Utc>,
    /// Which part this is.
    pub part: Part,
    /// The entries.
    pub entries: Vec<T>,
}

/// An entry that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Flaw {
    /// The entry, where it has a readable id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// What is wrong.
    pub kind: FlawKind,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FlawKind {
    /// It does not have the form of an entry, or speaks of a day that has not come; it is left out.
    Unreadable,
    /// A link that is not https was taken off.
    Link,
    /// Hidden or direction-turning characters were taken out.
    Characters,
    /// Its name looks like that of another entry, and is not the same.
    LooksLike(String),
    /// Its id was used before; it is left out.
    Repeated,
    /// It speaks of a programme for which the hospital does not follow the publisher; it is left out.
    OtherProgramme,
}

impl FlawKind {
    /// Whether the entry cannot be shown at all.
    #[must_use]
    pub const fn leaves_out(&self) -> bool {
        matches!(self, Self::Unreadable | Self::Repeated)
    }
}
