//! The desk's commands: an answer from paper or the phone has the same proof as one from the app, and whoever acts for
//! a patient is verified first.

use crate::common::desk::{Desk, seeded, stderr, stdout};
use crate::common::{BORN, Hospital, answers};
use chrono::Datelike;
use nattoku::catalogue::Published;
use nattoku::store::catalogues::PutOlderInForce;
use nattoku_consent::event::{Actor, Channel};
use nattoku_consent::wire::Credential;
use nattoku_consent::{Answer, Body, Decision, Entry};
use nattoku_ledger::{Receipt, Trust};
use std::process::Output;

fn record(desk: &Desk, more: &[&str]) -> Output {
    desk.run(&[&["record", "--channel", "paper", "--staff", "s-1"], more].concat())
}

fn begin(desk: &Desk, more: &[&str]) -> Output {
    let names = ["--proxy-name", "藤枝 花", "--person-name", "藤枝 太郎", "--staff", "s-1"];
    desk.run(&[&["proxy", "begin", "--patient", "A", "--basis", "guardian"], &names[..], more].concat())
}

/// The mandate that begins now, for A.
fn mandate(desk: &Desk, holder: &str) -> String {
    let begun = begin(desk, &["--holder", holder, "--until", "2099-01-01"]);
    assert!(begun.status.success(), "{}", stderr(&begun));
    stdout(&begun).trim().to_owned()
}

async fn last(desk: &Desk, patient: &str) -> Entry {
    desk.records().await[patient].entries().next_back().unwrap().clone()
}

