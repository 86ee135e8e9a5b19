//! What came of it (利活用成果, S19): papers, medicines, devices, trials, and what did not work out.

use super::Entry;
use crate::identifier::{Doi, EntryId, Jrct, Nct, WebLink};
use chrono::NaiveDate;
use nattoku_consent::{Localized, QuestionId};
use serde::{Deserialize, Serialize};

/// What kind of result it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum OutcomeKind {
    Paper,
    Medicine,
    Device,
    Ai,
    Guideline,
    Trial,
    Report,
}

impl OutcomeKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 7] =
        [Self::Paper, Self::Medicine, Self::Device, Self::Ai, Self::Guideline, Self::Trial, Self::Report];
}

/// Whether what was hoped for was found. A "no" is a result, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// There was nothing to confirm, or it was.
    #[default]
    Found,
    /// What was looked for was not there, or did not work.
    Negative,
}

/// What the world knows a result by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Identifier {
    /// A paper.
    Doi(Doi),
    /// A trial in Japan's registry.
    Jrct(Jrct),
    /// A trial in ClinicalTrials.gov.
    Nct(Nct),
    /// The number of an approval, as the authority writes it.
    Approval(String),
    /// A page about it.
    Url(WebLink),
}

impl Identifier {
    /// Where it can be read, if that is known.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        match self {
            Self::Doi(doi) => Some(format!("https://doi.org/{doi}")),
            Self::Jrct(jrct) => Some(format!("https://jrct.mhlw.go.jp/latest-detail/{jrct}")),
            Self::Nct(nct) => Some(format!("https://clinicaltrials.gov/study/{nct}")),
            Self::Approval(_) => None,
            Self::Url(url) => Some(url.to_string()),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Doi(doi) => format!("DOI {doi}"),
            Self::Jrct(jrct) => jrct.to_string(),
            Self::Nct(nct) => nct.to_string(),
            Self::Approval(number) => number.clone(),
            Self::Url(url) => url.to_string(),
        }
    }
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attained {
    /// What kind.
    pub kind: OutcomeKind,
    /// Its name.
    pub title: Localized,
    /// What it means, in plain words.
    pub summary: Localized,
    /// Whether what was hoped for was found.
    #[serde(default)]
    pub finding: Finding,
    /// The day on which it became public.
    #[serde(with = "nattoku_consent::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub on: NaiveDate,
    /// What the world knows it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// For a trial: until when it takes people in; none: it does not.
    #[serde(default, with = "nattoku_consent::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub open_until: Option<NaiveDate>,
}

/// What came of a use so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// This.
    Result(Box<Attained>),
    /// Nothing yet; a report is due by this day, 18 months after the use began or ended.
    NoneYet(
        #[serde(with = "nattoku_consent::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        NaiveDate,
    ),
}

/// What came of the uses by some recipients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The publisher's name for this entry.
    pub id: EntryId,
    /// The entries of the recipient list it came from.
    pub recipients: Vec<EntryId>,
    /// The purposes it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<QuestionId>,
    /// What came.
    pub came: Came,
}

impl Outcome {
    /// The result, where there is one.
    #[must_use]
    pub const fn result(&self) -> Option<&Attained> {
        match &self.came {
            Came::Result(result) => Some(result),
            Came::NoneYet(_) => None,
        }
    }

    /// Whether a report was due before a day and has not come.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        matches!(&self.came, Came::NoneYet(due) if *due < today)
    }
}

impl Entry for Outcome {
    fn id(&self) -> EntryId {
        self.id.clone()
    }

    fn days(&self) -> Vec<NaiveDate> {
        self.result().map(|result| result.on).into_iter().collect()
    }

    fn texts(&self) -> Vec<(&'static str, &Localized)> {
        let of = |result: &'static str, text| (result, text);
        self.result()
            .map_or_else(Vec::new, |result| vec![of("title", &result.title), of("summary", &result.summary)])
    }
}
