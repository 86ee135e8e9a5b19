//! Older, frozen, contradictory and far-ahead manifests.

use crate::world::{
    Row, feed, file, known, manifest, next, now, part, pinned, signed_part, take, unreadable,
};
use chrono::Duration;
use nattoku_disclosure::feed::FeedKind::{Outcomes, Recipients, Reviews};
use nattoku_disclosure::limits::MAX_BYTES;
use nattoku_disclosure::manifest::{FeedRef, Manifest};
use nattoku_disclosure::trust::Refusal;

pub(crate) fn rows() -> Vec<Row> {
    [older(), times(), far_ahead(), feeds(), sound()].concat()
}

fn sound() -> Vec<Row> {
    let last = known().last.unwrap();
    let at_once = Manifest { issued: last.issued, ..next() };
    let ahead = Manifest { version: 5 + 10_000, ..next() };
    let clock = Manifest { issued: now() + Duration::minutes(9), ..next() };
    let added = Manifest { feeds: vec![feed(Recipients, 3), feed(Outcomes, 1)], ..next() };
    let reordered = Manifest { feeds: vec![feed(Outcomes, 1), feed(Recipients, 4)], ..next() };
    let gone_provider = Manifest { languages: vec!["ja".parse().unwrap(), "en".parse().unwrap()], ..next() };
    vec![
        Row::taken("the first manifest under the pinned key", take(&pinned(), &manifest())),
        Row::taken("the same manifest again", take(&known(), &manifest())),
        Row::taken("the next version", take(&known(), &next())),
        Row::taken("a promise renewed under a new number, the feeds unchanged", take(&known(), &next())),
        Row::taken("the next version within the same instant", take(&known(), &at_once)),
        Row::taken("as many versions ahead as may be", take(&known(), &ahead)),
        Row::taken("a clock that is a little ahead", take(&known(), &clock)),
        Row::taken("a feed added", take(&known(), &added)),
        Row::taken("feeds in another order", take(&known(), &reordered)),
        Row::taken("a language added", take(&known(), &gone_provider)),
    ]
}

fn older() -> Vec<Row> {
    let rollback = Manifest { version: 4, ..manifest() };
    let older_made = Manifest { version: 6, issued: now() - Duration::days(2), ..manifest() };
    let older_feed = Manifest { feeds: vec![feed(Recipients, 2)], ..next() };
    let both = Manifest { feeds: vec![feed(Recipients, 3), feed(Outcomes, 7)], ..manifest() };
    let knows_both = crate::world::after(&pinned(), &both, &crate::world::FIRST);
    let one_older = Manifest { feeds: vec![feed(Recipients, 4), feed(Outcomes, 6)], ..next() };
    let renewed = Manifest { next_update: now() + Duration::days(60), ..manifest() };
    let other_file = Manifest { feeds: vec![feed(Recipients, 4)], ..manifest() };
    let zero = Manifest { version: 0, ..next() };
    vec![
        Row::refused("a rollback of the manifest", Refusal::Older, take(&known(), &rollback)),
        Row::refused("a rollback to version 0", Refusal::Older, take(&known(), &zero)),
        Row::refused("a higher number made earlier", Refusal::Older, take(&known(), &older_made)),
        Row::refused("a rollback of its feed", Refusal::Older, take(&known(), &older_feed)),
        Row::refused("a rollback of one feed of two", Refusal::Older, take(&knows_both, &one_older)),
        Row::refused(
            "the promise renewed under the same number",
            Refusal::SameVersionOtherContent,
            take(&known(), &renewed),
        ),
        Row::refused(
            "other files under the same number",
            Refusal::SameVersionOtherContent,
            take(&known(), &other_file),
        ),
    ]
}

