//! Whether a manifest or a part of a feed that came over the network is taken: the rules against forged,
//! older, frozen, mixed and far-ahead files (A14). What is refused changes nothing; the last good one stays.

use crate::entry::Entry;
use crate::feed::{Feed, FeedKind, Flaw, Part};
use crate::jws::{self, Forged, Kind, NotAKey, PublicKey};
use crate::limits::{self, MAX_BYTES, TooMuch};
use crate::manifest::{File, Key, MAX_PARTS, Manifest};
use crate::publisher::UnfitText;
use crate::read::{self, Unreadable};
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::id::ProviderId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How far a publisher's clock may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::minutes(10);
/// The longest time for which a manifest may promise to be in force.
const LONGEST_PROMISE: Duration = Duration::days(400);
/// How many versions a manifest may be ahead of the one known: a daily publisher takes 27 years for them. One
/// that stands at the end of the numbers could never be followed by another.
const LONGEST_STEP: u64 = 10_000;
/// The largest version there is: readers of JSON hold whole numbers up to 2^53 exactly, and a step is left.
const LARGEST_VERSION: u64 = (1 << 53) - 1 - LONGEST_STEP;
/// The most keys a manifest may name.
const MAX_KEYS: usize = 32;

/// What is known of a provider that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// Who it must be; none until the first manifest under the pinned key says so.
    pub provider: Option<ProviderId>,
    /// The key that signs now; at first, the one that was given by hand.
    pub key: String,
    /// The manifest taken last.
    pub last: Option<Last>,
}

/// The manifest taken last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Its version.
    pub version: u64,
    /// The digest of its payload.
    pub digest: String,
    /// When it was made.
    #[serde(with = "nattoku_consent::time::instant")]
    pub issued: DateTime<Utc>,
    /// The versions of its feeds.
    pub feeds: Vec<(FeedKind, u64)>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is too much.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// It is not signed as it should be.
    #[error("the signature cannot be relied on: {0}")]
    Forged(#[from] Forged),
    /// It is not what it should be.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// What the provider says of itself is too long, or nothing.
    #[error("the provider is not named as it should be: {0}")]
    Unfit(#[from] UnfitText),
    /// A key in it is none.
    #[error("{0}")]
    NotAKey(#[from] NotAKey),
    /// The key that signed it does not follow from the one that is known.
    #[error("no chain of endorsements leads from the known key to the one that signs")]
    UnknownKey,
    /// It is another provider's.
    #[error("it is the manifest or feed of another provider")]
    OtherProvider,
    /// It is older than what is known.
    #[error("it is older than what was seen before: a rollback")]
    Older,
    /// It has the number of what is known, and says something else.
    #[error("it has the version of what was seen before and says something else")]
    SameVersionOtherContent,
    /// It is too far ahead.
    #[error("its version is too far ahead of the one before")]
    FarAhead,
    /// It was made in the future.
    #[error("it says it was made in the future")]
    FromTheFuture,
    /// Its promise has run out.
    #[error("the next version was due and has not come: it is out of date")]
    OutOfDate,
    /// It promises too much, or to end before it begins.
    #[error("the day of its next version makes no sense")]
    Promise,
    /// A feed that was there is gone.
    #[error("a feed that it had before is gone")]
    FeedGone,
    /// A feed is named twice, has no parts or too many, or a part is too large.
    #[error("its list of feeds makes no sense")]
    FeedList,
    /// A file is not the one the manifest names.
    #[error("a file is not the one that the manifest names")]
    OtherFile,
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::TooMuch(too_much) => Self::TooMuch(too_much),
            Unreadable::NotAFeed(why) => Self::Unreadable(why),
        }
    }
}

/// What must be known of a manifest before its signature can be verified.
#[derive(Deserialize)]
struct Claim {
    provider: Claimant,
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Claimant {
    id: ProviderId,
}

/// What one key says of the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endorsement {
    /// Whose keys.
    pub provider: ProviderId,
    /// The key that follows.
    pub x: String,
}

impl Trusted {
    /// A provider of which only the key is known.
    #[must_use]
    pub fn pinned(key: &PublicKey) -> Self {
        Self { provider: None, key: key.to_string(), last: None }
    }

    /// Takes a signed manifest, or says why not. What is known afterwards comes with it.
    ///
    /// # Errors
    /// It is not taken; what is known stays.
    pub fn take(&self, document: &[u8], now: DateTime<Utc>) -> Result<(Manifest, Self), Refusal> {
        if document.len() > MAX_BYTES {
            return Err(TooMuch::Bytes.into());
        }
        let document = std::str::from_utf8(document).map_err(|_| Forged::Malformed)?.trim();
        let (_, unverified) = jws::unverified(document)?;
        limits::check(&unverified)?;
        let claim = serde_json::from_slice(&unverified).map_err(unreadable)?;
        let key = self.signing_key(&claim)?;
        let payload = jws::open(Kind::Manifest, document, &key)?;
        let manifest: Manifest = serde_json::from_slice(&payload).map_err(unreadable)?;
        self.check(&manifest, &hex_digest(&payload), now)?;
        let last = Last {
            version: manifest.version,
            digest: hex_digest(&payload),
            issued: manifest.issued,
            feeds: manifest.feeds.iter().map(|feed| (feed.kind, feed.version)).collect(),
        };
        let provider = Some(manifest.provider.id.clone());
        let manifest = Manifest { provider: manifest.provider.cleaned()?, ..manifest };
        Ok((manifest, Self { provider, key: key.to_string(), last: Some(last) }))
    }

