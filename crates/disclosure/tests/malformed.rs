//! A hundred thousand malformed inputs for each parser (A17): none makes a program stop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(feature = "signed")]

mod common;

use common::*;
use nattoku_disclosure::entry::{Entry, Outcome, Recipient, Review};
use nattoku_disclosure::feed::FeedKind;
use nattoku_disclosure::identifier::*;
use nattoku_disclosure::jws::{self, Kind, PublicKey};
use nattoku_disclosure::manifest::SIGNED_MANIFEST_PATH;
use nattoku_disclosure::trust::take_part;
use nattoku_disclosure::{limits, read};
use std::hint::black_box;

const INPUTS: usize = 100_000;

/// The same inputs in every run (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end.max(1)
    }
}

/// What a member may become that was something else.
const OTHER: [&str; 12] = [
    "null",
    "true",
    "-1",
    "1e999",
    "\"\"",
    "[]",
    "{}",
    "\"\\ud800\"",
    "\"\u{202e}\"",
    "[[[",
    "18446744073709551616",
    "\\",
];

/// Changes a valid document once to four times: bits flipped, cut off, spliced, types exchanged.
fn malformed(valid: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = valid.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, to) = (dice.below(bytes.len()), dice.below(bytes.len()));
        match dice.below(5) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at.min(to)..at.max(to).min(at.min(to) + 40))),
            3 => {
                let piece = bytes[at.min(to)..at.max(to).min(at.min(to) + 40)].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.below(12)).min(bytes.len());
                bytes.splice(at..end, OTHER[dice.below(OTHER.len())].bytes());
            }
        }
    }
    bytes
}

fn each(valid: &[u8], mut parse: impl FnMut(&[u8])) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..INPUTS {
        parse(&malformed(valid, &mut dice));
    }
}

fn parts<T: Entry>(kind: FeedKind) {
    let site = published(&entries(), None, 0).unwrap();
    each(file(&site, &format!("feeds/{}-1.json", kind.name())), |bytes| {
        drop(black_box(read::part::<T>(bytes)))
    });
}

#[test]
fn recipients() {
    parts::<Recipient>(FeedKind::Recipients);
}

#[test]
fn outcomes() {
    parts::<Outcome>(FeedKind::Outcomes);
}

#[test]
fn reviews() {
    parts::<Review>(FeedKind::Reviews);
}

#[test]
fn manifests_and_signed_documents() {
    let site = published(&entries(), None, 0).unwrap();
    let signed = file(&site, SIGNED_MANIFEST_PATH);
    let key = PublicKey::of(&SECRET);
    each(signed, |bytes| {
        if bytes != signed {
            assert!(follower().take(bytes, now()).is_err() || bytes.trim_ascii() == signed);
        }
        let text = String::from_utf8_lossy(bytes);
        black_box(jws::open(Kind::Manifest, &text, &key).ok());
    });
}

#[test]
fn signed_payloads_and_parts_that_were_exchanged() {
    let site = published(&entries(), None, 0).unwrap();
    let part = file(&site, "feeds/recipients-1-1.jws");
    each(part, |bytes| {
        let taken = take_part::<Recipient>(&site.state.manifest, FeedKind::Recipients, 1, bytes);
        assert!(bytes == part || taken.is_err());
    });
    each(b"[{\"a\":\"b\\\"\",\"c\":[1,2,[3]]}]", |bytes| {
        black_box(limits::check(bytes).is_ok());
    });
}

#[test]
fn identifiers() {
    fn parse<T: std::str::FromStr>(valid: &str) {
        assert!(valid.parse::<T>().is_ok(), "{valid}");
        each(valid.as_bytes(), |bytes| {
            black_box(String::from_utf8_lossy(bytes).parse::<T>().is_ok());
        });
    }
    parse::<EntryId>("a-1");
    parse::<Country>("JP");
    parse::<CorporateNumber>("7000012050002");
    parse::<Doi>("10.1000/182");
    parse::<Jrct>("jRCTs031200001");
    parse::<Nct>("NCT04280705");
    parse::<WebLink>("https://society.example/a?b#c");
    parse::<SitePath>("feeds/recipients-1-1.jws");
    parse::<Sha256Hex>(&"0f".repeat(32));
    parse::<PublicKey>(&PublicKey::of(&SECRET).to_string());
}
