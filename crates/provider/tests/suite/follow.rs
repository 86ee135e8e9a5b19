//! Following a society: from the command to what a patient's browser is given.

use crate::common::desk::{stderr, stdout};
use crate::common::follower::Follower;
use crate::common::publisher::{Publisher, recipient};
use crate::common::site::{Manner, Site};
use nattoku_disclosure::feed::FlawKind;
use nattoku_disclosure::served::{Source, Trouble};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_society_publishes_is_shown_from_the_hospitals_own_address() {
    let follower = Follower::open().await;
    let index = follower.index().await;
    assert!(index.sources[0].own, "the hospital comes first");
    let source = &index.sources[1];
    assert_eq!((source.provider.id.as_str(), source.trouble), ("minato", None));
    assert_eq!(source.programmes, ["registry".parse().unwrap()]);
    assert_eq!(source.feeds[0].entries, 1);
    assert!(source.feeds[0].parts[0].starts_with("/api/disclosures/minato/recipients/1?v="));
    let part = follower.part(source, 0).await;
    assert_eq!(part.header("content-type"), Some("application/json"));
    assert_eq!(part.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(follower.shown().await, ["first"]);
    let reply = follower.hospital.get("/api/disclosures", &[]).await;
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    let again =
        follower.hospital.get("/api/disclosures", &[("if-none-match", reply.header("etag").unwrap())]).await;
    assert_eq!(again.status, 304);
    for nowhere in [
        "/api/disclosures/minato/recipients/1",
        "/api/disclosures/minato/recipients/1?v=0",
        "/api/disclosures/x/y/1?v=0",
    ] {
        assert_eq!(follower.hospital.get(nowhere, &[]).await.status, 404, "{nowhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changed_is_fetched_again() {
    let mut follower = Follower::open().await;
    let entries: Vec<_> = (0..4).map(|n| recipient(&format!("e{n}"), &format!("会社{n}"))).collect();
    follower.society.publish(&follower.site, &entries, 2);
    follower.after(1).await;
    assert_eq!(follower.shown().await, ["e0", "e1", "e2", "e3"]);
    follower.site.asked();
    let before = follower.source().await.checked;
    let source = follower.after(16).await;
    assert_eq!(follower.site.asked(), [("/.well-known/nattoku.jws".to_owned(), 304)]);
    assert!(source.checked > before, "it was seen to be the newest there is");
    follower.after(1).await;
    assert_eq!(follower.site.asked(), [], "and is not asked again before its time");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_an_earlier_part_counts_once() {
    let mut follower = Follower::open().await;
    let entries = [recipient("a", "会社あ"), recipient("b", "会社い"), recipient("a", "会社う")];
    follower.society.publish(&follower.site, &entries, 2);
    let source = follower.after(1).await;
    assert_eq!(follower.shown().await, ["a", "b"]);
    assert_eq!((source.feeds[0].entries, source.flaws.len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_cannot_be_followed_is_not_and_the_reason_is_told() {
    let follower = Follower::strangers().await;
    let other = Publisher::new("minato", 9).key();
    let cases: [(Manner, &str, &str); 4] = [
        (Manner::Sound, other.as_str(), "Compare --key"),
        (Manner::Status(404), "", "Check the address"),
        (Manner::Type("text/html"), "", "text/html"),
        (Manner::Status(500), "", "the site answered 500"),
    ];
    for (manner, key, told) in cases {
        follower.site.behave(manner);
        let known = follower.society.key();
        let output = follower.follow(if key.is_empty() { &known } else { key }, &[]).await;
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(follower.index().await.sources.iter().all(|source| source.own));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_makes_no_sense_is_told_so() {
    let follower = Follower::strangers().await;
    let key = follower.society.key();
    let plain = ["follow", follower.site.address(), "--key", &key, "--programme", "registry"];
    let output = follower.command(&plain).await;
    assert_eq!(output.status.code(), Some(2), "http takes --local");
    assert!(stderr(&output).contains("--local"), "{}", stderr(&output));
    let output = follower.follow("x", &[]).await;
    assert!(output.status.code() == Some(2) && stderr(&output).contains("--key"), "{}", stderr(&output));
    let output = follower.follow(&key, &["--programme", "unknown"]).await;
    assert!(stderr(&output).contains("It has: registry, statistics"), "{}", stderr(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_followed_is_listed_and_can_be_left() {
    let follower = Follower::open().await;
    let output = follower.command(&["follow", "--list"]).await;
    let line: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(
        (&line["provider"], &line["version"], &line["local"]),
        (&"minato".into(), &1.into(), &true.into())
    );
    let output = follower.command(&["follow", "--remove", "kaigan"]).await;
    assert!(stderr(&output).contains("Followed are: minato"), "{}", stderr(&output));
    assert!(follower.command(&["follow", "--remove", "minato"]).await.status.success());
    assert!(follower.index().await.sources.iter().all(|source| source.own));
}

#[tokio::test(flavor = "multi_thread")]
async fn following_anew_takes_no_older_version() {
    let mut follower = Follower::open().await;
    let old = [".well-known/nattoku.jws", "feeds/recipients-1-1.jws"]
        .map(|path| (path, follower.site.take_away(path)));
    follower.society.publish(&follower.site, &[recipient("second", "きた製薬")], 500);
    follower.after(1).await;
    old.into_iter().for_each(|(path, bytes)| follower.site.put(path, bytes));
    let output = follower.follow(&follower.society.key(), &[]).await;
    assert!(stderr(&output).contains("a rollback"), "{}", stderr(&output));
    assert_eq!(follower.shown().await, ["second"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_provider_of_the_same_id_does_not_take_the_place_of_one_that_is_followed() {
    let follower = Follower::open().await;
    let (site, mut other) = (Site::open().await, Publisher::new("minato", 9));
    other.version = 5;
    other.publish(&site, &[recipient("other", "べつの製薬")], 500);
    let key = other.key();
    let output = follower
        .command(&["follow", site.address(), "--key", &key, "--local", "--programme", "registry"])
        .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nattoku follow --remove minato"), "{}", stderr(&output));
    assert_eq!(follower.shown().await, ["first"]);
    let again = follower.follow(&follower.society.key(), &[]).await;
    assert!(again.status.success(), "the same one may be followed anew: {}", stderr(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_followed_goes_by_the_hospitals_name() {
    let mut follower = Follower::open().await;
    let own = follower.hospital.provider.catalogues.current().provider.name.clone();
    let own = serde_json::to_value(own).unwrap();
    follower.society.about = json!({ "name": own });
    follower.society.publish(&follower.site, &[recipient("first", "みなみ製薬")], 500);
    follower.round_after(16).await;
    let index = follower.index().await;
    assert!(index.sources.iter().all(|source| source.own), "it is not shown any more: {index:?}");

    let mut stranger = Follower::strangers().await;
    stranger.society.about = json!({ "name": own });
    stranger.society.publish(&stranger.site, &[recipient("first", "みなみ製薬")], 500);
    let output = stranger.follow(&stranger.society.key(), &[]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("looks like, your own"), "{}", stderr(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_says_of_itself_is_cleaned_and_the_hospitals_purposes_keep_their_words() {
    let mut follower = Follower::open().await;
    follower.society.about = json!({
        "name": { "ja": "\u{202e}みなと学会", "en": "Minato\u{200b} Society" },
        "purposes": { "drug-development": { "ja": "いつでも安全", "en": "Always safe" }, "own": { "ja": "独自" } },
    });
    follower.society.publish(&follower.site, &[recipient("first", "みなみ製薬")], 500);
    let provider = follower.after(16).await.provider;
    let language = |tag: &str| tag.parse().unwrap();
    assert_eq!(
        (provider.name.get(&language("ja")), provider.name.get(&language("en"))),
        ("みなと学会", "Minato Society")
    );
    let (asked, catalogue) =
        ("drug-development".parse().unwrap(), follower.hospital.provider.catalogues.current());
    let own = catalogue.question(&asked).unwrap().short();
    assert_eq!(provider.purposes.get(&asked), Some(own));
    let label = provider.purposes.get(&"own".parse().unwrap()).unwrap();
    assert_eq!(label.get(&language("ja")), "独自", "what the hospital has no word for keeps the provider's");

    follower.society.about = json!({ "name": { "ja": "あ".repeat(8000) } });
    follower.society.publish(&follower.site, &[recipient("second", "みなみ製薬")], 500);
    assert_eq!(follower.after(16).await.trouble, Some(Trouble::Refused));
    assert_eq!(follower.shown().await, ["first"], "the last good version stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_speaks_of_days_that_have_not_come_is_left_out() {
    let mut follower = Follower::open().await;
    let day = |days: i64| (chrono::Utc::now() + chrono::Duration::days(days)).date_naive().to_string();
    let given = |id: &str, first: &str, last: &str| {
        let mut entry = recipient(id, "みなみ製薬");
        entry["first"] = first.into();
        entry["last"] = last.into();
        entry
    };
    let entries = [
        given("past", &day(-9), &day(-1)),
        given("future", "2999-01-01", "2999-01-02"),
        given("last", &day(-9), &day(3)),
    ];
    follower.society.publish(&follower.site, &entries, 500);
    let source = follower.after(16).await;
    assert_eq!(follower.shown().await, ["past"]);
    let left_out: Vec<_> = source.flaws.iter().filter(|(_, flaw)| flaw.kind.leaves_out()).collect();
    assert_eq!(left_out.len(), 2, "{:?}", source.flaws);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_other_programmes_are_left_out_and_counted() {
    let mut follower = Follower::open().await;
    let mut other = recipient("other", "ひがし製薬");
    other["programme"] = "another-register".into();
    let entries = [recipient("first", "みなみ製薬"), other];
    follower.society.publish(&follower.site, &entries, 1);
    let source = follower.after(16).await;
    assert_eq!(follower.shown().await, ["first"]);
    let flaws = |source: &Source| -> Vec<_> {
        source
            .flaws
            .iter()
            .map(|(_, flaw)| (flaw.entry.clone().unwrap().to_string(), flaw.kind.clone()))
            .collect()
    };
    assert_eq!(flaws(&source), [("other".to_owned(), FlawKind::OtherProgramme)]);
    assert_eq!(source.feeds[0].entries, 1, "what is counted is what is shown");

    let entries = [entries.as_slice(), &[recipient("third", "にし大学")]].concat();
    follower.society.publish(&follower.site, &entries, 1);
    let source = follower.after(16).await;
    assert_eq!(follower.shown().await, ["first", "third"]);
    assert_eq!(
        flaws(&source),
        [("other".to_owned(), FlawKind::OtherProgramme)],
        "once, whether kept or read anew"
    );
}