    /// The last key of the list, if each key since the known one was endorsed by the one before.
    fn signing_key(&self, claim: &Claim) -> Result<PublicKey, Refusal> {
        let keys = &claim.keys;
        if keys.len() > MAX_KEYS {
            return Err(Refusal::UnknownKey);
        }
        let known = keys.iter().position(|key| key.x == self.key).ok_or(Refusal::UnknownKey)?;
        let mut current = named_key(&keys[known])?;
        for key in &keys[known + 1..] {
            let endorsement = key.endorsement.as_deref().ok_or(Refusal::UnknownKey)?;
            let said = jws::open(Kind::Key, endorsement, &current).map_err(|_| Refusal::UnknownKey)?;
            let said: Endorsement = serde_json::from_slice(&said).map_err(|_| Refusal::UnknownKey)?;
            if said.x != key.x || said.provider != claim.provider.id {
                return Err(Refusal::UnknownKey);
            }
            current = named_key(key)?;
        }
        Ok(current)
    }

    fn check(&self, manifest: &Manifest, digest: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.provider.as_ref().is_some_and(|provider| *provider != manifest.provider.id) {
            return Err(Refusal::OtherProvider);
        }
        if manifest.issued > now + CLOCK_SKEW {
            return Err(Refusal::FromTheFuture);
        }
        let promise = manifest.next_update - manifest.issued;
        if promise <= Duration::zero() || promise > LONGEST_PROMISE {
            return Err(Refusal::Promise);
        }
        check_feeds(manifest)?;
        let mut versions = manifest.feeds.iter().map(|feed| feed.version).chain([manifest.version]);
        if versions.any(|version| version > LARGEST_VERSION) {
            return Err(Refusal::FarAhead);
        }
        if let Some(last) = &self.last {
            last.check(manifest, digest)?;
        }
        if manifest.next_update < now { Err(Refusal::OutOfDate) } else { Ok(()) }
    }
}

/// The key that a manifest names, if it goes by its own name.
fn named_key(key: &Key) -> Result<PublicKey, Refusal> {
    let public: PublicKey = key.x.parse()?;
    if public.kid() == key.kid { Ok(public) } else { Err(Refusal::UnknownKey) }
}

impl Last {
    fn check(&self, manifest: &Manifest, digest: &str) -> Result<(), Refusal> {
        if manifest.version == self.version {
            return if digest == self.digest { Ok(()) } else { Err(Refusal::SameVersionOtherContent) };
        }
        if manifest.version < self.version || manifest.issued < self.issued {
            return Err(Refusal::Older);
        }
        if manifest.version - self.version > LONGEST_STEP {
            return Err(Refusal::FarAhead);
        }
        for (kind, version) in &self.feeds {
            let feed = manifest.feed(*kind).ok_or(Refusal::FeedGone)?;
            if feed.version < *version {
                return Err(Refusal::Older);
            }
            if feed.version - version > LONGEST_STEP {
                return Err(Refusal::FarAhead);
            }
        }
        Ok(())
    }
}

fn check_feeds(manifest: &Manifest) -> Result<(), Refusal> {
    let is_sound = |(place, feed): (usize, &crate::manifest::FeedRef)| {
        let first = manifest.feeds.iter().position(|other| other.kind == feed.kind) == Some(place);
        let small =
            feed.parts.iter().all(|part| usize::try_from(part.bytes).is_ok_and(|bytes| bytes <= MAX_BYTES));
        first && small && (1..=MAX_PARTS).contains(&feed.parts.len())
    };
    if manifest.feeds.iter().enumerate().all(is_sound) { Ok(()) } else { Err(Refusal::FeedList) }
}

/// Takes a part of a feed that a manifest names, or says why not.
///
/// # Errors
/// It is not the file that the manifest names, or not what it should be.
pub fn take_part<T: Entry>(
    manifest: &Manifest,
    kind: FeedKind,
    number: u32,
    document: &[u8],
) -> Result<(Feed<T>, Vec<Flaw>), Refusal> {
    let feed = manifest.feed(kind).ok_or(Refusal::FeedGone)?;
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let file: &File = place.and_then(|place| feed.parts.get(place)).ok_or(Refusal::OtherFile)?;
    let is_named = usize::try_from(file.bytes).is_ok_and(|bytes| bytes == document.len())
        && hex_digest(document) == file.sha256.as_str();
    if !is_named {
        return Err(Refusal::OtherFile);
    }
    let key: PublicKey = manifest.keys.last().ok_or(Refusal::UnknownKey)?.x.parse()?;
    let document = std::str::from_utf8(document).map_err(|_| Forged::Malformed)?.trim();
    let payload = jws::open(Kind::Feed, document, &key)?;
    let (mut part, mut flaws) = read::part::<T>(&payload)?;
    read::leave_out_the_future(&mut part, &mut flaws, manifest.issued);
    let of = u32::try_from(feed.parts.len()).map_err(|_| Refusal::FeedList)?;
    if part.provider != manifest.provider.id {
        return Err(Refusal::OtherProvider);
    }
    if part.kind != kind || part.version != feed.version || part.part != (Part { number, of }) {
        return Err(Refusal::OtherFile);
    }
    Ok((part, flaws))
}

/// The SHA-256 of bytes, in lower-case hexadecimal.
#[must_use]
pub fn hex_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unreadable(error: serde_json::Error) -> Refusal {
    Refusal::Unreadable(error.to_string())
}
