//! One feed in the making: cut into parts that followers read, and a new version only where something changed.

use super::{CONTEXT, Made, Publication, SiteFile, Unpublishable};
use crate::entry::Entry;
use crate::feed::{Feed, FeedKind, Flaw, Part};
use crate::jws::{self, Kind};
use crate::limits::{self, MAX_BYTES};
use crate::manifest::{FeedRef, File, Manifest};
use crate::served::ServedFeed;
use crate::trust;
use serde::Serialize;

/// The most entries of a part.
const MAX_ENTRIES: usize = 500;
/// The most bytes of entries in a part: signing makes four bytes of three, and the envelope needs some.
const MAX_ENTRY_BYTES: usize = MAX_BYTES / 4 * 3 - 8 * 1024;

/// Feeds in the making.
pub(super) struct Making<'a> {
    pub(super) publication: &'a Publication<'a>,
}

/// A feed that was made.
pub(super) struct MadeFeed {
    pub(super) named: FeedRef,
    pub(super) made: Made,
    pub(super) files: Vec<SiteFile>,
    entries: usize,
}

impl Making<'_> {
    /// The version before where nothing changed, to the byte; the next one where something did. A new key
    /// changes every file, too.
    pub(super) fn feed<T: Entry>(&self, kind: FeedKind, entries: &[T]) -> Result<MadeFeed, Unpublishable> {
        let parts = parts(kind, entries)?;
        let Publication { now, next_update, previous, .. } = *self.publication;
        let before = previous.and_then(|state| state.manifest.feed(kind));
        let made = previous.and_then(|state| state.made.iter().find(|made| made.kind == kind));
        if let (Some(before), Some(made)) = (before, made) {
            let same = self.version(*made, before.version, &parts)?;
            if same.named == *before {
                return Ok(same);
            }
        }
        let version = before.map_or(0, |before| before.version) + 1;
        self.version(Made { kind, issued: now, next_update }, version, &parts)
    }

    fn version<T: Entry>(&self, made: Made, version: u64, parts: &[&[T]]) -> Result<MadeFeed, Unpublishable> {
        let Made { kind, issued, next_update } = made;
        let of = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let (mut named, mut files) = (Vec::new(), Vec::new());
        for (number, entries) in (1..).zip(parts) {
            let feed = Feed {
                context: Some(CONTEXT.to_owned()),
                provider: self.publication.publisher.id.clone(),
                kind,
                version,
                issued,
                next_update,
                part: Part { number, of },
                entries: entries.iter().collect(),
            };
            let (file, written) = self.write(&feed)?;
            named.push(file);
            files.extend(written);
        }
        let entries = parts.iter().map(|part| part.len()).sum();
        Ok(MadeFeed { named: FeedRef { kind, version, parts: named }, made, files, entries })
    }

    fn write<T: Serialize>(&self, feed: &Feed<&T>) -> Result<(File, [SiteFile; 2]), Unpublishable> {
        let (name, version, number) = (feed.kind.name(), feed.version, feed.part.number);
        let payload = serde_json::to_vec(feed)?;
        let signed = jws::sign(Kind::Feed, &payload, self.publication.secret).into_bytes();
        let signed_path = format!("feeds/{name}-{version}-{number}.jws");
        let plain_path = format!("feeds/{name}-{number}.json");
        let malformed = |error: crate::identifier::Malformed| Unpublishable::Json(error.to_string());
        let file = File {
            signed: signed_path.parse().map_err(malformed)?,
            sha256: trust::hex_digest(&signed).parse().map_err(malformed)?,
            bytes: signed.len() as u64,
            plain: plain_path.parse().map_err(malformed)?,
        };
        let plain = SiteFile { path: plain_path, bytes: payload };
        Ok((file, [SiteFile { path: signed_path, bytes: signed }, plain]))
    }
}

impl MadeFeed {
    /// Where the site's own page finds it.
    pub(super) fn served(&self) -> ServedFeed {
        let name = self.named.kind.name();
        let parts = (1..=self.named.parts.len()).map(|number| format!("{name}-{number}.json")).collect();
        ServedFeed { kind: self.named.kind, entries: self.entries as u64, parts }
    }

    /// Takes every part as a follower would.
    pub(super) fn accept<T: Entry>(&self, manifest: &Manifest) -> Result<(), Unpublishable> {
        let kind = self.named.kind;
        let signed = self.files.iter().filter(|file| file.path.ends_with(".jws"));
        for (number, file) in (1..).zip(signed) {
            let (_, flaws) = trust::take_part::<T>(manifest, kind, number, &file.bytes)?;
            if let Some(Flaw { entry, kind: flaw }) = flaws.into_iter().next() {
                let id = entry.map_or_else(|| "without id".to_owned(), |id| id.to_string());
                return Err(Unpublishable::Flawed { kind, id, why: format!("{flaw:?}") });
            }
        }
        Ok(())
    }
}

/// Cuts entries into parts; a feed without entries has one empty part.
fn parts<T: Entry>(kind: FeedKind, entries: &[T]) -> Result<Vec<&[T]>, Unpublishable> {
    let (mut parts, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (place, entry) in entries.iter().enumerate() {
        let json = serde_json::to_vec(entry)?;
        limits::check(&json).map_err(|why| Unpublishable::Entry { kind, id: entry.id(), why })?;
        let is_full = place - start == MAX_ENTRIES || bytes + json.len() >= MAX_ENTRY_BYTES;
        if is_full && place > start {
            parts.push(&entries[start..place]);
            (start, bytes) = (place, 0);
        }
        // One more for the comma.
        bytes += json.len() + 1;
    }
    parts.push(&entries[start..]);
    Ok(parts)
}
