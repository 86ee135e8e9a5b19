//! What no part of a feed shows alone: entries of other programmes than the provider is followed for, an entry of an earlier part once
//! more, and names that look like one another.

use super::look_alikes;
use crate::store::followed::Mirrored;
use nattoku_consent::ProgrammeId;
use nattoku_disclosure::entry::Entry;
use nattoku_disclosure::feed::{Feed, Flaw, FlawKind};
use nattoku_disclosure::{EntryId, FeedKind, Outcome, Recipient, Review};
use std::collections::BTreeSet;

/// Leaves out what is not for this hospital or not once, and marks what deceives.
pub(super) fn across(parts: &mut [Mirrored], programmes: &[ProgrammeId]) -> Result<(), serde_json::Error> {
    only_of(parts, programmes)?;
    without_repeats::<Recipient>(parts, FeedKind::Recipients)?;
    without_repeats::<Outcome>(parts, FeedKind::Outcomes)?;
    without_repeats::<Review>(parts, FeedKind::Reviews)?;
    let mut recipients = Vec::new();
    for part in parts.iter_mut().filter(|part| part.kind == FeedKind::Recipients) {
        let entries = serde_json::from_slice::<Feed<Recipient>>(&part.body)?.entries;
        recipients.extend(entries);
        part.flaws.retain(|flaw| !matches!(flaw.kind, FlawKind::LooksLike(_)));
    }
    if let Some(part) = parts.iter_mut().find(|part| part.kind == FeedKind::Recipients) {
        part.flaws.extend(look_alikes::flaws(&recipients));
    }
    Ok(())
}

/// Leaves out what speaks of other programmes than those for which the provider is followed, and outcomes of nothing
/// else.
fn only_of(parts: &mut [Mirrored], programmes: &[ProgrammeId]) -> Result<(), serde_json::Error> {
    keep::<Recipient>(parts, FeedKind::Recipients, &FlawKind::OtherProgramme, |entry| {
        programmes.contains(&entry.programme)
    })?;
    keep::<Review>(parts, FeedKind::Reviews, &FlawKind::OtherProgramme, |entry| {
        programmes.contains(&entry.programme)
    })?;
    // Also those that were left out before, of parts that are kept.
    let recipients = parts.iter().filter(|part| part.kind == FeedKind::Recipients);
    let flaws = recipients.flat_map(|part| &part.flaws).filter(|flaw| flaw.kind == FlawKind::OtherProgramme);
    let others: BTreeSet<EntryId> = flaws.filter_map(|flaw| flaw.entry.clone()).collect();
    keep::<Outcome>(parts, FeedKind::Outcomes, &FlawKind::OtherProgramme, |outcome| {
        outcome.recipients.is_empty() || !outcome.recipients.iter().all(|id| others.contains(id))
    })
}

fn without_repeats<T: Entry>(parts: &mut [Mirrored], kind: FeedKind) -> Result<(), serde_json::Error> {
    if parts.iter().filter(|part| part.kind == kind).count() < 2 {
        return Ok(());
    }
    let mut ids = BTreeSet::<EntryId>::new();
    keep::<T>(parts, kind, &FlawKind::Repeated, |entry| ids.insert(entry.id()))
}

/// Leaves out what is not to be kept, with a word on why.
fn keep<T: Entry>(
    parts: &mut [Mirrored],
    kind: FeedKind,
    flaw: &FlawKind,
    mut is_kept: impl FnMut(&T) -> bool,
) -> Result<(), serde_json::Error> {
    for part in parts.iter_mut().filter(|part| part.kind == kind) {
        let mut feed: Feed<T> = serde_json::from_slice(&part.body)?;
        let (kept, left_out): (Vec<_>, Vec<_>) = feed.entries.into_iter().partition(&mut is_kept);
        if !left_out.is_empty() {
            part.flaws
                .extend(left_out.iter().map(|entry| Flaw { entry: Some(entry.id()), kind: flaw.clone() }));
            part.entries = kept.len() as u64;
            feed.entries = kept;
            part.body = serde_json::to_vec(&feed)?;
        }
    }
    Ok(())
}
