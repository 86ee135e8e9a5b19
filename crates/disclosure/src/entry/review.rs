//! What a review body decided on a use beyond what was explained (S12, S13).

use super::{Entry, Organisation};
use crate::identifier::{Country, EntryId};
use chrono::NaiveDate;
use nattoku_consent::id::ReviewId;
use nattoku_consent::permit::{ReviewedCase, Use, UseScope};
use nattoku_consent::{Localized, ProgrammeId, QuestionId};
use serde::{Deserialize, Serialize};

/// One who decided: the role, not the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// What they know or whom they speak for, such as medicine, law, or the patients.
    pub role: Localized,
    /// How many of them.
    pub count: u8,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// The use is allowed, under the conditions named.
    Approved,
    /// It is not.
    Rejected,
}

/// A review decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Its name; a patient refuses the use by it.
    pub id: ReviewId,
    /// The review body.
    pub body: Localized,
    /// Who sits in it.
    pub members: Vec<Member>,
    /// Which case of the scope.
    pub case: ReviewedCase,
    /// The use, in plain words.
    pub summary: Localized,
    /// Who would receive.
    pub recipient: Organisation,
    /// The programme whose answers it goes beyond.
    pub programme: ProgrammeId,
    /// The questions whose answers it rests on and goes beyond.
    pub purposes: Vec<QuestionId>,
    /// What was decided.
    pub ruling: Ruling,
    /// Why, in plain words.
    pub reason: Localized,
    /// Under which conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Localized>,
    /// When.
    #[serde(with = "nattoku_consent::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub on: NaiveDate,
}

impl Review {
    /// The uses it decides on, one for each question it rests on, where the publisher is in `home`.
    pub fn uses<'a>(&'a self, home: &'a Country) -> impl Iterator<Item = Use> + 'a {
        self.purposes.iter().map(move |purpose| Use {
            purpose: purpose.clone(),
            recipient: self.recipient.kind,
            abroad: self.recipient.country != *home,
            genome: false,
            scope: UseScope::Reviewed(self.case, self.id.clone()),
        })
    }
}

impl Entry for Review {
    fn id(&self) -> EntryId {
        EntryId::from(&self.id)
    }

    fn texts(&self) -> Vec<(&'static str, &Localized)> {
        let mut texts = vec![
            ("body", &self.body),
            ("summary", &self.summary),
            ("recipient.name", &self.recipient.name),
            ("reason", &self.reason),
        ];
        texts.extend(self.members.iter().map(|member| ("members.role", &member.role)));
        texts.extend(self.conditions.iter().map(|condition| ("conditions", condition)));
        texts
    }
}
