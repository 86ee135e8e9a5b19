//! What a review body decided on a use beyond what was explained (S12, S13).

use super::{Entry, Organisation};
use crate::identifier::EntryId;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::ModifierKind;
use nattoku_consent::id::{DataId, ReviewId};
use nattoku_consent::permit::ReviewedCase;
use nattoku_consent::{
    Approvals, ApprovedUse, Localized, ProgrammeId, QuestionId, ReviewDecision, ReviewedUse, Use, UseScope,
};
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
    /// What else it allowed: genome data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierKind>,
    /// The categories of data it is limited to, by the provider's codes; none: to those that the patient's words name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_categories: Vec<DataId>,
    /// When.
    #[serde(with = "nattoku_consent::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub on: NaiveDate,
    /// The last day on which it holds; none: no end was set.
    #[serde(default, with = "nattoku_consent::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub until: Option<NaiveDate>,
    /// The day from which on it no longer holds, because the review body revoked it.
    #[serde(default, with = "nattoku_consent::time::maybe_day", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub revoked: Option<NaiveDate>,
}

/// Who published a review, as far as what it allows depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The programmes of the hospital's catalogue that the publisher speaks of.
    pub programmes: &'a [ProgrammeId],
    /// By when its next version is promised.
    pub next_update: DateTime<Utc>,
}

/// Gathers what review bodies decided on the programmes of a hospital in the country `home`. A decision on a programme that its
/// publisher does not speak of is left out: it allows nothing.
pub fn approvals<'a>(
    reviews: impl IntoIterator<Item = (Publication<'a>, &'a Review)>,
    home: &str,
) -> Approvals {
    let reviews = reviews.into_iter();
    let spoken_of = reviews.filter(|(by, review)| by.programmes.contains(&review.programme));
    spoken_of.map(|(by, review)| (review.id.clone(), review.decision(by.next_update, home))).collect()
}

impl Review {
    /// What it allows to a hospital in the country `home`.
    fn decision(&self, known_until: DateTime<Utc>, home: &str) -> ReviewDecision {
        if self.ruling == Ruling::Rejected {
            return ReviewDecision::Rejected;
        }
        ReviewDecision::Approved(Box::new(ApprovedUse {
            case: self.case,
            programme: self.programme.clone(),
            purposes: self.purposes.clone(),
            recipient: self.recipient.kind,
            organisation: self.recipient.identity(),
            abroad: self.is_abroad(home),
            genome: self.modifiers.contains(&ModifierKind::Genome),
            data: self.data_categories.clone(),
            has_conditions: !self.conditions.is_empty(),
            from: self.on,
            until: self.until,
            revoked: self.revoked,
            known_until,
        }))
    }

    /// The uses it decides on, one for each question it rests on, by a hospital in the country `home`; its conditions kept.
    pub fn uses<'a>(&'a self, home: &'a str) -> impl Iterator<Item = Use> + 'a {
        self.purposes.iter().map(move |purpose| Use {
            organisation: Some(self.recipient.identity()),
            abroad: self.is_abroad(home),
            genome: self.modifiers.contains(&ModifierKind::Genome),
            data: self.data_categories.clone(),
            scope: UseScope::Reviewed(ReviewedUse {
                case: self.case,
                review: self.id.clone(),
                conditions_met: true,
            }),
            ..Use::within(purpose.clone(), self.recipient.kind)
        })
    }

    fn is_abroad(&self, home: &str) -> bool {
        self.recipient.country.as_str() != home || self.modifiers.contains(&ModifierKind::Abroad)
    }
}

impl Entry for Review {
    fn id(&self) -> EntryId {
        EntryId::from(&self.id)
    }

    fn days(&self) -> Vec<NaiveDate> {
        [self.on].into_iter().chain(self.revoked).collect()
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
