//! The sample society, from its spreadsheets to a site that a follower takes; and what stops it.

use chrono::{DateTime, Duration, Utc};
use nattoku::cli::keys::{make, rotate};
use nattoku::cli::publish::publish_site;
use nattoku::sheet::{FromRow, read};
use nattoku_disclosure::feed::FeedKind;
use nattoku_disclosure::manifest::{Manifest, SIGNED_MANIFEST_PATH};
use nattoku_disclosure::trust::{Trusted, take_part};
use nattoku_disclosure::{Outcome, Recipient, Review};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The sample society's desk: its lists, its keys and its site.
struct Desk(TempDir);

impl Desk {
    fn open() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(desk.lists()).unwrap();
        std::fs::copy(sample("publisher.toml"), desk.lists().join("publisher.toml")).unwrap();
        desk.import::<Recipient>("recipients");
        desk.import::<Outcome>("outcomes");
        desk.import::<Review>("reviews");
        make(&desk.keys(), "minato".parse().unwrap()).unwrap();
        desk
    }

    fn lists(&self) -> PathBuf {
        self.0.path().join("lists")
    }

    fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn import<T: FromRow>(&self, name: &str) {
        let mapping = sample(&format!("{name}.mapping.toml"));
        let entries: Vec<T> = read(&sample(&format!("{name}.csv")), &mapping).unwrap();
        std::fs::write(self.lists().join(format!("{name}.json")), serde_json::to_vec(&entries).unwrap())
            .unwrap();
    }

    fn publish(&self, days: i64) -> Result<Manifest, String> {
        let published = publish_site(&self.lists(), &self.site(), &self.keys(), None, now(days));
        published.map_err(|failure| failure.to_string())
    }

    fn change(&self, list: &str, change: impl FnOnce(&mut serde_json::Value)) {
        let path = self.lists().join(list);
        let mut entries = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        change(&mut entries);
        std::fs::write(path, entries.to_string()).unwrap();
    }

    fn taken(&self, follower: &Trusted, days: i64) -> (Manifest, Trusted) {
        follower.take(&std::fs::read(self.site().join(SIGNED_MANIFEST_PATH)).unwrap(), now(days)).unwrap()
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/society").join(name)
}

fn now(days: i64) -> DateTime<Utc> {
    "2026-11-24T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::days(days)
}

fn follower(manifest: &Manifest) -> Trusted {
    Trusted { provider: None, key: manifest.keys[0].x.clone(), last: None }
}

#[test]
fn from_spreadsheets_to_a_site_that_a_follower_takes_and_people_read() {
    let desk = Desk::open();
    let manifest = desk.publish(0).unwrap();
    let (manifest, _) = desk.taken(&follower(&manifest), 1);
    let bytes = |kind: FeedKind| {
        let part = &manifest.feed(kind).unwrap().parts[0];
        std::fs::read(desk.site().join(part.signed.as_str())).unwrap()
    };
    let (recipients, flaws) =
        take_part::<Recipient>(&manifest, FeedKind::Recipients, 1, &bytes(FeedKind::Recipients)).unwrap();
    assert_eq!((recipients.entries.len(), flaws), (12, vec![]));
    let (outcomes, _) =
        take_part::<Outcome>(&manifest, FeedKind::Outcomes, 1, &bytes(FeedKind::Outcomes)).unwrap();
    assert!(outcomes.entries.iter().any(|outcome| outcome.is_overdue(now(0).date_naive())));
    let page = std::fs::read_to_string(desk.site().join("ja/recipients/index.html")).unwrap();
    for part in ["<html lang=\"ja\"", "<bdi>みなみ製薬株式会社</bdi>", "くろしお解析株式会社"]
    {
        assert!(page.contains(part), "{part}");
    }
    let atom = std::fs::read(desk.site().join("feeds/outcomes.ja.atom")).unwrap();
    let atom = atom_syndication::Feed::read_from(atom.as_slice()).unwrap();
    assert_eq!(atom.entries().len(), 8);
    assert!(atom.entries().is_sorted_by(|a, b| a.updated() >= b.updated()));
}

#[test]
fn publishing_again_without_changes_keeps_the_feeds_and_what_followers_fetch() {
    let desk = Desk::open();
    let first = desk.publish(0).unwrap();
    let again = desk.publish(30).unwrap();
    assert_eq!((first.version, again.version), (1, 2));
    assert_eq!(first.feeds, again.feeds);
    desk.change("outcomes.json", |entries| entries[0]["came"]["result"]["on"] = "2025-11-21".into());
    let changed = desk.publish(31).unwrap();
    assert_eq!(changed.feed(FeedKind::Outcomes).unwrap().version, 2);
    assert!(desk.site().join("feeds/outcomes-1-1.jws").exists());
    // A lost site and, after it, a lost memory do not let versions shrink.
    std::fs::remove_dir_all(desk.site()).unwrap();
    assert_eq!(desk.publish(32).unwrap().version, 4);
    std::fs::remove_file(desk.lists().join("published.json")).unwrap();
    let after = desk.publish(33).unwrap();
    assert_eq!(after.version, 5);
    let (_, known) = desk.taken(&follower(&first), 33);
    assert_eq!(known.last.unwrap().version, 5);
}

