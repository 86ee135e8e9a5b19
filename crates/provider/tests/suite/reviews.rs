//! A38: a review opens nothing by its name. The hospital's own review body signs its decisions into a folder, which is
//! followed like a site; `permitted`, `$permitted` and `release` judge by them.

use crate::common::Hospital;
use crate::common::desk::{Desk, seeded, stderr, stdout};
use chrono::{DateTime, Duration, Utc};
use nattoku::cli::keys::make;
use nattoku::cli::publish::publish_site;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

const PUBLISHER: &str = r#"
id = "ethics-board"
country = "JP"
languages = ["ja", "en"]
[name]
ja = "倫理審査委員会"
en = "Review board"
[contact]
ja = "事務局"
en = "Office"
[purposes]
drug-development = { ja = "薬づくり", en = "Medicines" }
"#;

/// The review body's lists, keys and folder, beside the hospital's database.
struct Board {
    desk: Desk,
    key: String,
}

impl Board {
    async fn open() -> Self {
        let desk = seeded().await;
        let board = desk.ground().path().join("board");
        std::fs::create_dir(&board).unwrap();
        std::fs::write(board.join("publisher.toml"), PUBLISHER).unwrap();
        for empty in ["recipients.json", "outcomes.json"] {
            std::fs::write(board.join(empty), "[]").unwrap();
        }
        let keys = make(&desk.ground().path().join("keys"), "ethics-board".parse().unwrap()).unwrap();
        Self { desk, key: keys.keys[0].x.clone() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.ground().path().join(name)
    }

    /// Signs these decisions into the folder, as of an instant.
    fn decides(&self, reviews: &[Value], now: DateTime<Utc>) {
        std::fs::write(self.path("board/reviews.json"), json!(reviews).to_string()).unwrap();
        publish_site(&self.path("board"), &self.path("signed"), &self.path("keys"), Some(30), now).unwrap();
    }

    fn follow(&self, programme: &str) -> Output {
        let folder = self.path("signed");
        let place = ["follow", "--folder", folder.to_str().unwrap()];
        self.desk.run(&[&place[..], &["--key", &self.key, "--programme", programme]].concat())
    }

    /// Who permits the use, and what is said of the others.
    fn permitted(&self, more: &[&str]) -> (Vec<String>, String) {
        let output = self.desk.permitted("drug-development", "university", more);
        assert!(output.status.success(), "{}", stderr(&output));
        let patient =
            |line: &str| serde_json::from_str::<Value>(line).unwrap()["patient"].as_str().unwrap().to_owned();
        (stdout(&output).lines().map(patient).collect(), stderr(&output).to_owned())
    }
}

fn review(more: &Value) -> Value {
    let text = |text: &str| json!({ "ja": text, "en": text });
    let mut review = json!({
        "id": "irb-1", "body": text("倫理審査委員会"), "members": [{ "role": text("医師"), "count": 3 }],
        "case": "other-disease", "summary": text("糖尿病の研究に使います。"),
        "recipient": { "name": { "ja": "ひがし大学", "en": "Higashi University" }, "kind": "university", "country": "JP", "for_profit": false },
        "programme": "registry", "purposes": ["drug-development"], "ruling": "approved",
        "reason": text("必要です。"), "on": "2026-04-01",
    });
    review.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    review
}

const REVIEW: [&str; 4] = ["--case", "other-disease", "--review", "irb-1"];

#[tokio::test(flavor = "multi_thread")]
async fn only_a_signed_decision_that_matches_opens_a_use() {
    let board = Board::open().await;
    let unknown = "no decision of a review body is known by this name";
    let (nobody, why) = board.permitted(&REVIEW);
    assert!(nobody.is_empty() && why.contains(unknown), "nothing is followed: {why}");
    board.decides(&[review(&json!({}))], Utc::now());
    assert!(board.permitted(&REVIEW).0.is_empty(), "signed, and not followed");
    // Of a programme that it does not speak of here, its decisions allow nothing.
    let elsewhere = board.follow("statistics");
    assert!(elsewhere.status.success(), "{}", stderr(&elsewhere));
    assert!(board.permitted(&REVIEW).1.contains(unknown));
    let followed = board.follow("registry");
    assert!(followed.status.success(), "{}", stderr(&followed));
    let (allowed, _) = board.permitted(&REVIEW);
    assert_eq!(allowed, board.permitted(&[]).0, "who permits the plain use permits the reviewed one");
    assert!(!allowed.is_empty());

    let differs = "allowed another use";
    for (more, reason) in [
        (&["--case", "other-recipient", "--review", "irb-1"][..], "does not cover this reviewed reuse"),
        (&[&REVIEW[..], &["--organisation", "みなみ大学"]].concat(), differs),
        (&["--case", "other-disease", "--review", "irb-2"], unknown),
        (&[&REVIEW[..], &["--abroad"]].concat(), "was not allowed"),
    ] {
        let (patients, why) = board.permitted(more);
        assert!(patients.is_empty() && why.contains(reason), "{more:?}: {why}");
    }
    assert_eq!(board.permitted(&[&REVIEW[..], &["--organisation", "ひがし大学"]].concat()).0, allowed);
    // Its promise lasts thirty days; after that nobody knows whether it was revoked.
    let later = (Utc::now() + Duration::days(31)).to_rfc3339();
    let (patients, why) = board.permitted(&[&REVIEW[..], &["--at", &later]].concat());
    assert!(patients.is_empty() && why.contains("overdue"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_or_run_out_is_closed_again_and_forgeries_are_not_taken() {
    let board = Board::open().await;
    let instant = Utc::now() - Duration::hours(3);
    board.decides(&[review(&json!({}))], instant);
    assert!(board.follow("registry").status.success());
    assert!(!board.permitted(&REVIEW).0.is_empty());
    // A folder that somebody changed without the key is not taken, and the last good decisions stay.
    let manifest = board.path("signed/.well-known/nattoku.jws");
    let signed = std::fs::read_to_string(&manifest).unwrap();
    let (head, rest) = signed.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let forged: String = signature.chars().rev().collect();
    std::fs::write(&manifest, format!("{head}.{payload}.{forged}")).unwrap();
    let refused = board.follow("registry");
    assert!(!refused.status.success() && stderr(&refused).contains("signature"), "{}", stderr(&refused));
    assert!(!board.permitted(&REVIEW).0.is_empty());
    for (hours, change) in [(2, json!({ "revoked": "2026-05-01" })), (1, json!({ "until": "2026-05-01" }))] {
        board.decides(&[review(&change)], instant + Duration::hours(3 - hours));
        assert!(board.follow("registry").status.success());
        let (patients, why) = board.permitted(&REVIEW);
        assert!(patients.is_empty() && why.contains("is not in force"), "{change}: {why}");
    }
    board.decides(&[review(&json!({ "ruling": "rejected" }))], Utc::now());
    assert!(board.follow("registry").status.success());
    assert!(board.permitted(&REVIEW).1.contains("rejected the use"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_system_is_told_the_same() {
    let board = Board::open().await;
    let text = json!({ "ja": "毎年、報告すること。", "en": "Report every year." });
    board.decides(&[review(&json!({ "conditions": [text] }))], Utc::now());
    assert!(board.follow("registry").status.success());
    let hospital = Hospital::over(&board.desk).await.with_system().await;
    hospital.wait(Utc::now() - hospital.now());
    for (more, arguments) in [
        ("&case=other-disease&review=irb-1", &[][..]),
        ("&case=other-disease&review=irb-1&conditions-met=true", &["--conditions-met"]),
        (
            "&case=other-disease&review=irb-1&conditions-met=true&organisation=x",
            &["--conditions-met", "--organisation", "x"],
        ),
    ] {
        let path = format!("Consent/$permitted?purpose=drug-development&recipient=university{more}");
        let answer: Value = hospital.fhir(&path).await.json();
        let answer = answer["parameter"].as_array().unwrap().clone();
        let permits = answer.iter().filter(|parameter| parameter["name"] == "permit").count();
        let (patients, why) = board.permitted(&[&REVIEW[..], arguments].concat());
        assert_eq!(permits, patients.len(), "{more}");
        let reasons = answer.iter().filter(|parameter| parameter["name"] == "denial");
        for reason in reasons.map(|denial| denial["part"][0]["valueString"].as_str().unwrap()) {
            assert!(why.contains(reason), "{reason}: {why}");
        }
    }
    assert!(board.permitted(&REVIEW).1.contains("nobody confirmed"), "conditions are confirmed by somebody");
}

const RELEASE: &str = r#"
id = "diabetes-1"
programme = "registry"
purposes = ["drug-development"]
recipient = { name = { ja = "ひがし大学", en = "Higashi University" }, kind = "university", country = "JP", for_profit = false }
summary = { ja = "糖尿病の研究", en = "Diabetes research" }
data = { ja = "診断名", en = "Diagnosis" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_release_beyond_what_was_explained_takes_a_decision_that_allows_it() {
    let board = Board::open().await;
    let release = |more: &str, end: &[&str]| {
        let file = board.desk.file("use.toml", &format!("{}{more}", RELEASE));
        let list = board.desk.file("list.csv", "patient\nA\n");
        let given = ["--list", list.to_str().unwrap()];
        let rest = if end.is_empty() { &given[..] } else { end };
        board.desk.run(&[&["release", "--use", file.to_str().unwrap()], rest].concat())
    };
    let scope = "\n[scope.reviewed]\ncase = \"other-disease\"\nreview = \"irb-1\"\n";
    let stopped = |output: &Output, why: &str| {
        assert!(!output.status.success() && stderr(output).contains(why), "{why}: {}", stderr(output));
    };
    stopped(&release(scope, &[]), "no decision of a review body is known");
    let condition = json!({ "ja": "毎年、報告すること。", "en": "Report every year." });
    board.decides(&[review(&json!({ "conditions": [condition] }))], Utc::now() - Duration::hours(1));
    assert!(board.follow("registry").status.success());
    stopped(&release(scope, &[]), "conditions_met = true");
    let confirmed = format!("\nconditions_met = true{scope}");
    let another = confirmed.replace("ひがし", "みなみ");
    let elsewhere = RELEASE.replace("ひがし大学", "みなみ大学").replace("Higashi", "Minami");
    let file = board.desk.file("use.toml", &format!("{elsewhere}{another}"));
    let list = board.desk.file("list.csv", "patient\nA\n");
    let other = ["release", "--use", file.to_str().unwrap(), "--list", list.to_str().unwrap()];
    stopped(&board.desk.run(&other), "allowed another use");
    let given = release(&confirmed, &[]);
    assert!(given.status.success(), "{}", stderr(&given));
    board.decides(&[review(&json!({ "revoked": "2026-05-01" }))], Utc::now());
    assert!(board.follow("registry").status.success());
    stopped(&release(&confirmed, &[]), "not in force");
    let ended = release(&confirmed, &["--ended", "2026-05-02"]);
    assert!(ended.status.success(), "that it ended can always be recorded: {}", stderr(&ended));
}
