//! What follows from mandates at an instant: whether one holds, and whether the person is a child.

use super::begins;
use crate::catalogue::{Catalogue, Catalogues};
use crate::mandate::Ends;
use crate::record::{HeldMandate, Record};
use chrono::{DateTime, Utc};

/// When the person comes, or came, of age, as the mandate last verified says; `None`: nothing is known of it, as
/// with everybody who was of age from the beginning.
pub(super) fn of_age(catalogue: &Catalogue, record: &Record, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let known = record.mandates().filter(|held| held.since <= at);
    let mut days = known.filter_map(|held| match held.mandate.ends {
        Ends::ComingOfAge(day) => Some(day),
        Ends::On(_) => None,
    });
    // A day beyond the calendar: the person stays a child, whom somebody must act for (fail closed).
    days.next_back().map(|day| begins(catalogue, day).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// Whether the person is a child at an instant, as the mandate last verified says: their own yes is not enough then.
#[must_use]
pub fn is_child(catalogues: &Catalogues, record: &Record, at: DateTime<Utc>) -> bool {
    of_age(catalogues.current(), record, at).is_some_and(|of_age| at < of_age)
}

/// Whether a mandate holds at an instant: begun, not ended, its last day not over.
#[must_use]
pub fn holds(catalogue: &Catalogue, held: &HeldMandate<'_>, at: DateTime<Utc>) -> bool {
    let ended = held.ended.is_some_and(|entry| entry.accepted_at <= at);
    held.since <= at && !ended && begins(catalogue, held.mandate.ends.day()).is_some_and(|end| at < end)
}