fn times() -> Vec<Row> {
    let frozen = known()
        .take(crate::world::signed(&manifest(), &crate::world::FIRST).as_bytes(), now() + Duration::days(31));
    let expired = Manifest { next_update: now() - Duration::minutes(1), ..next() };
    let future = Manifest { issued: now() + Duration::minutes(11), ..next() };
    let backwards = Manifest { next_update: now() - Duration::days(2), ..next() };
    let at_once = Manifest { next_update: next().issued, ..next() };
    let for_ever = Manifest { next_update: now() + Duration::days(401), ..next() };
    vec![
        Row::refused("a freeze: the known one after its promise", Refusal::OutOfDate, frozen.map(|_| ())),
        Row::refused("a new one that is already out of date", Refusal::OutOfDate, take(&known(), &expired)),
        Row::refused("a first one that is out of date", Refusal::OutOfDate, take(&pinned(), &expired)),
        Row::refused("one made in the future", Refusal::FromTheFuture, take(&known(), &future)),
        Row::refused("a promise that ends before it begins", Refusal::Promise, take(&known(), &backwards)),
        Row::refused("a promise of no time at all", Refusal::Promise, take(&known(), &at_once)),
        Row::refused("a promise of more than 400 days", Refusal::Promise, take(&known(), &for_ever)),
    ]
}

fn far_ahead() -> Vec<Row> {
    let forward = Manifest { version: 5 + 10_001, ..next() };
    let end = Manifest { version: u64::MAX, ..next() };
    let feed_forward = Manifest { feeds: vec![feed(Recipients, 3 + 10_001)], ..next() };
    let feed_end = Manifest { feeds: vec![feed(Recipients, u64::MAX)], ..next() };
    let added_end = Manifest { feeds: vec![feed(Recipients, 3), feed(Outcomes, u64::MAX)], ..next() };
    let beyond = serde_json::to_string(&next())
        .unwrap()
        .replace(r#""version":6"#, r#""version":18446744073709551616"#);
    let beyond = nattoku_disclosure::jws::sign(
        nattoku_disclosure::jws::Kind::Manifest,
        beyond.as_bytes(),
        &crate::world::FIRST,
    );
    vec![
        Row::refused("fast-forward by one too many", Refusal::FarAhead, take(&known(), &forward)),
        Row::refused("fast-forward to the end of the numbers", Refusal::FarAhead, take(&known(), &end)),
        Row::refused("fast-forward of a feed", Refusal::FarAhead, take(&known(), &feed_forward)),
        Row::refused("fast-forward of a feed to the end", Refusal::FarAhead, take(&known(), &feed_end)),
        Row::refused("a first one at the end of the numbers", Refusal::FarAhead, take(&pinned(), &end)),
        Row::refused("a new feed at the end of the numbers", Refusal::FarAhead, take(&known(), &added_end)),
        Row::refused(
            "a version beyond 64 bits",
            unreadable(),
            crate::world::take_bytes(&known(), beyond.as_bytes()),
        ),
    ]
}

fn feeds() -> Vec<Row> {
    let parts = |count: usize| {
        let parts = vec![file(&signed_part(&part(1, 1, 4), &crate::world::FIRST)); count];
        Manifest { feeds: vec![FeedRef { kind: Recipients, version: 4, parts }], ..next() }
    };
    let gone = Manifest { feeds: Vec::new(), ..next() };
    let replaced = Manifest { feeds: vec![feed(Reviews, 3)], ..next() };
    let twice = Manifest { feeds: vec![feed(Recipients, 3), feed(Recipients, 4)], ..next() };
    let mut large = next();
    large.feeds[0].parts[0].bytes = MAX_BYTES as u64 + 1;
    let mut endless = next();
    endless.feeds[0].parts[0].bytes = u64::MAX;
    let other = Manifest {
        provider: nattoku_disclosure::manifest::Publisher {
            id: "kaigan".parse().unwrap(),
            ..manifest().provider
        },
        ..next()
    };
    vec![
        Row::refused("a feed gone", Refusal::FeedGone, take(&known(), &gone)),
        Row::refused("a feed replaced by another", Refusal::FeedGone, take(&known(), &replaced)),
        Row::refused("a feed named twice", Refusal::FeedList, take(&known(), &twice)),
        Row::refused("a feed without parts", Refusal::FeedList, take(&known(), &parts(0))),
        Row::taken("a feed of 64 parts", take(&known(), &parts(64))),
        Row::refused("a feed of 65 parts", Refusal::FeedList, take(&known(), &parts(65))),
        Row::refused("a part that says it is too large", Refusal::FeedList, take(&known(), &large)),
        Row::refused("a part that says it is endless", Refusal::FeedList, take(&known(), &endless)),
        Row::refused("another provider under the same key", Refusal::OtherProvider, take(&known(), &other)),
    ]
}