#[test]
fn a_missing_translation_summary_or_review_stops_everything_and_names_the_entry() {
    let desk = Desk::open();
    desk.publish(0).unwrap();
    let before = std::fs::read(desk.site().join(SIGNED_MANIFEST_PATH)).unwrap();
    desk.change("recipients.json", |entries| {
        entries[0]["data"].as_object_mut().unwrap().remove("en");
        entries[1]["summary"] = serde_json::json!({"ja": "", "en": ""});
        entries[7]["scope"]["reviewed"]["review"] = "mnt-1999-01".into();
    });
    let stopped = desk.publish(1).unwrap_err();
    for part in
        ["r-01: data has no text in en", "r-02: summary has no text in ja", "r-08: its review mnt-1999-01"]
    {
        assert!(stopped.contains(part), "{part}: {stopped}");
    }
    assert_eq!(std::fs::read(desk.site().join(SIGNED_MANIFEST_PATH)).unwrap(), before);
}

#[test]
fn a_follower_who_knew_the_old_key_takes_what_the_new_one_signs() {
    let desk = Desk::open();
    let first = desk.publish(0).unwrap();
    let (_, known) = desk.taken(&follower(&first), 0);
    let chain = rotate(&desk.keys()).unwrap();
    desk.publish(1).unwrap();
    let (_, known) = desk.taken(&known, 1);
    assert_eq!(known.key, chain.keys[1].x);
}

#[cfg(unix)]
#[test]
fn secret_keys_are_their_owner_s_alone_and_are_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open();
    let files = std::fs::read_dir(desk.keys()).unwrap().map(|file| file.unwrap());
    let secrets: Vec<_> =
        files.filter(|file| file.path().extension().is_some_and(|extension| extension == "secret")).collect();
    assert_eq!(secrets.len(), 1);
    assert_eq!(secrets[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(make(&desk.keys(), "minato".parse().unwrap()).unwrap_err().to_string().contains("keys already"));
}

#[test]
fn a_folder_that_is_no_site_is_not_replaced_and_scripts_stay_texts() {
    let desk = Desk::open();
    std::fs::create_dir(desk.site()).unwrap();
    std::fs::write(desk.site().join("mine.txt"), "mine").unwrap();
    assert!(desk.publish(0).unwrap_err().contains("no site"));
    std::fs::remove_dir_all(desk.site()).unwrap();
    let script = "<script>alert(1)</script>";
    desk.change("recipients.json", |entries| entries[0]["summary"]["ja"] = script.into());
    desk.publish(0).unwrap();
    let page = std::fs::read_to_string(desk.site().join("ja/recipients/index.html")).unwrap();
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"));
}

/// Every page of a site.
fn pages(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let found = files.into_iter().filter(|path| path.extension().is_some_and(|name| name == "html"));
    let here = found.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()));
    here.chain(folders.iter().flat_map(|folder| pages(folder))).collect()
}

#[test]
fn every_page_names_the_day_it_is_where_the_society_is() {
    for (now, day, next) in [
        ("2026-11-27T14:59:00Z", 27, 25), // 23:59 in Japan
        ("2026-11-27T15:30:00Z", 28, 26), // 00:30
        ("2026-11-27T23:59:00Z", 28, 26), // 08:59
    ] {
        let desk = Desk::open();
        // Whether it goes on is told by the society's today.
        desk.change("recipients.json", |entries| entries[0]["ended"] = "2026-11-28".into());
        publish_site(&desk.lists(), &desk.site(), &desk.keys(), None, now.parse().unwrap()).unwrap();
        let pages = pages(&desk.site().join("ja"));
        assert!(pages.len() > 3, "{now}: {}", pages.len());
        for (path, page) in pages {
            let text = page.replace(['\u{2068}', '\u{2069}'], "");
            for said in
                [format!("2026年11月{day}日に更新しました"), format!("次は2027年2月{next}日までに更新します")]
            {
                assert!(text.contains(&said), "{now}, {}: {said}", path.display());
            }
            if path.ends_with("ja/recipients/index.html") {
                assert_eq!(text.matches("2026年11月28日").count(), if day == 28 { 2 } else { 0 }, "{now}");
            }
        }
    }
}
