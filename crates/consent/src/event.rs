//! Events: what happened, said once and never edited. Their order is the ledger's, never a device clock's.

use crate::catalogue::Catalogue;
use crate::id::{Digest, EventId, ItemId, PreferenceId, ProgrammeId, QuestionId, ReviewId};
use crate::mandate::Mandate;
use crate::table::Table;
use crate::text::Language;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An answer to a question. In an opt-out programme, `Allow` reads 断らない and `Refuse` 断る.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// 使ってよい.
    Allow,
    /// 使ってほしくない.
    Refuse,
    /// 今は決めない: no use is permitted by it.
    Undecided,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The patient.
    Patient,
    /// The provider's staff, entering what the patient said on paper or by phone.
    Staff,
    /// Somebody who acts for the patient, under the mandate that the event of this id began (S28).
    Proxy(EventId),
}

impl Actor {
    /// Whether somebody acted for the person. What staff enter is the person's own word.
    #[must_use]
    pub const fn is_proxy(self) -> bool {
        matches!(self, Self::Proxy(_))
    }
}

/// Who entered what came on paper or by phone, and where the paper is (S35): an equal route leaves equal proof.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The staff member, by the identifier the provider knows them by.
    pub staff: String,
    /// Where the scanned paper, or the note of the call, is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<String>,
    /// The day on which the paper was signed, or the call made, by the provider's wall clock (A33).
    #[serde(default, with = "crate::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub signed: Option<NaiveDate>,
    /// The staff member who confirmed with the person that their yes is later than their no, where the days alone do
    /// not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
}

/// By which route it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum Channel {
    App,
    /// A shared device at the provider's, which keeps nothing (A10).
    Kiosk,
    Paper,
    Phone,
}

/// By which route a notice reached the patient (S36).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum NoticeRoute {
    Mail,
    App,
    Paper,
    Post,
    Tablet,
    InsuranceTerminal,
}

/// The exact words a person saw: a catalogue version and a language (S3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TermsShown {
    /// Which catalogue.
    pub catalogue: Digest,
    /// In which language.
    pub language: Language,
}

/// An individual notice under an opt-out programme (S33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The programme the notice was about.
    pub programme: ProgrammeId,
    /// How it reached the patient.
    pub route: NoticeRoute,
    /// The day it reached the patient, by the provider's wall clock.
    #[serde(with = "crate::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub on: NaiveDate,
}

/// What is withdrawn (S15). It takes effect at the instant the provider accepts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One programme.
    Programme(ProgrammeId),
    /// Every use there is.
    Everything,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Answers to some questions, and which explanations were shown before (never a score, S26).
    Answered {
        /// The answers given; a question not named keeps what held.
        answers: Table<QuestionId, Answer>,
        /// The understanding items whose explanation was shown.
        #[serde(default)]
        explained: Vec<ItemId>,
    },
    /// Stops uses from now on.
    Withdrawn(Scope),
    /// Refuses one reviewed use (scope cases ②-④) and nothing else.
    UseRefused(ReviewId),
    /// Takes back the refusal of one reviewed use: the answers decide on it again.
    UseRefusalWithdrawn(ReviewId),
    /// Switches a preference; not consent.
    PreferenceSet {
        /// Which.
        preference: PreferenceId,
        /// On or off.
        wanted: bool,
    },
}

impl Decision {
    /// Whether this can permit what was not permitted before, as a property test of `permits` holds it to. Only such
    /// a decision needs an up-to-date view of the record and the words in force; to stop something is never refused
    /// for staleness. 今は決めない takes no refusal back (A32), so it widens nothing.
    #[must_use]
    pub fn widens(&self) -> bool {
        match self {
            Self::Answered { answers, .. } => answers.values().any(|answer| *answer == Answer::Allow),
            Self::PreferenceSet { wanted, .. } => *wanted,
            Self::UseRefusalWithdrawn(_) => true,
            Self::Withdrawn(_) | Self::UseRefused(_) => false,
        }
    }

    /// Whether this says no to anything, so that who holds data must hear of it.
    #[must_use]
    pub fn says_no(&self) -> bool {
        match self {
            Self::Answered { answers, .. } => answers.values().any(|answer| *answer == Answer::Refuse),
            Self::Withdrawn(_) | Self::UseRefused(_) => true,
            Self::UseRefusalWithdrawn(_) | Self::PreferenceSet { .. } => false,
        }
    }

    /// The first name in it that `catalogue` does not know, if any.
    #[must_use]
    pub fn unknown_name(&self, catalogue: &Catalogue) -> Option<String> {
        match self {
            Self::Answered { answers, explained } => {
                let question =
                    answers.keys().find(|id| catalogue.question(id).is_none()).map(ToString::to_string);
                let known = |id: &ItemId| catalogue.understanding.iter().any(|item| &item.id == id);
                question.or_else(|| explained.iter().find(|id| !known(id)).map(ToString::to_string))
            }
            Self::Withdrawn(Scope::Programme(id)) => {
                catalogue.programme(id).is_none().then(|| id.to_string())
            }
            Self::PreferenceSet { preference, .. } => {
                let known = catalogue.preferences.iter().any(|known| &known.id == preference);
                (!known).then(|| preference.to_string())
            }
            Self::Withdrawn(Scope::Everything) | Self::UseRefused(_) | Self::UseRefusalWithdrawn(_) => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// The provider told the patient.
    Notified(Notice),
    /// A person decided.
    Decided(Decision),
    /// Somebody may act for the person from now on. The event's id names the mandate.
    ProxyBegan(Mandate),
    /// The mandate that the event of this id began has ended before its day.
    ProxyEnded(EventId),
}

impl Body {
    /// The decision, if it is one.
    #[must_use]
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Decided(decision) => Some(decision),
            Self::Notified(_) | Self::ProxyBegan(_) | Self::ProxyEnded(_) => None,
        }
    }
}

/// One happening with its circumstances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Made by the client; the idempotency key.
    pub id: EventId,
    /// Who acted.
    pub actor: Actor,
    /// By which route.
    pub channel: Channel,
    /// Who entered it, where that was not the person themself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Desk>,
    /// The words they saw.
    pub terms: TermsShown,
    /// What the device's clock said; recorded, never relied on (A12).
    #[serde(default, with = "crate::time::maybe_instant", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub device_time: Option<DateTime<Utc>>,
    /// What happened.
    pub body: Body,
}

/// An event as the ledger accepted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its place in the ledger: grows, never repeats.
    pub number: u64,
    /// The instant of durable acceptance, from which it takes effect.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub accepted_at: DateTime<Utc>,
    /// What was accepted.
    pub event: Event,
}

/// What the ledger commits to of an event: whose it is, by an opaque mark, and the event itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// The person's mark, which tells nothing outside the provider.
    pub subject: String,
    /// What happened.
    pub event: Event,
}
