//! What is published is what followers read; versions grow only where something changed, and never shrink.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(feature = "signed")]

mod common;

use chrono::Duration;
use common::*;
use nattoku_disclosure::FeedKind;
use nattoku_disclosure::entry::{Entries, Entry};
use nattoku_disclosure::jws::PublicKey;
use nattoku_disclosure::limits::MAX_BYTES;
use nattoku_disclosure::manifest::{Manifest, SIGNED_MANIFEST_PATH};
use nattoku_disclosure::publish::{Site, Unpublishable, next_key};
use nattoku_disclosure::served::Index;
use nattoku_disclosure::trust::{Refusal, Trusted, take_part};
use proptest::prelude::*;

fn taken(site: &Site, follower: &Trusted) -> (Manifest, Trusted) {
    follower.take(file(site, SIGNED_MANIFEST_PATH), site.state.manifest.issued).unwrap()
}

fn read_back<T: Entry>(site: &Site, kind: FeedKind) -> Vec<T> {
    let (manifest, _) = taken(site, &follower());
    let parts = &manifest.feed(kind).unwrap().parts;
    let part = |(number, part): (u32, &nattoku_disclosure::manifest::File)| {
        let (part, flaws) =
            take_part::<T>(&manifest, kind, number, file(site, part.signed.as_str())).unwrap();
        assert!(flaws.is_empty(), "{flaws:?}");
        part.entries
    };
    (1..).zip(parts).flat_map(part).collect()
}

fn all_read_back(site: &Site) -> Entries {
    Entries {
        recipients: read_back(site, FeedKind::Recipients),
        outcomes: read_back(site, FeedKind::Outcomes),
        reviews: read_back(site, FeedKind::Reviews),
    }
}

fn versions(site: &Site) -> Vec<u64> {
    site.state.manifest.feeds.iter().map(|feed| feed.version).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn followers_read_what_was_published(
        recipients in proptest::collection::vec(("[ぁ-ん一-龠a-zA-Z\"\\\\ ]{1,40}", "[ -~\n]{0,400}"), 0..40),
        outcomes in 0_usize..600,
        reviews in 0_usize..3,
    ) {
        let made = |(place, (name, summary)): (usize, &(String, String))| {
            let mut recipient = recipient(&format!("a-{place}"), name);
            recipient.summary.0.insert("en".parse().unwrap(), summary.clone());
            recipient
        };
        let entries = Entries {
            recipients: recipients.iter().enumerate().map(made).collect(),
            outcomes: (0..outcomes).map(|place| outcome(&format!("o-{place}"), "a-0")).collect(),
            reviews: (0..reviews).map(|place| review(&format!("r-{place}"))).collect(),
        };
        let site = published(&entries, None, 0).unwrap();
        prop_assert_eq!(all_read_back(&site), entries);
    }
}

#[test]
fn a_large_feed_comes_in_parts_that_followers_take() {
    let large = |place: usize| {
        let mut recipient = recipient(&format!("a-{place}"), "会社");
        let text = "あ".repeat(2_000);
        recipient.summary.0.insert("ja".parse().unwrap(), text);
        recipient
    };
    let entries = Entries {
        recipients: (0..1_200).map(large).collect(),
        outcomes: (0..501).map(|place| outcome(&format!("o-{place}"), "a-0")).collect(),
        reviews: Vec::new(),
    };
    let site = published(&entries, None, 0).unwrap();
    assert!(site.files.iter().all(|file| file.bytes.len() <= MAX_BYTES));
    let parts: Vec<_> = site.state.manifest.feeds.iter().map(|feed| feed.parts.len()).collect();
    assert!(parts[0] > 3, "{parts:?}");
    assert_eq!(parts[1..], [2, 1]);
    assert_eq!(all_read_back(&site), entries);
}

