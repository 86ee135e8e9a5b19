//! Making what is published: from entries to the files of a site, signed, in parts, with versions that only
//! grow. Before anything is given back, it is taken by the rules that followers use.

mod feeds;
mod keys;

pub use keys::{first_key, next_key};

use crate::entry::Entries;
use crate::feed::FeedKind;
use crate::identifier::EntryId;
use crate::jws::{self, Kind};
use crate::limits::TooMuch;
use crate::manifest::{Key, MANIFEST_PATH, Manifest, Publisher, SIGNED_MANIFEST_PATH};
use crate::served::{Index, Source};
use crate::trust::{self, Last, Refusal, Trusted};
use chrono::{DateTime, Utc};
use feeds::{MadeFeed, Making};
use nattoku_consent::{Language, ProgrammeId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where the index stands that the site's own page reads.
pub const INDEX_PATH: &str = "feeds/index.json";
/// Where the JSON-LD context stands, from every file that names it.
pub const CONTEXT: &str = "../schemas/context.jsonld";

/// What is to be published.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// Who publishes.
    pub publisher: &'a Publisher,
    /// The languages in which every text exists.
    pub languages: &'a [Language],
    /// Every entry.
    pub entries: &'a Entries,
    /// The public keys, oldest first; the last one signs.
    pub keys: &'a [Key],
    /// The secret of the last one.
    pub secret: &'a [u8; 32],
    /// What was published last.
    pub previous: Option<&'a State>,
    /// When it is made.
    pub now: DateTime<Utc>,
    /// By when the next version is promised.
    pub next_update: DateTime<Utc>,
    /// Minutes by which the publisher's days are ahead of UTC.
    pub utc_offset_minutes: i16,
}

/// What must be remembered from one publishing to the next, so that versions only grow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The manifest.
    pub manifest: Manifest,
    /// When the versions of the feeds in it were made; where that was lost, a feed gets a new version.
    pub made: Vec<Made>,
}

/// When the version of a feed was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Of which feed.
    pub kind: FeedKind,
    /// When.
    #[serde(with = "nattoku_consent::time::instant")]
    pub issued: DateTime<Utc>,
    /// By when the next one was promised then.
    #[serde(with = "nattoku_consent::time::instant")]
    pub next_update: DateTime<Utc>,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path from the site's root.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The files of the feeds and both manifests.
    pub files: Vec<SiteFile>,
    /// What to remember.
    pub state: State,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpublishable {
    /// An entry is more than a follower reads.
    #[error("{}: entry {id}: {why}. Shorten it", kind.name())]
    Entry {
        /// In which feed.
        kind: FeedKind,
        /// Which.
        id: EntryId,
        /// What is too much.
        why: TooMuch,
    },
    /// A follower would leave an entry out or change it.
    #[error("{}: entry {id} would not be read as it stands: {why}. Correct it", kind.name())]
    Flawed {
        /// In which feed.
        kind: FeedKind,
        /// Which, or its number where it has no readable id.
        id: String,
        /// What is wrong.
        why: String,
    },
    /// Followers would refuse the site.
    #[error("who follows this site would refuse it: {0}")]
    Refused(#[from] Refusal),
    /// It cannot be written as JSON.
    #[error("it cannot be written as JSON: {0}")]
    Json(String),
}

impl From<serde_json::Error> for Unpublishable {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error.to_string())
    }
}

/// Makes every file of the feeds and both manifests.
///
/// # Errors
/// An entry is too much, or followers would refuse the site.
pub fn publish(publication: &Publication<'_>) -> Result<Site, Unpublishable> {
    let Publication { entries, previous, .. } = publication;
    let making = Making { publication };
    let made = [
        making.feed(FeedKind::Recipients, &entries.recipients)?,
        making.feed(FeedKind::Outcomes, &entries.outcomes)?,
        making.feed(FeedKind::Reviews, &entries.reviews)?,
    ];
    let manifest = Manifest {
        context: Some(CONTEXT.to_owned()),
        provider: publication.publisher.clone(),
        version: previous.map_or(0, |state| state.manifest.version) + 1,
        issued: publication.now,
        next_update: publication.next_update,
        languages: publication.languages.to_vec(),
        keys: publication.keys.to_vec(),
        feeds: made.iter().map(|feed| feed.named.clone()).collect(),
    };
    let payload = serde_json::to_vec(&manifest)?;
    let signed = jws::sign(Kind::Manifest, &payload, publication.secret).into_bytes();
    accept(publication, &signed, &made)?;
    let index = serde_json::to_vec(&index(publication, &made))?;
    let times = made.iter().map(|feed| feed.made).collect();
    let mut files: Vec<_> = made.into_iter().flat_map(|feed| feed.files).collect();
    files.extend([
        SiteFile { path: INDEX_PATH.to_owned(), bytes: index },
        SiteFile { path: MANIFEST_PATH.to_owned(), bytes: serde_json::to_vec_pretty(&manifest)? },
        SiteFile { path: SIGNED_MANIFEST_PATH.to_owned(), bytes: signed },
    ]);
    Ok(Site { files, state: State { manifest, made: times } })
}

/// Takes the site as somebody would who has followed it so far.
fn accept(
    publication: &Publication<'_>,
    manifest: &[u8],
    feeds: &[MadeFeed; 3],
) -> Result<(), Unpublishable> {
    let follower = match publication.previous {
        Some(previous) => follower(&previous.manifest)?,
        None => Trusted {
            provider: Some(publication.publisher.id.clone()),
            key: publication.keys.first().map(|key| key.x.clone()).unwrap_or_default(),
            last: None,
        },
    };
    let (manifest, _) = follower.take(manifest, publication.now)?;
    let [recipients, outcomes, reviews] = feeds;
    recipients.accept::<crate::Recipient>(&manifest)?;
    outcomes.accept::<crate::Outcome>(&manifest)?;
    reviews.accept::<crate::Review>(&manifest)
}

fn follower(manifest: &Manifest) -> Result<Trusted, Unpublishable> {
    let last = Last {
        version: manifest.version,
        digest: trust::hex_digest(&serde_json::to_vec(manifest)?),
        issued: manifest.issued,
        feeds: manifest.feeds.iter().map(|feed| (feed.kind, feed.version)).collect(),
    };
    let key = manifest.keys.last().map(|key| key.x.clone()).unwrap_or_default();
    Ok(Trusted { provider: Some(manifest.provider.id.clone()), key, last: Some(last) })
}

fn index(publication: &Publication<'_>, feeds: &[MadeFeed; 3]) -> Index {
    let Publication { publisher, entries, .. } = publication;
    let source = Source {
        provider: (*publisher).clone(),
        own: true,
        languages: publication.languages.to_vec(),
        programmes: programmes(entries).into_iter().cloned().collect(),
        issued: publication.now,
        next_update: publication.next_update,
        checked: publication.now,
        trouble: None,
        feeds: feeds.iter().map(MadeFeed::served).collect(),
        flaws: Vec::new(),
    };
    Index { sources: vec![source], utc_offset_minutes: publication.utc_offset_minutes }
}

fn programmes(entries: &Entries) -> BTreeSet<&ProgrammeId> {
    let recipients = entries.recipients.iter().map(|recipient| &recipient.programme);
    recipients.chain(entries.reviews.iter().map(|review| &review.programme)).collect()
}