#[tokio::test]
async fn an_answer_on_paper_is_recorded_with_who_entered_it_and_a_receipt_that_verifies() {
    let desk = seeded().await;
    let file = desk.file("receipt.txt", "");
    std::fs::remove_file(&file).unwrap();
    let more =
        ["--patient", "B", "--answer", "drug-development=refuse", "--answer", "health-statistics=refuse"];
    let kept = ["--scan", "box 7", "--receipt", file.to_str().unwrap()];
    let output = record(&desk, &[&more[..], &kept].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let entry = last(&desk, "B").await;
    assert_eq!(stdout(&output).trim(), entry.number.to_string());
    let kept = entry.event.desk.clone().unwrap();
    assert_eq!((kept.staff.as_str(), kept.scan.as_deref()), ("s-1", Some("box 7")));
    assert_eq!((entry.event.actor, entry.event.channel), (Actor::Staff, Channel::Paper));
    let expected = [("drug-development", Answer::Refuse), ("health-statistics", Answer::Refuse)];
    assert_eq!(entry.event.body, Body::Decided(answers(&expected)));

    let text = std::fs::read_to_string(&file).unwrap();
    for line in
        ["受付の控え", "・用途：使ってほしくない", "・用途：断る", "入力した担当者　s-1", "03-1234-5678"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let receipt = Receipt::from_file(&text).unwrap();
    let keys = desk.store().await.ledger_keys().await.unwrap().unwrap();
    let proven = receipt.verify(&Trust::new(&keys.origin, &keys.keys).unwrap()).unwrap();
    assert_eq!(proven.entry.number, entry.number);
    let again =
        record(&desk, &["--patient", "B", "--stop", "everything", "--receipt", file.to_str().unwrap()]);
    assert!(stderr(&again).contains("is there already. The answer is recorded"), "{}", stderr(&again));
}

#[tokio::test]
async fn stopping_and_refusing_one_use_are_recorded_in_the_words_they_saw() {
    let desk = seeded().await;
    let stop = record(&desk, &["--patient", "A", "--stop", "registry", "--language", "en"]);
    assert!(stop.status.success(), "{}", stderr(&stop));
    let entry = last(&desk, "A").await;
    assert_eq!(entry.event.terms.language.as_str(), "en");
    assert!(matches!(entry.event.body, Body::Decided(Decision::Withdrawn(_))));
    let permitted = desk.permitted("drug-development", "drug-company", &[]);
    assert!(!stdout(&permitted).contains("\"A\""));
    assert!(record(&desk, &["--patient", "A", "--stop", "everything"]).status.success());
    assert!(record(&desk, &["--patient", "A", "--refuse-use", "review-1"]).status.success());
    let refused = last(&desk, "A").await.event.body;
    assert_eq!(refused, Body::Decided(Decision::UseRefused("review-1".parse().unwrap())));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_and_nothing_is_recorded() {
    let desk = seeded().await;
    let before = desk.records().await;
    for (arguments, why) in [
        (vec!["--patient", "Z", "--stop", "everything"], "no patient has this number"),
        (vec!["--patient", "A", "--answer", "profit=allow"], "does not know \"profit\""),
        (vec!["--patient", "A", "--stop", "nothing"], "does not know \"nothing\""),
        (vec!["--patient", "A", "--answer", "teaching=allow", "--language", "fr"], "has no language \"fr\""),
        (vec!["--patient", "A", "--answer", "teaching=yes"], "none of allow, refuse, undecided"),
        (
            vec!["--patient", "A", "--answer", "teaching=allow", "--answer", "teaching=refuse"],
            "answered twice",
        ),
        (vec!["--patient", "A"], "required"),
        (vec!["--patient", "A", "--stop", "everything", "--answer", "teaching=allow"], "cannot be used with"),
        (
            vec!["--patient", "A", "--stop", "everything", "--as", "01890a5d-ac96-774b-bcce-b302099a8057"],
            "no such mandate",
        ),
    ] {
        let output = record(&desk, &arguments);
        assert!(
            !output.status.success() && stderr(&output).contains(why),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    let nobody =
        desk.run(&["record", "--patient", "A", "--channel", "phone", "--staff", " ", "--stop", "everything"]);
    assert!(stderr(&nobody).contains("the staff member is empty"), "{}", stderr(&nobody));
    assert_eq!(desk.records().await, before);
}

#[tokio::test]
async fn whoever_acts_for_a_patient_is_named_while_the_mandate_holds_and_not_afterwards() {
    let desk = seeded().await;
    let mandate = mandate(&desk, "P-9");
    let output = record(&desk, &["--patient", "A", "--as", &mandate, "--answer", "teaching=refuse"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(matches!(last(&desk, "A").await.event.actor, Actor::Proxy(id) if id.to_string() == mandate));
    let other = record(&desk, &["--patient", "B", "--as", &mandate, "--stop", "everything"]);
    assert!(stderr(&other).contains("no such mandate for this patient"), "{}", stderr(&other));

    let list = desk.run(&["proxy", "list", "--reason", "audit"]);
    let lines: Vec<_> = stdout(&list).lines().collect();
    assert_eq!(lines[0], "mandate,patient,holder,basis,proxy,person,ends,comes_of_age,holds");
    assert_eq!(lines[1], format!("{mandate},A,P-9,guardian,藤枝 花,藤枝 太郎,2098-12-31T15:00:00.000Z,,yes"));
    let end = ["proxy", "end", "--patient", "A", "--mandate", &mandate, "--staff", "s-1"];
    assert!(desk.run(&end).status.success());
    assert!(stderr(&desk.run(&end)).contains("no such mandate"), "it has ended already");
    let late = record(&desk, &["--patient", "A", "--as", &mandate, "--stop", "everything"]);
    assert!(stderr(&late).contains("no such mandate"), "{}", stderr(&late));
    assert!(stdout(&desk.run(&["proxy", "list", "--reason", "audit"])).contains(",no\n"));
}

#[tokio::test]
async fn a_child_is_asked_anew_at_the_age_that_the_catalogue_says() {
    let desk = seeded().await;
    let year = chrono::Utc::now().year() - 10;
    let born = chrono::NaiveDate::from_ymd_opt(year, 7, 9).unwrap();
    let begun = begin(&desk, &["--holder", "P-9", "--birth-date", &born.to_string()]);
    assert!(begun.status.success(), "{}", stderr(&begun));
    let list = desk.run(&["proxy", "list", "--reason", "audit", "--format", "ndjson"]);
    let row: serde_json::Value = serde_json::from_str(stdout(&list)).unwrap();
    let of_age = born + chrono::Months::new(12 * 18);
    assert_eq!(row["comes_of_age"], of_age.to_string());
}

#[tokio::test]
async fn a_mandate_ends_on_a_day_to_come_and_is_somebody_elses() {
    let desk = seeded().await;
    for (arguments, why) in [
        (vec!["--holder", "P-9", "--until", "2020-01-01"], "not after today"),
        (vec!["--holder", "P-9", "--birth-date", "1947-03-05"], "Check the date of birth"),
        (vec!["--holder", "P-9", "--birth-date", "2099-03-05"], "has not come yet"),
        (vec!["--holder", "P-9", "--until", "2099-02-30"], "expected a day"),
        (vec!["--holder", "A", "--until", "2099-01-01"], "patient and holder are one"),
        (vec!["--holder", " ", "--until", "2099-01-01"], "the number of who acts is empty"),
        (vec!["--holder", "P-9"], "required"),
    ] {
        let output = begin(&desk, &arguments);
        assert!(
            !output.status.success() && stderr(&output).contains(why),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    assert_eq!(stdout(&desk.run(&["proxy", "list", "--reason", "audit"])).lines().count(), 1);
}

#[tokio::test]
async fn who_only_acts_is_invited_as_before_and_stays_so_until_the_hospital_says_otherwise() {
    let desk = seeded().await;
    mandate(&desk, "P-9");
    let published = Published::read(&crate::common::sample::original()).unwrap();
    desk.store().await.write(PutOlderInForce(published)).await.unwrap();
    let statuses = |desk: &Desk| stdout(&desk.run(&["statuses", "--reason", "audit"])).to_owned();
    assert!(!statuses(&desk).contains("P-9"));
    let refused = record(&desk, &["--patient", "P-9", "--stop", "everything"]);
    assert!(stderr(&refused).contains("no patient has this number"), "{}", stderr(&refused));
    let invite = |more: &[&str], out: &str, number: &str| {
        let list = desk.file("patients.csv", &format!("patient,birth_date,language\n{number},{BORN},ja\n"));
        let sample = crate::common::sample::original();
        let out = list.parent().unwrap().join(out);
        let paths =
            [list.to_str().unwrap(), "--catalogue", sample.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let output = desk.run(&[&["invite"], &paths[..], &["--base-url", "http://localhost"], more].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output).to_owned()
    };
    assert!(invite(&[], "one", "P-9").contains("1 of them only act for others"));
    invite(&["--acts-only"], "two", "P-10");
    for number in ["P-9", "P-10"] {
        let number = desk.store().await.look_up(number).await.unwrap();
        assert_eq!(number, None, "still no patient");
    }
    invite(&["--patients"], "three", "P-9");
    invite(&["--acts-only"], "four", "A");
    for number in ["P-9", "A"] {
        assert!(desk.store().await.look_up(number).await.unwrap().is_some(), "{number} is a patient");
    }
}

#[tokio::test]
async fn an_invitation_of_who_acts_opens_the_patient_and_not_themself() {
    let desk = seeded().await;
    mandate(&desk, "P-9");
    let hospital = Hospital::over(&desk).await;
    hospital.wait(chrono::Utc::now() - hospital.now());
    let token = hospital.invite("P-9", 90).await;
    let session: nattoku_consent::wire::Session =
        hospital.sign_in(Credential::Invitation(token), BORN).await.json();
    assert_eq!(session.people.len(), 1);
    assert_eq!(session.people[0].mandate.as_ref().unwrap().person, "藤枝 太郎");
}

#[tokio::test]
async fn a_staff_token_is_printed_once_and_can_be_taken_away() {
    let desk = Desk::open().await;
    let added = desk.run(&["staff", "add", "--id", "s-1"]);
    let token = stdout(&added).trim().to_owned();
    assert_eq!(token.len(), 43, "{}", stderr(&added));
    let known = |token: String| {
        let hash = nattoku::secrets::sha256(token.as_bytes());
        let desk = &desk;
        async move { desk.store().await.staff_of(&hash).await.unwrap() }
    };
    assert_eq!(known(token.clone()).await.unwrap().id, "s-1");
    let again = desk.run(&["staff", "add", "--id", "s-1"]);
    assert!(stderr(&again).contains("The one before does not work any more"));
    assert_eq!(known(token).await, None);
    assert!(stdout(&desk.run(&["staff", "list"])).starts_with("id,ends,rights\ns-1,20"));
    assert!(desk.run(&["staff", "remove", "--id", "s-1"]).status.success());
    assert_eq!(known(stdout(&again).trim().to_owned()).await, None);
    let nobody = desk.run(&["staff", "remove", "--id", "s-1"]);
    assert!(!nobody.status.success() && stderr(&nobody).contains("nattoku staff list"));
    assert_eq!(stdout(&desk.run(&["staff", "list"])), "id,ends,rights\n");
    assert_eq!(desk.run(&["staff", "add", "--id", " s"]).status.code(), Some(2));
}
