//! Who received data (情報提供先一覧, S20, S21).

use super::Entry;
use crate::identifier::{CorporateNumber, Country, EntryId, WebLink};
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::{ModifierKind, Question, RecipientKind};
use nattoku_consent::event::Scope as Withdrawal;
use nattoku_consent::id::{DataId, ReviewId};
use nattoku_consent::permit::{ReviewedCase, ReviewedUse, Use, UseScope};
use nattoku_consent::{
    Answer, Catalogue, Decision, Localized, OrganisationIdentity, ProgrammeId, QuestionId,
};
use serde::{Deserialize, Serialize};

/// An organisation that received data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name.
    pub name: Localized,
    /// What kind of organisation it is.
    pub kind: RecipientKind,
    /// Where it is.
    pub country: Country,
    /// Whether it works for profit.
    pub for_profit: bool,
    /// Its corporate number (法人番号), where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corporate_number: Option<CorporateNumber>,
    /// Its own page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebLink>,
}

impl Organisation {
    /// By what it is known to be the same organisation.
    #[must_use]
    pub fn identity(&self) -> OrganisationIdentity {
        OrganisationIdentity {
            corporate_number: self.corporate_number.as_ref().map(ToString::to_string),
            names: self.name.0.values().cloned().collect(),
        }
    }
}

/// How many people's data were given, in bands: an exact number could point at somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum People {
    /// Fewer than ten.
    #[serde(rename = "1-9")]
    UpTo9,
    /// Ten to 99.
    #[serde(rename = "10-99")]
    UpTo99,
    /// 100 to 999.
    #[serde(rename = "100-999")]
    UpTo999,
    /// 1,000 to 9,999.
    #[serde(rename = "1000-9999")]
    UpTo9999,
    /// 10,000 or more.
    #[serde(rename = "10000+")]
    More,
    /// The publisher does not say.
    #[serde(rename = "unknown")]
    Unknown,
}

impl People {
    /// The band of an exact number.
    #[must_use]
    pub const fn band(count: u64) -> Self {
        match count {
            0..10 => Self::UpTo9,
            10..100 => Self::UpTo99,
            100..1_000 => Self::UpTo999,
            1_000..10_000 => Self::UpTo9999,
            _ => Self::More,
        }
    }
}

/// How a use relates to what was explained (同意の範囲 ①〜④, S12). Beyond ① it names the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Scope {
    /// ① Within the stated purposes and recipients.
    Within,
    /// ②-④ Beyond them, as a review body allowed.
    Reviewed {
        /// Which case.
        case: ReviewedCase,
        /// By which decision.
        review: ReviewId,
    },
}

/// One who received data from the recipient (S29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Onward {
    /// Its name.
    pub name: Localized,
    /// What kind of organisation it is.
    pub kind: RecipientKind,
    /// Where it is.
    pub country: Country,
    /// Whether it works for profit.
    pub for_profit: bool,
    /// What it does with the data, in plain words.
    pub role: Localized,
}

/// Something that went wrong with the data there (S29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// When.
    #[serde(with = "nattoku_consent::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub on: NaiveDate,
    /// What happened, and what was done about it.
    pub what: Localized,
}

/// A cell of the publisher's register that no field here takes: kept, not dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What the publisher calls it.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// One who received data, for one use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The publisher's name for this entry.
    pub id: EntryId,
    /// Who received.
    pub recipient: Organisation,
    /// What it is for, in one or two plain sentences: the meaning, before the detail (S25).
    pub summary: Localized,
    /// The programme under which the data were given.
    pub programme: ProgrammeId,
    /// What they may be used for.
    pub purposes: Vec<QuestionId>,
    /// Abroad, genome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierKind>,
    /// Which data.
    pub data: Localized,
    /// The same by the provider's codes, as the words that patients read list them; none: the publisher does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_categories: Vec<DataId>,
    /// The day of the first provision.
    #[serde(with = "nattoku_consent::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub first: NaiveDate,
    /// The day of the last provision so far; none: there was one only.
    #[serde(default, with = "nattoku_consent::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub last: Option<NaiveDate>,
    /// The day on which the use ended; none: it goes on.
    #[serde(default, with = "nattoku_consent::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub ended: Option<NaiveDate>,
    /// How many people's data.
    pub people: People,
    /// How the use relates to what was explained.
    pub scope: Scope,
    /// Who received data from the recipient, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onward: Vec<Onward>,
    /// Withdrawals that the provider had accepted by then are left out of what was given last.
    #[serde(default, with = "nattoku_consent::time::maybe_instant", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub withdrawals_until: Option<DateTime<Utc>>,
    /// What went wrong there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Incident>,
    /// What the publisher's register says besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Recipient {
    /// The day of the last provision.
    #[must_use]
    pub fn last_provided(&self) -> NaiveDate {
        self.last.unwrap_or(self.first)
    }

    /// The uses it stands for: one for each purpose. Data were given only where the conditions of a review were confirmed.
    pub fn uses(&self) -> impl Iterator<Item = Use> + '_ {
        let scope = match &self.scope {
            Scope::Within => UseScope::Within,
            Scope::Reviewed { case, review } => {
                UseScope::Reviewed(ReviewedUse { case: *case, review: review.clone(), conditions_met: true })
            }
        };
        self.purposes.iter().map(move |purpose| Use {
            organisation: Some(self.recipient.identity()),
            abroad: self.modifiers.contains(&ModifierKind::Abroad),
            genome: self.modifiers.contains(&ModifierKind::Genome),
            data: self.data_categories.clone(),
            scope: scope.clone(),
            ..Use::within(purpose.clone(), self.recipient.kind)
        })
    }

    /// Whether a person's decision, made in the words of `shown`, says no to this use, or to a part of it.
    #[must_use]
    pub fn is_meant_by(&self, decision: &Decision, shown: &Catalogue) -> bool {
        match decision {
            Decision::Withdrawn(Withdrawal::Everything) => true,
            Decision::Withdrawn(Withdrawal::Programme(programme)) => *programme == self.programme,
            Decision::UseRefused(refused) => {
                matches!(&self.scope, Scope::Reviewed { review, .. } if review == refused)
            }
            Decision::Answered { answers, .. } => answers.iter().any(|(id, answer)| {
                *answer == Answer::Refuse
                    && match shown.question(id) {
                        Some(Question::Modifier(programme, modifier)) => {
                            programme.id == self.programme && self.modifiers.contains(&modifier.kind)
                        }
                        _ => self.purposes.contains(id),
                    }
            }),
            Decision::UseRefusalWithdrawn(_) | Decision::PreferenceSet { .. } => false,
        }
    }

    /// Whether the use goes on at a day.
    #[must_use]
    pub fn goes_on(&self, today: NaiveDate) -> bool {
        self.ended.is_none_or(|ended| ended > today)
    }
}

impl Entry for Recipient {
    fn id(&self) -> EntryId {
        self.id.clone()
    }

    fn days(&self) -> Vec<NaiveDate> {
        vec![self.first, self.last_provided()]
    }

    fn texts(&self) -> Vec<(&'static str, &Localized)> {
        let mut texts =
            vec![("recipient.name", &self.recipient.name), ("summary", &self.summary), ("data", &self.data)];
        for onward in &self.onward {
            texts.extend([("onward.name", &onward.name), ("onward.role", &onward.role)]);
        }
        texts.extend(self.incidents.iter().map(|incident| ("incidents.what", &incident.what)));
        texts
    }
}
