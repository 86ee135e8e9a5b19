//! A society that publishes, a follower that knows it, and the table's rows.

use chrono::{DateTime, Duration, Utc};
use nattoku_consent::{Language, Localized};
use nattoku_disclosure::feed::{Feed, FeedKind, Part};
use nattoku_disclosure::jws::{self, Kind, PublicKey};
use nattoku_disclosure::manifest::{FeedRef, File, Key, Manifest, Publisher};
use nattoku_disclosure::trust::{Endorsement, Refusal, Trusted, hex_digest};
use serde_json::Value;
use std::fmt;

/// A scenario, what must come of it, and what did.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    expected: Result<(), Refusal>,
    found: Result<(), Refusal>,
}

impl Row {
    /// It must be taken.
    pub(crate) fn taken(name: &'static str, found: Result<(), Refusal>) -> Self {
        Self { name, expected: Ok(()), found }
    }

    /// It must be refused, for this reason; of what cannot be read, the words do not matter.
    pub(crate) fn refused(name: &'static str, why: Refusal, found: Result<(), Refusal>) -> Self {
        Self { name, expected: Err(why), found }
    }

    pub(crate) fn is_right(&self) -> bool {
        let unreadable = |verdict: &Result<(), Refusal>| matches!(verdict, Err(Refusal::Unreadable(_)));
        self.expected == self.found || (unreadable(&self.expected) && unreadable(&self.found))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {:?}, found {:?}", self.name, self.expected, self.found)
    }
}

pub(crate) const FIRST: [u8; 32] = [1; 32];
pub(crate) const SECOND: [u8; 32] = [2; 32];
pub(crate) const THIRD: [u8; 32] = [3; 32];

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn unreadable() -> Refusal {
    Refusal::Unreadable(String::new())
}

/// A key with the word of the one before it.
pub(crate) fn key(secret: &[u8; 32], endorsed: Option<(&[u8; 32], &str)>) -> Key {
    let public = PublicKey::of(secret);
    let endorsement = endorsed.map(|(by, provider)| endorsement(by, provider, &public.to_string()));
    Key { kid: public.kid(), x: public.to_string(), endorsement }
}

pub(crate) fn endorsement(by: &[u8; 32], provider: &str, x: &str) -> String {
    let said = Endorsement { provider: provider.parse().unwrap(), x: x.to_owned() };
    jws::sign(Kind::Key, &serde_json::to_vec(&said).unwrap(), by)
}

/// A part of the recipient list as the society signs it; its entries are of no matter here.
pub(crate) fn part(number: u32, of: u32, version: u64) -> Feed<Value> {
    Feed {
        context: None,
        provider: "minato".parse().unwrap(),
        kind: FeedKind::Recipients,
        version,
        issued: now() - Duration::days(1),
        next_update: now() + Duration::days(30),
        part: Part { number, of },
        entries: Vec::new(),
    }
}

pub(crate) fn signed_part(part: &Feed<Value>, secret: &[u8; 32]) -> Vec<u8> {
    jws::sign(Kind::Feed, &serde_json::to_vec(part).unwrap(), secret).into_bytes()
}

pub(crate) fn file(document: &[u8]) -> File {
    File {
        signed: "feeds/part.jws".parse().unwrap(),
        sha256: hex_digest(document).parse().unwrap(),
        bytes: document.len().try_into().unwrap(),
        plain: "feeds/part.json".parse().unwrap(),
    }
}

pub(crate) fn feed(kind: FeedKind, version: u64) -> FeedRef {
    FeedRef { kind, version, parts: vec![file(&signed_part(&part(1, 1, version), &FIRST))] }
}

/// Version 5 of the society's manifest, with version 3 of its recipients.
pub(crate) fn manifest() -> Manifest {
    let text = |text: &str| Localized(std::iter::once((language(), text.to_owned())).collect());
    Manifest {
        context: None,
        provider: Publisher {
            id: "minato".parse().unwrap(),
            name: text("みなと肝臓病学会"),
            country: "JP".parse().unwrap(),
            url: None,
            contact: text("事務局"),
            purposes: Default::default(),
        },
        version: 5,
        issued: now() - Duration::days(1),
        next_update: now() + Duration::days(30),
        languages: vec![language()],
        keys: vec![key(&FIRST, None)],
        feeds: vec![feed(FeedKind::Recipients, 3)],
    }
}

fn language() -> Language {
    "ja".parse().unwrap()
}

/// The next version of the same.
pub(crate) fn next() -> Manifest {
    Manifest { version: 6, issued: now() - Duration::hours(1), ..manifest() }
}

pub(crate) fn signed(manifest: &Manifest, secret: &[u8; 32]) -> String {
    jws::sign(Kind::Manifest, &serde_json::to_vec(manifest).unwrap(), secret)
}

/// A follower who was given the first key by hand and has seen nothing yet.
pub(crate) fn pinned() -> Trusted {
    Trusted::pinned(&PublicKey::of(&FIRST))
}

/// A follower who took the manifest.
pub(crate) fn known() -> Trusted {
    after(&pinned(), &manifest(), &FIRST)
}

/// What is known after a manifest that must be taken.
pub(crate) fn after(known: &Trusted, manifest: &Manifest, secret: &[u8; 32]) -> Trusted {
    known.take(signed(manifest, secret).as_bytes(), now()).unwrap().1
}

/// What comes of a manifest signed by the first key.
pub(crate) fn take(known: &Trusted, manifest: &Manifest) -> Result<(), Refusal> {
    take_by(known, manifest, &FIRST)
}

pub(crate) fn take_by(known: &Trusted, manifest: &Manifest, secret: &[u8; 32]) -> Result<(), Refusal> {
    take_bytes(known, signed(manifest, secret).as_bytes())
}

pub(crate) fn take_bytes(known: &Trusted, document: &[u8]) -> Result<(), Refusal> {
    known.take(document, now()).map(|_| ())
}
