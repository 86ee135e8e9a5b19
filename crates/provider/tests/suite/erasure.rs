//! Erasure is not an answer (A35): a number that was erased is registered again only where a person asks for it; and
//! nothing of the person is left in any table, nor in what the file holds besides (A30, A45).

use crate::common::desk::{Desk, NOTICES, USE, seeded, stderr, stdout};
use crate::common::ground::is_file;
use crate::common::sample::Sample;
use nattoku::store::deliveries::{Note, Outcome};
use nattoku::store::fhir_held::{DueEntry, NoteHeld};
use nattoku::store::portals::{NameSubjects, Named, Subject};
use nattoku::store::reads::{AppendRead, Reader, Subjects};
use nattoku_consent::wire::DeskReason;
use nattoku_fhir::push::Held;
use std::process::Output;

fn erase(desk: &Desk, patient: &str) {
    let output = desk.run(&["erase", "--patient", patient]);
    assert!(output.status.success(), "{}", stderr(&output));
}

fn refused(output: &Output, said: &[&str]) {
    assert!(!output.status.success());
    for said in said {
        assert!(stderr(output).contains(said), "{said}: {}", stderr(output));
    }
}

/// A command that takes a file of rows.
fn with_rows(desk: &Desk, command: &[&str], text: &str, more: &[&str]) -> Output {
    let rows = desk.file("rows.csv", text);
    desk.run(&[command, &[rows.to_str().unwrap()], more].concat())
}

fn invite(desk: &Desk, patient: &str, folder: &str, more: &[&str]) -> Output {
    let out = desk.ground().path().join(folder);
    // Newer than the words in force.
    let second = Sample::copy().edit("provider.toml", "version = 1\n", "version = 2\n");
    let catalogue = second.path().to_str().unwrap();
    let options =
        ["--catalogue", catalogue, "--base-url", "http://localhost", "--out", out.to_str().unwrap()];
    let rows = format!("patient,birth_date,language\n{patient},1947-03-05,ja\n");
    with_rows(desk, &["invite"], &rows, &[&options[..], more].concat())
}

fn proxy(desk: &Desk, holder: &str, more: &[&str]) -> Output {
    let begin = ["proxy", "begin", "--patient", "E", "--basis", "family", "--until", "2099-01-01"];
    let names =
        ["--staff", "s-1", "--proxy-name", "藤枝 花", "--person-name", "藤枝 太郎", "--holder", holder];
    desk.run(&[&begin[..], &names, more].concat())
}

