//! Whether the refusal of one reviewed use stands. As with an answer, it ends by the word of whoever made it (A32).

use super::AsOf;
use super::mandates::{of_age, runs};
use crate::catalogue::Catalogues;
use crate::event::Actor;
use crate::id::ReviewId;
use crate::record::{Record, Recorded};
use chrono::{DateTime, Utc};

/// Whether a reviewed use is refused.
#[must_use]
pub fn refuses_use(
    catalogues: &Catalogues,
    record: &Record,
    review: &ReviewId,
    as_of: impl Into<AsOf>,
) -> bool {
    // By either clock of the present every statement counts, and no refusal ends by time.
    refuses_use_at(catalogues, record, review, as_of.into().horizon())
}

/// The person's own refusal ends by their own word alone; that of who acts for them by a word of either, but not by
/// what the person said as a child.
pub(crate) fn refuses_use_at(
    catalogues: &Catalogues,
    record: &Record,
    review: &ReviewId,
    at: DateTime<Utc>,
) -> bool {
    let of_age = of_age(catalogues.current(), record, at);
    let (mut own, mut of_proxy) = (false, false);
    for statement in record.statements_on_use(review).filter(|statement| statement.since <= at) {
        let is_own = !statement.entry.event.actor.is_proxy();
        match (statement.what, is_own) {
            (true, true) => own = true,
            (true, false) => of_proxy = true,
            (false, _) if !counts(catalogues, record, &statement) => {}
            (false, true) => {
                own = false;
                of_proxy &= of_age.is_some_and(|of_age| statement.since < of_age);
            }
            (false, false) => of_proxy = false,
        }
    }
    own || of_proxy
}

/// Whether a statement that can newly permit counts: made in words that are known, and by a proxy while they could act.
fn counts(catalogues: &Catalogues, record: &Record, statement: &Recorded<'_, bool>) -> bool {
    let event = &statement.entry.event;
    let may_act = match event.actor {
        Actor::Proxy(id) => record.mandate(id).is_some_and(|mandate| {
            mandate.covers(statement.entry) && runs(catalogues.current(), &mandate, statement.since)
        }),
        Actor::Patient | Actor::Staff => true,
    };
    may_act && catalogues.get(&event.terms.catalogue).is_some()
}
