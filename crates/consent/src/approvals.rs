//! What review bodies allowed beyond what was explained (S12, S13). A review opens nothing by its name: the use must be
//! the one that was allowed, at a time at which that holds.

use crate::catalogue::{Catalogue, RecipientKind};
use crate::id::{DataId, ProgrammeId, QuestionId, ReviewId};
use crate::paper::local_day;
use crate::permit::{Denial, ReviewedCase, ReviewedUse, Use, UseScope};
use chrono::{DateTime, NaiveDate, Utc};

/// Who an organisation is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationIdentity {
    /// Its corporate number (法人番号), where it has one.
    pub corporate_number: Option<String>,
    /// Its names, in whatever languages they are given.
    pub names: Vec<String>,
}

impl OrganisationIdentity {
    /// Whether both are one organisation: by their numbers where both have one, else by a name they share.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.corporate_number, &other.corporate_number) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => self.names.iter().any(|name| other.names.contains(name)),
        }
    }
}

/// What a review body decided, by a decision whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewDecision {
    /// The use must not take place.
    Rejected,
    /// This use may take place.
    Approved(Box<ApprovedUse>),
}

/// A use that a review body allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedUse {
    /// How it goes beyond what was explained.
    pub case: ReviewedCase,
    /// The programme whose answers it goes beyond.
    pub programme: ProgrammeId,
    /// The purposes whose answers it rests on.
    pub purposes: Vec<QuestionId>,
    /// What kind of organisation receives.
    pub recipient: RecipientKind,
    /// Which organisation it is.
    pub organisation: OrganisationIdentity,
    /// Whether it is outside the provider's country.
    pub abroad: bool,
    /// Whether genome data may be in it.
    pub genome: bool,
    /// The categories of data it is limited to; none: to those that the words name.
    pub data: Vec<DataId>,
    /// Whether it holds only under conditions, which whoever uses the data must keep.
    pub has_conditions: bool,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds; none: no end was set.
    pub until: Option<NaiveDate>,
    /// The day from which on it no longer holds, because it was revoked.
    pub revoked: Option<NaiveDate>,
    /// Until when it is known whether it was revoked: when the publisher's next version is due.
    pub known_until: DateTime<Utc>,
}

/// Every decision that is known, by the name of its review.
///
/// Two publishers may use one name; the use must then be the one that each of them allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals(Vec<(ReviewId, ReviewDecision)>);

impl Approvals {
    /// No decision at all: nothing beyond what was explained is permitted.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// The days on which approvals begin to hold.
    pub(crate) fn begin_on(&self) -> impl Iterator<Item = NaiveDate> {
        self.0.iter().filter_map(|(_, decision)| match decision {
            ReviewDecision::Approved(approved) => Some(approved.from),
            ReviewDecision::Rejected => None,
        })
    }

    /// Judges whether review bodies allowed a use, at an instant; what is within what was explained needs none.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check(&self, catalogue: &Catalogue, request: &Use, at: DateTime<Utc>) -> Result<(), Denial> {
        let UseScope::Reviewed(reviewed) = &request.scope else { return Ok(()) };
        let mut judged = Err(Denial::ReviewUnknown);
        for (_, decision) in self.0.iter().filter(|(review, _)| *review == reviewed.review) {
            match decision {
                ReviewDecision::Rejected => return Err(Denial::ReviewRejected),
                ReviewDecision::Approved(approved) => approved.check(catalogue, request, reviewed, at)?,
            }
            judged = Ok(());
        }
        judged
    }
}

impl FromIterator<(ReviewId, ReviewDecision)> for Approvals {
    fn from_iter<I: IntoIterator<Item = (ReviewId, ReviewDecision)>>(decisions: I) -> Self {
        Self(decisions.into_iter().collect())
    }
}

impl ApprovedUse {
    fn check(
        &self,
        catalogue: &Catalogue,
        request: &Use,
        reviewed: &ReviewedUse,
        at: DateTime<Utc>,
    ) -> Result<(), Denial> {
        if !self.is_in_force(local_day(catalogue, at)) {
            return Err(Denial::ReviewNotInForce);
        }
        if at > self.known_until {
            return Err(Denial::ReviewOutOfDate);
        }
        if !self.allows(catalogue, request, reviewed) {
            return Err(Denial::ReviewDiffers);
        }
        if self.has_conditions && !reviewed.conditions_met {
            return Err(Denial::ConditionsNotConfirmed);
        }
        Ok(())
    }

    fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from <= day
            && self.until.is_none_or(|until| day <= until)
            && self.revoked.is_none_or(|revoked| day < revoked)
    }

    fn allows(&self, catalogue: &Catalogue, request: &Use, reviewed: &ReviewedUse) -> bool {
        let programme = catalogue.question(&request.purpose).map(|asked| &asked.programme().id);
        self.case == reviewed.case
            && programme == Some(&self.programme)
            && self.purposes.contains(&request.purpose)
            && self.recipient == request.recipient
            && request.organisation.as_ref().is_none_or(|named| named.is_same(&self.organisation))
            && self.abroad == request.abroad
            && (self.genome || !request.genome)
            && are_within(&request.data, &self.data)
    }
}

/// Whether the categories of data that a use names are among those of a list; an empty list limits nothing, and a use that
/// names none may hold any.
pub(crate) fn are_within(named: &[DataId], list: &[DataId]) -> bool {
    list.is_empty() || !named.is_empty() && named.iter().all(|data| list.contains(data))
}