#[tokio::test]
async fn a_number_that_was_erased_comes_back_only_by_an_explicit_word() {
    let desk = seeded().await;
    erase(&desk, "D");
    let (cumulative, before) = (format!("{NOTICES}G,statistics,post,2026-02-01,1\n"), desk.records().await);
    let notices = with_rows(&desk, &["import", "notices"], &cumulative, &[]);
    refused(&notices, &["rows.csv:4: column patient: D was erased", "--anew", "Nothing was imported"]);
    let answers =
        "patient,question,answer,channel,signed,words,staff\nD,teaching,allow,paper,2026-05-01,1,s-1\n";
    refused(&with_rows(&desk, &["import", "answers"], answers, &[]), &["rows.csv:2", "--anew"]);
    let subjects = "patient,subject\nD,abc\n";
    let ward = ["--portal", "ward"];
    refused(&with_rows(&desk, &["import", "subjects"], subjects, &ward), &["rows.csv:2", "--anew"]);
    refused(&proxy(&desk, "D", &[]), &["was erased", "--anew"]);
    let record = ["record", "--channel", "paper", "--staff", "s-1", "--patient", "D", "--stop", "everything"];
    refused(&desk.run(&record), &["no patient has this number"]);
    assert_eq!(desk.records().await, before, "nobody of any file was registered, and nothing recorded");

    let anew = with_rows(&desk, &["import", "notices"], &cumulative, &["--anew", "D"]);
    assert!(anew.status.success(), "{}", stderr(&anew));
    assert_eq!(desk.records().await["D"].entries().count(), 1);
    let again = with_rows(&desk, &["import", "notices"], &cumulative, &["--anew", "D"]);
    refused(&again, &["--anew is for numbers that were erased", "D was not"]);
    assert!(with_rows(&desk, &["import", "notices"], &cumulative, &[]).status.success());
    let verified = desk.run(&["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));

    erase(&desk, "D");
    refused(&with_rows(&desk, &["import", "notices"], &cumulative, &[]), &["D was erased"]);
    assert!(proxy(&desk, "D", &["--anew"]).status.success());
    refused(&proxy(&desk, "F", &["--anew"]), &["was not erased"]);
    assert!(desk.run(&["verify"]).status.success());
}

#[tokio::test]
async fn an_invitation_of_a_number_that_was_erased_is_refused_and_its_sheets_open_nothing() {
    let desk = seeded().await;
    erase(&desk, "D");
    let out = ["rows.csv:2: column patient: D was erased", "--anew", "open nothing"];
    refused(&invite(&desk, "D", "one", &[]), &out);
    assert!(invite(&desk, "D", "two", &["--anew", "D"]).status.success());
    assert!(desk.run(&["verify"]).status.success());
}

#[tokio::test]
async fn that_somebody_was_registered_anew_is_in_the_ledger() {
    let desk = seeded().await;
    erase(&desk, "D");
    assert!(with_rows(&desk, &["import", "notices"], NOTICES, &["--anew", "D"]).status.success());
    let text = String::from_utf8_lossy(&desk.ground().bytes()).into_owned();
    assert!(text.contains("\"number\":\"D\",\"anew\":true"));
    assert!(!text.contains("\"number\":\"A\",\"anew\""));
}

pub(super) fn holds(bytes: &[u8], what: &[u8]) -> bool {
    let hex: String = what.iter().map(|byte| format!("{byte:02x}")).collect();
    [what, hex.as_bytes()].iter().any(|what| bytes.windows(what.len()).any(|window| window == *what))
}

pub(super) const PERSON: &str = "CANARY-number";

/// Everything that a hospital can come to hold of one person, a canary in each text.
pub(super) async fn a_full_life(desk: &Desk) {
    let done = |output: Output| assert!(output.status.success(), "{}", stderr(&output));
    let answers = format!(
        "patient,question,answer,channel,staff,scan,signed,words,confirmed_by\n\
         {PERSON},drug-development,allow,paper,CANARY-staff,CANARY-scan,2026-05-01,1,CANARY-confirmed\n"
    );
    done(desk.import("answers", &answers));
    let notices = format!(
        "patient,programme,route,on,words,staff,scan\n\
         {PERSON},statistics,post,2026-01-10,1,CANARY-entered,CANARY-paper\n"
    );
    done(desk.import("notices", &notices));
    let names = ["--proxy-name", "CANARY-proxy", "--person-name", "CANARY-person", "--scan", "CANARY-papers"];
    let begin =
        ["proxy", "begin", "--patient", PERSON, "--holder", "H-1", "--basis", "family", "--staff", "s-1"];
    done(desk.run(&[&begin[..], &names, &["--until", "2099-01-01"]].concat()));
    done(proxy(desk, PERSON, &[]));
    let what = desk.file("use.toml", USE);
    let list = desk.file("list.csv", &format!("patient\n{PERSON}\nA\n"));
    done(desk.run(&["release", "--use", what.to_str().unwrap(), "--list", list.to_str().unwrap()]));
    let record =
        ["record", "--channel", "phone", "--staff", "s-1", "--scan", "CANARY-call", "--patient", PERSON];
    done(desk.run(&[&record[..], &["--stop", "everything"]].concat()));
    let letters = desk.run(&["outbox", "--reason", "audit"]);
    assert!(stdout(&letters).contains("trial-1"), "{}", stdout(&letters));
    let report = desk.file("report.csv", "id,state,on,reason\n1,could-not-stop,2026-06-01,CANARY-reason\n");
    done(desk.run(&["outbox", "report", report.to_str().unwrap()]));
    done(invite(desk, PERSON, "sheets", &[]));
    std::fs::remove_dir_all(desk.ground().path().join("sheets")).unwrap();
    in_the_store(desk).await;
}

/// What comes in by portals, and what other systems were told.
async fn in_the_store(desk: &Desk) {
    let (store, now) = (desk.store().await, chrono::Utc::now());
    let subject = Subject {
        patient: PERSON.to_owned(),
        subject: "CANARY-subject".to_owned(),
        language: "ja".parse().unwrap(),
    };
    let portal = "ward".parse().unwrap();
    let reader = Reader::Desk { staff: "CANARY-reader".to_owned(), reason: DeskReason::Answer };
    let subjects = Subjects::one(store.look_up(PERSON).await.unwrap().unwrap().row);
    store.write(AppendRead { reader, subjects, now }).await.unwrap();
    let name = NameSubjects { portal, subjects: vec![subject], anew: Default::default(), now };
    assert_eq!(store.write(name).await.unwrap(), Named::New(1));
    let row = store.look_up(PERSON).await.unwrap().unwrap().row;
    let entry = store.entries(row).await.unwrap().last().unwrap().number;
    let mark = store.people_of(row, now).await.unwrap()[0].person.subject.clone();
    let outcome = Outcome::LaidAside("CANARY-answer".to_owned());
    store
        .write(Note { target: "ward".parse().unwrap(), entry, outcome: outcome.clone(), now })
        .await
        .unwrap();
    let held = Held { id: "CANARY-id".to_owned(), version: "1".to_owned(), entry };
    let held = [(("Consent".to_owned(), format!("{mark}-registry")), held)].into();
    let due = DueEntry { entry, row, mark, number: PERSON.to_owned() };
    store.write(NoteHeld { target: "fhir:his".parse().unwrap(), due, outcome, now, held }).await.unwrap();
}

/// The idempotency keys of the person's entries: those of imports are made of what they say.
async fn keys(desk: &Desk) -> Vec<Vec<u8>> {
    let keys = sqlx::query_scalar(
        "SELECT idempotency_key FROM entries WHERE kind = 'event'
         AND patient = (SELECT id FROM patients WHERE number = $1)",
    );
    keys.bind(PERSON).fetch_all(desk.store().await.readers()).await.unwrap()
}

#[tokio::test]
async fn no_text_of_a_person_is_left_in_any_table_or_page() {
    let desk = seeded().await;
    a_full_life(&desk).await;
    let keys = keys(&desk).await;
    assert!(keys.len() > 3 && keys.iter().all(|key| holds(&desk.ground().bytes(), key)));
    for canary in [
        "number", "staff", "scan", "entered", "paper", "proxy", "person", "papers", "call", "reason",
        "subject", "answer", "id", "reader",
    ] {
        assert!(holds(&desk.ground().bytes(), format!("CANARY-{canary}").as_bytes()), "{canary} was there");
    }
    // A server that runs meanwhile keeps the log from being folded in by itself.
    let running = desk.store().await;
    let output = desk.run(&["erase", "--patient", PERSON, "--give-up-undelivered"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(is_file() || stderr(&output).contains("VACUUM"), "{}", stderr(&output));
    let left = desk.ground().bytes();
    assert!(!holds(&left, b"CANARY"), "nothing is left");
    assert!(keys.iter().all(|key| !holds(&left, key)), "nor what could be found by trying");
    drop(running);
    let verified = desk.run(&["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
    assert!(
        desk.run(&["outbox", "--reason", "audit"]).status.success()
            && desk.run(&["proxy", "list", "--reason", "audit"]).status.success()
    );
}
