//! What follows from mandates at an instant: whether one is active, and whether the person is a child.

use super::{AsOf, begins};
use crate::catalogue::{Catalogue, Catalogues};
use crate::record::{Record, RecordedMandate};
use chrono::{DateTime, Utc};

/// When the person comes, or came, of age, as the mandate last verified says; `None`: nothing is known of it, as
/// with everybody who was of age from the beginning.
pub(super) fn of_age(catalogue: &Catalogue, record: &Record, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let begun = record.mandates().filter(|recorded| recorded.since <= at);
    let mut days = begun.filter_map(|recorded| recorded.mandate.comes_of_age());
    // A day beyond the calendar: the person stays a child, whom somebody must act for (fail closed).
    days.next_back().map(|day| begins(catalogue, day).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// Whether the person is a child, as the mandate last verified says: their own yes is not enough then.
#[must_use]
pub fn is_child(catalogues: &Catalogues, record: &Record, as_of: impl Into<AsOf>) -> bool {
    let as_of = as_of.into();
    let at = as_of.clock();
    of_age(catalogues.current(), &as_of.counted(record), at).is_some_and(|of_age| at < of_age)
}

/// Whether a mandate is active: begun, not ended, its last day not over.
#[must_use]
pub fn is_active(catalogue: &Catalogue, mandate: &RecordedMandate<'_>, as_of: impl Into<AsOf>) -> bool {
    match as_of.into() {
        AsOf::At(at) => runs(catalogue, mandate, at) && mandate.ended.is_none_or(|ended| ended.since > at),
        // What the ledger has accepted has happened, whatever the clock showed at the time (A36).
        AsOf::Present { clock, .. } => {
            let since = mandate.since.min(clock);
            mandate.ended.is_none() && runs(catalogue, &RecordedMandate { since, ..*mandate }, clock)
        }
    }
}

/// Whether an instant lies between the beginning of a mandate and its last day.
pub(super) fn runs(catalogue: &Catalogue, mandate: &RecordedMandate<'_>, at: DateTime<Utc>) -> bool {
    mandate.since <= at && begins(catalogue, mandate.mandate.ends.day()).is_some_and(|end| at < end)
}
