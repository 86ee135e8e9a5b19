//! Names that look alike and are not the same (A19, UTS #39): a patient who knows one recipient should not
//! take another for it.

use nattoku_consent::Catalogue;
use nattoku_disclosure::Recipient;
use nattoku_disclosure::check::{look_alikes, resembles};
use nattoku_disclosure::feed::{Flaw, FlawKind};
use nattoku_disclosure::manifest::Publisher;

/// Whether a provider goes by the hospital's own identifier, or by a name that looks like the hospital's.
#[must_use]
pub fn poses_as_hospital(provider: &Publisher, catalogue: &Catalogue) -> bool {
    let own = &catalogue.provider;
    let is_own = |name: &String| own.name.0.values().any(|own| resembles(own, name));
    provider.id == own.id || provider.name.0.values().any(is_own)
}

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
