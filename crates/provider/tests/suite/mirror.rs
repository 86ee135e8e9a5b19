//! When things go wrong at a society's site: the last good feeds stay, with their age and the reason, and
//! newer ones are shown again when the site has recovered.

use crate::common::follower::Follower;
use crate::common::publisher::{Publisher, recipient};
use crate::common::site::{Manner, Site};
use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use nattoku::mirror::fetch::LIMIT;
use nattoku_disclosure::feed::FlawKind;
use nattoku_disclosure::jws::Kind;
use nattoku_disclosure::limits::MAX_BYTES;
use nattoku_disclosure::served::Trouble;
use serde_json::{Value, json};
use std::io::Write;
use std::time::Duration;

const MANIFEST: &str = ".well-known/nattoku.jws";

fn second() -> Vec<Value> {
    vec![recipient("second", "きた製薬")]
}

/// The trouble is told, and what was shown before is shown still, as old as it is.
async fn last_good_stays(follower: &Follower, trouble: Trouble, what: &str) {
    let before = follower.source().await;
    let source = follower.after(20).await;
    assert_eq!(source.trouble, Some(trouble), "{what}");
    assert_eq!((source.checked, source.issued), (before.checked, before.issued), "{what}");
    assert_eq!(follower.shown().await, ["first"], "{what}");
}

/// The site is sound again, and has news.
async fn recovers(follower: &mut Follower, what: &str) {
    follower.site.behave(Manner::Sound);
    follower.wait_at_most(LIMIT);
    follower.society.publish(&follower.site, &second(), 500);
    let source = follower.after(61).await;
    assert_eq!(source.trouble, None, "{what}");
    assert_eq!(follower.shown().await, ["second"], "{what}");
}