#[test]
fn the_site_s_own_page_finds_every_plain_part_by_the_index() {
    let site = published(&entries(), None, 0).unwrap();
    let index: Index = serde_json::from_slice(file(&site, "feeds/index.json")).unwrap();
    let source = &index.sources[0];
    assert!(source.own && source.trouble.is_none());
    assert_eq!(source.programmes, ["registry".parse().unwrap()]);
    for feed in &source.feeds {
        assert_eq!(feed.entries, 1);
        for part in &feed.parts {
            assert!(!file(&site, &format!("feeds/{part}")).is_empty());
        }
    }
}

#[test]
fn only_what_changed_gets_a_new_version_and_a_new_file() {
    let first = published(&entries(), None, 0).unwrap();
    assert_eq!((first.state.manifest.version, versions(&first)), (1, vec![1, 1, 1]));

    let renewed = published(&entries(), Some(&first.state), 30).unwrap();
    assert_eq!((renewed.state.manifest.version, versions(&renewed)), (2, vec![1, 1, 1]));
    for signed in
        first.files.iter().filter(|file| file.path.starts_with("feeds/") && file.path.ends_with("jws"))
    {
        assert_eq!(file(&renewed, &signed.path), signed.bytes, "{}", signed.path);
    }

    let mut more = entries();
    more.outcomes.push(outcome("o-2", "a-1"));
    let changed = published(&more, Some(&renewed.state), 60).unwrap();
    assert_eq!((changed.state.manifest.version, versions(&changed)), (3, vec![1, 2, 1]));
    assert!(changed.files.iter().all(|file| file.path != "feeds/outcomes-1-1.jws"));

    let back = published(&entries(), Some(&changed.state), 61).unwrap();
    assert_eq!(versions(&back), [1, 3, 1]);
    let (_, known) = taken(&first, &follower());
    let (_, known) = taken(&changed, &known);
    taken(&back, &known);
}

#[test]
fn a_follower_of_the_old_key_takes_what_the_endorsed_new_key_signs() {
    let first = published(&entries(), None, 0).unwrap();
    let secret = [9; 32];
    let mut keys = keys();
    keys.push(next_key(&publisher().id, &secret, &SECRET).unwrap());
    let rotated = published_with(&entries(), Some(&first.state), 1, &keys, &secret).unwrap();
    assert_eq!(versions(&rotated), [2, 2, 2]);
    let (_, known) = taken(&first, &follower());
    let (_, known) = taken(&rotated, &known);
    assert_eq!(known.key, PublicKey::of(&secret).to_string());
    assert_eq!(all_read_back(&rotated), entries());
}

#[test]
fn a_key_that_nobody_endorsed_a_clock_that_went_back_and_a_lost_key_stop_the_publishing() {
    let first = published(&entries(), None, 0).unwrap();
    let secret = [9; 32];
    let stranger = next_key(&publisher().id, &secret, &[8; 32]).unwrap();
    let keys = [keys().remove(0), stranger];
    let refused = |result| match result {
        Err(Unpublishable::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(published_with(&entries(), Some(&first.state), 1, &keys, &secret)),
        Refusal::UnknownKey
    );
    assert_eq!(
        refused(published_with(&entries(), Some(&first.state), 1, &keys[1..], &secret)),
        Refusal::UnknownKey
    );
    assert_eq!(refused(published(&entries(), Some(&first.state), -1)), Refusal::Older);
    assert!(first.state.manifest.next_update - first.state.manifest.issued == Duration::days(90));
}

#[test]
fn an_entry_that_followers_could_not_read_as_it_stands_is_named() {
    let mut too_long = entries();
    too_long.recipients[0].summary.0.insert("en".parse().unwrap(), "x".repeat(9_000));
    let error = published(&too_long, None, 0).unwrap_err().to_string();
    assert!(error.contains("entry a-1") && error.contains("longer than 8 KiB"), "{error}");

    let mut turned = entries();
    turned.recipients[0].recipient.name.0.insert("en".parse().unwrap(), "a\u{202e}b".to_owned());
    let error = published(&turned, None, 0).unwrap_err().to_string();
    assert!(error.contains("entry a-1"), "{error}");

    let mut twice = entries();
    twice.outcomes.push(outcome("o-1", "a-1"));
    assert!(published(&twice, None, 0).unwrap_err().to_string().contains("entry o-1"));
}
