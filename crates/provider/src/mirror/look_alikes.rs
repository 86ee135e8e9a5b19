//! Names that look alike and are not the same (A19, UTS #39): a patient who knows one recipient should not
//! take another for it.

use nattoku_disclosure::Recipient;
use nattoku_disclosure::check::look_alikes;
use nattoku_disclosure::feed::{Flaw, FlawKind};

/// The entries whose names look like an earlier, different name of the same provider.
#[must_use]
pub fn flaws(entries: &[Recipient]) -> Vec<Flaw> {
    let names = entries.iter().flat_map(|entry| {
        let onward = entry.onward.iter().map(|onward| &onward.name);
        let names = std::iter::once(&entry.recipient.name).chain(onward);
        names.flat_map(|name| name.0.values()).map(|name| (entry.id.clone(), name.as_str()))
    });
    let flaw = |(entry, other)| Flaw { entry: Some(entry), kind: FlawKind::LooksLike(other) };
    look_alikes(names).into_iter().map(flaw).collect()
}
