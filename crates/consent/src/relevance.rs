//! Whether a use that a provider disclosed may have included a person's data: asked on the person's own
//! device, of the same function that decided at the time. No identifier leaves for it.

use crate::catalogue::Catalogues;
use crate::permit::{Denial, Use, permits};
use crate::record::Record;
use crate::standing::use_begins;
use crate::{Body, Mode};
use chrono::{DateTime, Utc};

/// Whether a disclosed use may have included a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relevance {
    /// At some time while data were given, the person's record permitted it.
    MayInclude,
    /// At no time while data were given did the record permit it: for this reason, the last one.
    DoesNotInclude(Denial),
    /// The disclosure does not say enough, or speaks of what this catalogue does not know.
    CannotTell,
}

/// Whether `uses`, for which data were given between two instants, may have included the person of `record`.
/// One release may serve several purposes: any of them that was permitted may have included the person.
#[must_use]
pub fn relevance(
    catalogues: &Catalogues,
    record: &Record,
    uses: &[Use],
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> Relevance {
    let known = |wanted: &&Use| catalogues.current().question(&wanted.purpose).is_some();
    if uses.is_empty() || last < first || !uses.iter().all(|wanted| known(&wanted)) {
        return Relevance::CannotTell;
    }
    let turns = turns(catalogues, record, first, last);
    let permitted = |wanted: &Use| turns.iter().any(|at| permits(catalogues, record, wanted, *at).is_ok());
    if uses.iter().any(permitted) {
        return Relevance::MayInclude;
    }
    let denials = uses.iter().map(|wanted| permits(catalogues, record, wanted, last).err());
    denials.flatten().next().map_or(Relevance::CannotTell, Relevance::DoesNotInclude)
}

/// The instants at which what holds can turn from no to yes: the beginning, and what the record says between.
/// A yes that ends has begun at one of them.
fn turns(
    catalogues: &Catalogues,
    record: &Record,
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
    let within = |at: &DateTime<Utc>| first < *at && *at <= last;
    [first, last].into_iter().chain(accepted.chain(waits).filter(within)).collect()
}