fn bomb() -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 32 * 1024 * 1024]).unwrap();
    encoder.finish().unwrap().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_misbehaves_takes_nothing_away() {
    let manners = [
        ("down", Manner::Status(503), Trouble::Unreachable),
        ("slow", Manner::Slow(Duration::from_secs(5)), Trouble::Unreachable),
        ("trickling", Manner::Trickle(Duration::from_millis(50)), Trouble::Unreachable),
        ("endless", Manner::Endless, Trouble::Refused),
        ("huge", Manner::Bytes(vec![b'a'; MAX_BYTES + 1].into()), Trouble::Refused),
        ("a gzip bomb", Manner::Encoded("gzip", bomb()), Trouble::Refused),
        ("a web page", Manner::Type("text/html"), Trouble::Refused),
        ("elsewhere", Manner::Redirect("http://127.0.0.1:1/".to_owned()), Trouble::Refused),
        ("gone", Manner::Status(404), Trouble::Refused),
        ("garbage", Manner::Bytes(Bytes::from_static(b"garbage")), Trouble::Refused),
    ];
    for (what, manner, trouble) in manners {
        let mut follower = Follower::open().await;
        if let Manner::Slow(_) | Manner::Trickle(_) = manner {
            // What only takes too long need not be waited for in full; all else is judged by what comes, and a busy
            // machine may take its time.
            follower.wait_at_most(Duration::from_millis(300));
        }
        follower.site.behave(manner);
        last_good_stays(&follower, trouble, what).await;
        recovers(&mut follower, what).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_switched_off_takes_nothing_away() {
    let mut follower = Follower::open().await;
    follower.site = Site::open().await;
    last_good_stays(&follower, Trouble::Unreachable, "switched off").await;
}

/// What comes of a manifest that somebody else could have put there.
async fn put_there(manifest: String, what: &str) {
    let mut follower = Follower::open().await;
    follower.site.put(MANIFEST, manifest);
    last_good_stays(&follower, Trouble::Refused, what).await;
    recovers(&mut follower, what).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_is_not_the_societys_is_not_taken() {
    let later = |id, seed| Publisher { version: 1, ..Publisher::new(id, seed) };
    put_there(later("minato", 9).next(&second(), 500).0.1, "another key").await;
    put_there(later("kaigan", 1).next(&second(), 500).0.1, "another provider").await;
    let mut changed = later("minato", 1).next(&second(), 500).0.1;
    changed.truncate(changed.len() - 4);
    put_there(changed, "a signature cut short").await;
    put_there(later("minato", 1).signed(Kind::Feed, &json!({})), "a feed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_is_not_taken() {
    let mut follower = Follower::open().await;
    let old = follower.site.take_away(MANIFEST);
    follower.society.publish(&follower.site, &[recipient("first", "きた製薬")], 500);
    follower.after(1).await;
    follower.site.put(MANIFEST, old);
    last_good_stays(&follower, Trouble::Refused, "a rollback").await;
    recovers(&mut follower, "a rollback").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_that_ran_out_is_told() {
    let mut follower = Follower::open().await;
    follower.hospital.wait(chrono::Duration::days(31));
    last_good_stays(&follower, Trouble::OutOfDate, "never renewed").await;
    follower.society.promise = 60;
    recovers(&mut follower, "renewed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_a_new_version_is_none_of_it() {
    let mut follower = Follower::open().await;
    let entries = [recipient("second", "きた製薬"), recipient("third", "にし製薬")];
    let (manifest, parts) = follower.society.next(&entries, 1);
    follower.site.put(&manifest.0, manifest.1);
    last_good_stays(&follower, Trouble::Refused, "no part is there").await;
    follower.site.put(&parts[0].0, parts[0].1.clone());
    follower.site.put(&parts[1].0, parts[0].1.clone());
    last_good_stays(&follower, Trouble::Refused, "one part is another").await;
    follower.site.put(&parts[1].0, parts[1].1.clone());
    assert_eq!(follower.after(61).await.trouble, None, "the rest arrived");
    assert_eq!(follower.shown().await, ["second", "third"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_asked_later_and_later() {
    let follower = Follower::open().await;
    follower.site.behave(Manner::Status(503));
    follower.site.asked();
    let mut asked = Vec::new();
    for minute in 1..=20 {
        follower.after(1).await;
        asked.extend(follower.site.asked().iter().map(|_| minute));
    }
    assert_eq!(asked, [1, 2, 4, 8, 16], "after 1, 2, 4 and 8 minutes more");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_entries_are_disarmed_and_the_rest_is_shown() {
    let mut follower = Follower::open().await;
    let named = |id: &str, name: &str| recipient(id, name);
    let mut link = named("link", "ひがし製薬");
    link["recipient"]["url"] = "javascript:alert(1)".into();
    let mut broken = named("broken", "にし製薬");
    broken["admin"] = true.into();
    let entries = [
        named("script", "<script>alert(1)</script>"),
        link,
        named("turned", "みなみ\u{202e}薬製"),
        named("hidden", "き\u{200b}た製薬"),
        named("first", "Minato Pharma"),
        named("alike", "Min\u{430}to Pharma"),
        broken,
    ];
    follower.society.publish(&follower.site, &entries, 500);
    let source = follower.after(1).await;
    assert_eq!(follower.shown().await, ["script", "link", "turned", "hidden", "first", "alike"]);
    let flaw = |id: &str| {
        let of = |flaw: &&nattoku_disclosure::feed::Flaw| {
            flaw.entry.as_ref().is_some_and(|entry| entry.as_str() == id)
        };
        source.flaws.iter().map(|(_, flaw)| flaw).find(of).map(|flaw| flaw.kind.clone())
    };
    assert_eq!(flaw("link"), Some(FlawKind::Link));
    assert_eq!(flaw("turned"), Some(FlawKind::Characters));
    assert_eq!(flaw("hidden"), Some(FlawKind::Characters));
    assert_eq!(flaw("alike"), Some(FlawKind::LooksLike("Minato Pharma".to_owned())));
    assert_eq!(flaw("broken"), Some(FlawKind::Unreadable));
    assert_eq!(flaw("first"), None);
    let part = follower.part(&source, 0).await;
    let text = String::from_utf8(part.body.to_vec()).unwrap();
    for gone in ["javascript:", "\u{202e}", "\u{200b}"] {
        assert!(!text.contains(gone), "{gone:?}");
    }
    assert_eq!(part.header("content-type"), Some("application/json"), "a script in it is only text");
    assert_eq!(part.header("x-content-type-options"), Some("nosniff"));
}
