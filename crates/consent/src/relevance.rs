//! Whether a use that a provider disclosed may have included a person's data: asked on the person's own
//! device, of the same function that decided at the time. No identifier leaves for it.

use crate::approvals::Approvals;
use crate::catalogue::Catalogues;
use crate::permit::{Denial, Use, leaves_room_for, permits};
use crate::record::Record;
use crate::standing::{begins, use_begins};
use crate::{Body, Mode};
use chrono::{DateTime, Utc};

/// Whether a disclosed use may have included a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relevance {
    /// At some time while data were given, the person's record permitted it.
    MayInclude,
    /// At no time while data were given did the record permit it: for this reason, the last one.
    DoesNotInclude(Denial),
    /// The disclosure does not say enough, or speaks of what this catalogue does not know, or of a review whose decision
    /// is not known or is another.
    CannotTell,
}

/// Whether `uses`, for which data were given between two instants, may have included the person of `record`.
/// One release may serve several purposes: any of them that was permitted may have included the person.
#[must_use]
pub fn relevance(
    catalogues: &Catalogues,
    record: &Record,
    approvals: &Approvals,
    uses: &[Use],
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> Relevance {
    let is_asked = |request: &Use| catalogues.current().question(&request.purpose).is_some();
    if uses.is_empty() || last < first || !uses.iter().all(is_asked) {
        return Relevance::CannotTell;
    }
    let turns = turns(catalogues, record, approvals, first, last);
    let ever = |judge: &dyn Fn(&Use, DateTime<Utc>) -> bool| {
        uses.iter().any(|request| turns.iter().any(|at| judge(request, *at)))
    };
    if ever(&|request, at| permits(catalogues, record, approvals, request, at).is_ok()) {
        return Relevance::MayInclude;
    }
    // What a review body decided is known here only as far as it was published; the answers are known.
    let judged = |request: &Use, at| leaves_room_for(catalogues, record, request, at);
    if ever(&|request, at| judged(request, at).is_ok()) {
        return Relevance::CannotTell;
    }
    let mut denials = uses.iter().filter_map(|request| Some((request, judged(request, last).err()?)));
    match denials.next() {
        Some((request, Denial::DataNotNamed)) if request.data.is_empty() => Relevance::CannotTell,
        Some((_, denial)) => Relevance::DoesNotInclude(denial),
        None => Relevance::CannotTell,
    }
}

/// The instants at which what holds can turn from no to yes: the beginning, and what the record and reviews say between.
/// A yes that ends has begun at one of them.
fn turns(
    catalogues: &Catalogues,
    record: &Record,
    approvals: &Approvals,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let accepted = record.entries().map(|entry| entry.accepted_at);
    let waits = record.entries().filter_map(|entry| match &entry.event.body {
        Body::Notified(notice) => match catalogues.current().programme(&notice.programme)?.mode {
            Mode::NoticeOptOut { wait_days } => use_begins(catalogues.current(), notice.on, wait_days),
            Mode::OptIn => None,
        },
        Body::Decided(_) | Body::ProxyBegan(_) | Body::ProxyEnded(_) => None,
    });
    let reviews = approvals.begin_on().filter_map(|day| begins(catalogues.current(), day));
    let within = |at: &DateTime<Utc>| first < *at && *at <= last;
    [first, last].into_iter().chain(accepted.chain(waits).chain(reviews).filter(within)).collect()
}
