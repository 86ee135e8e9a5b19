//! The hospital's releases: nobody's data go anywhere unless their record permits it at that moment, and the
//! public list says what was given.

use crate::common::Hospital;
use crate::common::catalogue::catalogue;
use crate::common::desk::{Desk, USE, seeded, stderr};
use crate::common::ground::Ground;
use nattoku::catalogue::Published;
use nattoku::store::catalogues::PutOlderInForce;
use nattoku::store::releases::{Objection, Release, Released};
use nattoku_consent::{Denial, Use};
use nattoku_disclosure::entry::People;
use nattoku_disclosure::served::Index;
use nattoku_disclosure::{Feed, Recipient};
use std::process::Output;

fn release(desk: &Desk, description: &str, patients: &[&str]) -> Output {
    let description = desk.file("use.toml", description);
    let list = desk.file("list.csv", &format!("patient\n{}\n", patients.join("\n")));
    desk.run(&["release", "--use", description.to_str().unwrap(), "--list", list.to_str().unwrap()])
}

/// What stands in the hospital's own list.
async fn listed(desk: &Desk) -> Vec<Recipient> {
    let hospital = Hospital::over(desk).await;
    let index: Index = hospital.get("/api/disclosures", &[]).await.json();
    assert!(index.sources[0].own);
    let mut entries = Vec::new();
    for part in &index.sources[0].feeds[0].parts {
        entries.extend(hospital.get(part, &[]).await.json::<Feed<Recipient>>().entries);
    }
    entries
}

