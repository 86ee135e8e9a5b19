//! Names that look alike and are not the same (A19, UTS #39): a patient who knows one recipient should not
//! take another for it.

use nattoku_disclosure::feed::{Flaw, FlawKind};
use nattoku_disclosure::{EntryId, Recipient};
use std::collections::{BTreeMap, BTreeSet};
use unicode_security::confusable_detection::skeleton;

/// The entries whose names look like an earlier, different name of the same provider.
#[must_use]
pub fn flaws(entries: &[Recipient]) -> Vec<Flaw> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut told = BTreeSet::new();
    let mut flaws = Vec::new();
    for (entry, name) in entries.iter().flat_map(names) {
        let written = name.to_lowercase();
        let seen = *first.entry(skeleton(&written).collect()).or_insert(name);
        if seen.to_lowercase() != written && told.insert((entry, seen)) {
            flaws.push(Flaw { entry: Some(entry.clone()), kind: FlawKind::LooksLike(seen.to_owned()) });
        }
    }
    flaws
}

/// The names of a recipient and of those who received data from it, with the entry they stand in.
fn names(entry: &Recipient) -> impl Iterator<Item = (&EntryId, &str)> {
    let onward = entry.onward.iter().map(|onward| &onward.organisation);
    let organisations = std::iter::once(&entry.recipient).chain(onward);
    organisations.flat_map(|organisation| organisation.name.0.values().map(|name| (&entry.id, name.as_str())))
}
