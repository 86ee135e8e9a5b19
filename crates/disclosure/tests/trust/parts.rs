//! Parts of a feed that are not the ones the manifest names.

use crate::world::{FIRST, Row, SECOND, file, next, part, signed_part};
use nattoku_disclosure::Recipient;
use nattoku_disclosure::feed::{Feed, FeedKind};
use nattoku_disclosure::jws::{self, Forged, Kind};
use nattoku_disclosure::manifest::{FeedRef, Manifest};
use nattoku_disclosure::trust::{Refusal, take_part};
use serde_json::Value;

/// A manifest of two parts in version 4, whose files are these.
fn naming(documents: &[&[u8]]) -> Manifest {
    let parts = documents.iter().map(|document| file(document)).collect();
    Manifest { feeds: vec![FeedRef { kind: FeedKind::Recipients, version: 4, parts }], ..next() }
}

fn take(manifest: &Manifest, number: u32, document: &[u8]) -> Result<(), Refusal> {
    take_part::<Recipient>(manifest, FeedKind::Recipients, number, document).map(|_| ())
}

/// What comes of a first part that the manifest names, and is this.
fn named(document: &[u8]) -> Result<(), Refusal> {
    let second = signed_part(&part(2, 2, 4), &FIRST);
    take(&naming(&[document, &second]), 1, document)
}

fn named_feed(feed: &Feed<Value>) -> Result<(), Refusal> {
    named(&signed_part(feed, &FIRST))
}

pub(crate) fn rows() -> Vec<Row> {
    [mixed(), misnamed(), unsigned()].concat()
}

fn mixed() -> Vec<Row> {
    let [one, two] = [1, 2].map(|number| signed_part(&part(number, 2, 4), &FIRST));
    let older = signed_part(&part(2, 2, 3), &FIRST);
    let manifest = naming(&[&one, &two]);
    let mut short = manifest.clone();
    short.feeds[0].parts[0].bytes -= 1;
    let mut long = manifest.clone();
    long.feeds[0].parts[0].bytes += 1;
    let extended = [&one[..], b"\n"].concat();
    let outcomes = take_part::<Recipient>(&manifest, FeedKind::Outcomes, 1, &one).map(|_| ());
    vec![
        Row::taken("the first part", take(&manifest, 1, &one)),
        Row::taken("the second part", take(&manifest, 2, &two)),
        Row::refused("a part of the version before", Refusal::OtherFile, take(&manifest, 2, &older)),
        Row::refused("the first part as the second", Refusal::OtherFile, take(&manifest, 2, &one)),
        Row::refused(
            "the first part as the second, named so",
            Refusal::OtherFile,
            take(&naming(&[&one, &one]), 2, &one),
        ),
        Row::refused("part 0", Refusal::OtherFile, take(&manifest, 0, &one)),
        Row::refused("a part beyond the last", Refusal::OtherFile, take(&manifest, 3, &one)),
        Row::refused("a size that is too small", Refusal::OtherFile, take(&short, 1, &one)),
        Row::refused("a size that is too large", Refusal::OtherFile, take(&long, 1, &one)),
        Row::refused(
            "a part cut off half-way",
            Refusal::OtherFile,
            take(&manifest, 1, &one[..one.len() / 2]),
        ),
        Row::refused("a part with more behind it", Refusal::OtherFile, take(&manifest, 1, &extended)),
        Row::refused("a part of nothing", Refusal::OtherFile, take(&manifest, 1, b"")),
        Row::refused("a part of a feed that is not there", Refusal::FeedGone, outcomes),
    ]
}

fn misnamed() -> Vec<Row> {
    let sound = part(1, 2, 4);
    let other_kind = Feed { kind: FeedKind::Outcomes, ..sound.clone() };
    let other_provider = Feed { provider: "kaigan".parse().unwrap(), ..sound };
    vec![
        Row::refused("a named part of the version before", Refusal::OtherFile, named_feed(&part(1, 2, 3))),
        Row::refused("a named part of a later version", Refusal::OtherFile, named_feed(&part(1, 2, 5))),
        Row::refused("a named part of one part only", Refusal::OtherFile, named_feed(&part(1, 1, 4))),
        Row::refused("a named part of another kind", Refusal::OtherFile, named_feed(&other_kind)),
        Row::refused("a named part of another provider", Refusal::OtherProvider, named_feed(&other_provider)),
    ]
}

fn unsigned() -> Vec<Row> {
    let sound = part(1, 2, 4);
    let payload = serde_json::to_vec(&sound).unwrap();
    let manifest = jws::sign(Kind::Manifest, &payload, &FIRST);
    let mut turned = signed_part(&sound, &FIRST);
    let middle = turned.len() / 2;
    turned[middle] = if turned[middle] == b'A' { b'B' } else { b'A' };
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    let deep = jws::sign(Kind::Feed, deep.as_bytes(), &FIRST);
    let forged = Refusal::Forged;
    vec![
        Row::refused("a part in plain JSON", forged(Forged::Malformed), named(&payload)),
        Row::refused(
            "a part that another key signed",
            forged(Forged::OtherKey),
            named(&signed_part(&sound, &SECOND)),
        ),
        Row::refused("a part signed as a manifest", forged(Forged::OtherKind), named(manifest.as_bytes())),
        Row::refused("a part changed after signing", forged(Forged::Signature), named(&turned)),
        Row::refused(
            "a part nested too deep",
            Refusal::TooMuch(nattoku_disclosure::limits::TooMuch::Depth),
            named(deep.as_bytes()),
        ),
    ]
}