#[tokio::test]
async fn what_was_given_is_listed_with_what_follows_from_it() {
    let desk = seeded().await;
    let before = chrono::Utc::now();
    let output = release(&desk, USE, &["A", "B"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let entries = listed(&desk).await;
    assert_eq!((entries.len(), entries[0].id.as_str(), entries[0].people), (1, "trial-1", People::UpTo9));
    let until = entries[0].withdrawals_until.unwrap();
    assert!(until >= before - chrono::Duration::milliseconds(1) && until <= chrono::Utc::now());
    assert!(release(&desk, USE, &["A"]).status.success());
    let again = listed(&desk).await;
    assert_eq!(again.len(), 1, "the same use is the same entry");
    assert!(again[0].withdrawals_until.unwrap() > until, "as of the last release");
}

#[tokio::test]
async fn one_who_does_not_permit_stops_everything_and_is_named() {
    let desk = seeded().await;
    let cases = [
        (vec!["A", "C"], "C: refused"),
        (vec!["A", "E"], "E: no answer yet"),
        (vec!["A", "nobody"], "nobody: no patient has this number"),
        (vec!["A", "A"], "stands in the list twice"),
    ];
    for (patients, told) in cases {
        let output = release(&desk, USE, &patients);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            stderr(&output).contains(told) && stderr(&output).contains("Nothing was recorded"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(listed(&desk).await, []);
}

#[tokio::test]
async fn a_withdrawal_stops_the_next_release() {
    let desk = seeded().await;
    assert!(release(&desk, USE, &["A", "B"]).status.success());
    let before = listed(&desk).await;
    assert!(
        desk.import("answers", "patient,question,answer,channel\nB,drug-development,refuse,phone\n")
            .status
            .success()
    );
    let output = release(&desk, USE, &["A", "B"]);
    assert!(stderr(&output).contains("B: refused"), "{}", stderr(&output));
    assert_eq!(listed(&desk).await, before, "and nothing was recorded");
}

#[tokio::test]
async fn every_purpose_and_condition_must_be_permitted() {
    let desk = seeded().await;
    let abroad = USE.replace("country = \"JP\"", "country = \"US\"");
    let output = release(&desk, &abroad, &["A"]);
    assert!(stderr(&output).contains("\"abroad\" belongs there"), "{}", stderr(&output));
    let abroad = abroad.replace("id =", "modifiers = [\"abroad\"]\nid =");
    assert!(stderr(&release(&desk, &abroad, &["A", "B"])).contains("B: use abroad was not allowed"));
    assert!(release(&desk, &abroad, &["A"]).status.success());
    let both = USE.replace("[\"drug-development\"]", "[\"drug-development\", \"teaching\"]");
    assert!(stderr(&release(&desk, &both, &["A"])).contains("A: no answer yet"));
}

#[tokio::test]
async fn what_cannot_be_shown_or_meant_is_named() {
    let desk = seeded().await;
    let cases = [
        (USE.replace(", en = \"Diagnosis\"", ""), "data has no text in en"),
        (USE.replace("\"registry\"", "\"other\""), "no programme \"other\""),
        (USE.replace("drug-development", "health-statistics"), "is none of the programme registry"),
        (USE.replace("[\"drug-development\"]", "[]"), "name at least one"),
        (USE.replace("id =", "people = \"1-9\"\nid ="), "people"),
        (USE.replace("\"JP\"", "\"XX\""), "country code"),
    ];
    for (description, told) in cases {
        let output = release(&desk, &description, &["A"]);
        assert!(
            output.status.code() == Some(1) && stderr(&output).contains(told),
            "{told}: {}",
            stderr(&output)
        );
    }
    assert_eq!(listed(&desk).await, []);
}

#[tokio::test]
async fn a_use_that_ended_receives_nothing_more() {
    let desk = seeded().await;
    let end = |desk: &Desk| {
        let description = desk.file("use.toml", USE);
        desk.run(&["release", "--use", description.to_str().unwrap(), "--ended", "2026-09-30"])
    };
    assert!(stderr(&end(&desk)).contains("nothing was ever given"));
    assert!(release(&desk, USE, &["A"]).status.success());
    let given = listed(&desk).await;
    assert!(end(&desk).status.success());
    let ended = listed(&desk).await;
    assert_eq!(ended[0].ended, Some("2026-09-30".parse().unwrap()));
    assert_eq!(ended[0].withdrawals_until, given[0].withdrawals_until, "nothing was given then");
    assert!(stderr(&release(&desk, USE, &["A"])).contains("has ended"));
}

#[tokio::test]
async fn people_are_told_in_bands_and_counted_once() {
    let desk = seeded().await;
    let patients: Vec<_> = (0..10).map(|number| format!("P{number}")).collect();
    let rows: String = patients
        .iter()
        .map(|patient| format!("{patient},drug-development,allow,paper,2026-05-01,1,s-1\n"))
        .collect();
    assert!(
        desk.import("answers", &format!("patient,question,answer,channel,signed,words,staff\n{rows}"))
            .status
            .success()
    );
    let named: Vec<_> = patients.iter().map(String::as_str).collect();
    for _ in 0..2 {
        assert!(release(&desk, USE, &named[..9]).status.success());
        assert_eq!(listed(&desk).await[0].people, People::UpTo9);
    }
    assert!(release(&desk, USE, &named[9..]).status.success());
    assert_eq!(listed(&desk).await[0].people, People::UpTo99, "ten in all, though never ten at once");
}

#[tokio::test]
async fn a_withdrawal_just_before_the_commit_stops_it() {
    let desk = seeded().await;
    let store = desk.store().await;
    let catalogues = store.catalogues().await.unwrap().unwrap().catalogues;
    let file = desk.file("use.toml", USE);
    let today = "2026-05-01".parse().unwrap();
    let described = nattoku::cli::release::described(&file, &catalogue(), today).unwrap();
    let uses: Vec<Use> = nattoku::cli::release::uses(&described, &catalogue());
    let description = described.entry;
    // Made while A permitted; A withdraws before it is written, and its clock is even a day behind.
    let now = chrono::Utc::now() - chrono::Duration::days(1);
    let recording = Release { catalogues, description, uses, subjects: vec!["A".to_owned()], now };
    assert!(
        desk.import("answers", "patient,question,answer,channel\nA,drug-development,refuse,phone\n")
            .status
            .success()
    );
    let objection = Objection { patient: "A".to_owned(), denial: Some(Denial::Refused) };
    assert_eq!(store.write(recording).await.unwrap(), Released::Stopped(vec![objection]));
    assert_eq!(store.given().await.unwrap(), []);
}

#[tokio::test]
async fn the_sample_release_is_permitted_by_the_sample_patients() {
    let (desk, sample) = (Desk::over(Ground::default()), |name: &str| format!("../../examples/{name}"));
    let published = Published::read(sample("hospital").as_ref()).unwrap();
    desk.store().await.write(PutOlderInForce(published)).await.unwrap();
    let output = desk.run(&["import", "answers", &sample("hospital/answers.csv")]);
    assert!(output.status.success(), "{}", stderr(&output));
    let output = desk.run(&[
        "release",
        "--use",
        &sample("release/release.toml"),
        "--list",
        &sample("release/release.csv"),
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
}
