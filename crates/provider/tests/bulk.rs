//! The hospital's command line over a real database: broken files import nothing, lists agree with
//! `permits`, and every message names the place and the way out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::{DateTime, Utc};
use common::catalogue::catalogue;
use nattoku::catalogue::Published;
use nattoku::store::catalogues::PutInForce;
use nattoku::store::{GROUP, Store};
use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::permit::{ReviewedCase, UseScope};
use nattoku_consent::{Record, Use, permits};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.store().await.write(PutInForce(Published::new(catalogue()).unwrap())).await.unwrap();
        desk
    }

    async fn store(&self) -> Store {
        Store::open(&self.database(), GROUP).await.unwrap()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("test.sqlite")
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = nattoku();
        command.args(arguments).arg("--database").arg(self.database()).output().unwrap()
    }

    fn import(&self, what: &str, text: &str) -> Output {
        let path = self.file("rows.csv", text);
        self.run(&["import", what, path.to_str().unwrap()])
    }

    async fn records(&self) -> BTreeMap<String, Record> {
        let mut records = BTreeMap::new();
        let each = |patient: nattoku::store::records::PatientRecord| {
            records.insert(patient.patient, patient.record);
            Ok::<_, sqlx::Error>(())
        };
        self.store().await.for_each_record(each).await.unwrap();
        records
    }
}

fn nattoku() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nattoku"))
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

const ANSWERS: &str = "patient,question,answer,channel,language\n\
    A,drug-development,allow,paper,en\n\
    A,abroad,allow,paper,en\n\
    B,drug-development,allow,phone,\n\
    B,abroad,refuse,phone,\n\
    C,drug-development,refuse,paper,\n\
    C,health-statistics,refuse,paper,\n\
    D,health-statistics,refuse,paper,\n\
    D,certified-operator,refuse,paper,\n\
    E,teaching,undecided,paper,\n";

const NOTICES: &str = "patient,programme,route,on\n\
    A,statistics,post,2026-01-10\n\
    C,statistics,tablet,2026-01-10\n\
    D,statistics,post,2026-01-11\n\
    F,statistics,insurance-terminal,2026-02-01\n";

async fn seeded() -> Desk {
    let desk = Desk::open().await;
    for (what, text) in [("answers", ANSWERS), ("notices", NOTICES)] {
        let done = desk.import(what, text);
        assert!(done.status.success(), "{}", stderr(&done));
    }
    desk
}

#[tokio::test]
async fn the_rows_of_one_patient_are_one_decision_and_a_notice_counts_once() {
    let desk = seeded().await;
    let again = desk.import("notices", NOTICES);
    assert_eq!(stderr(&again), "Recorded 0 (4 were there before); 0 new patients.\n");
    let records = desk.records().await;
    assert_eq!(records.keys().map(String::as_str).collect::<String>(), "ABCDEF");
    let numbers = |patient: &str, question: &str| {
        records[patient]
            .answers_to(&question.parse().unwrap())
            .map(|answer| answer.entry.number)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("A", "drug-development"), numbers("A", "abroad"));
    let language = |patient: &str| {
        let answer = records[patient].answers_to(&"abroad".parse().unwrap()).next();
        answer.unwrap().entry.event.terms.language.to_string()
    };
    assert_eq!((language("A").as_str(), language("B").as_str()), ("en", "ja"));
}

#[tokio::test]
async fn a_file_with_a_broken_row_imports_nothing() {
    let desk = Desk::open().await;
    let broken = "patient,question,answer,channel,language\n\
        A,drug-development,allow,paper,\n\
        A,drug-development,refuse,paper,\n\
        B,unheard-of,allow,paper,\n\
        B,abroad,maybe,paper,\n\
        C,abroad,allow,app,\n\
        ,abroad,allow,paper,\n\
        A,genome,allow,phone,\n\
        D,abroad,allow,paper,fr\n\
        E,abroad,allow\n";
    let output = desk.import("answers", broken);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    for named in [
        "rows.csv:3: column question: \"drug-development\" was answered in an earlier row",
        "rows.csv:4: column question: the catalogue has no \"unheard-of\"",
        "rows.csv:5: column answer: \"maybe\" is none of allow, refuse, undecided",
        "rows.csv:6: column channel: answers from the app",
        "rows.csv:7: column patient: is empty",
        "rows.csv:8: column channel: the rows of one patient",
        "rows.csv:9: column language: \"fr\" is none of the catalogue's: ja, en",
        "rows.csv:10: the row has 3 cells",
        "Nothing was imported",
    ] {
        assert!(told.contains(named), "{named} is missing in {told}");
    }
    let broken = "patient,programme,route,on\nA,statistics,post,2026-01-01\nA,registry,post,2026-01-01\n\
        A,statistics,pigeon,2026-01-01\nA,statistics,post,2026-02-30\nA,statistics,post,2999-01-01\n";
    let output = desk.import("notices", broken);
    assert_eq!(output.status.code(), Some(1));
    for line in 3..=6 {
        assert!(stderr(&output).contains(&format!("rows.csv:{line}: column ")), "{}", stderr(&output));
    }
    assert!(desk.records().await.is_empty());
}

/// Every use that the command line can ask for, with its arguments.
fn uses() -> Vec<(Use, Vec<String>)> {
    let catalogue = catalogue();
    let mut uses = Vec::new();
    let purposes = catalogue.questions().filter(|question| matches!(question, Question::Purpose(..)));
    for purpose in purposes.map(|question| question.id().clone()) {
        for recipient in [RecipientKind::University, RecipientKind::DrugCompany, RecipientKind::Government] {
            for (abroad, reviewed) in [(false, false), (true, false), (false, true)] {
                let kind = serde_json::to_value(recipient).unwrap();
                let mut arguments =
                    vec!["--purpose", purpose.as_str(), "--recipient", kind.as_str().unwrap()];
                arguments.extend(abroad.then_some("--abroad"));
                let case = ["--case", "other-disease", "--review", "review-1"];
                arguments.extend(case.iter().filter(|_| reviewed));
                let arguments = arguments.into_iter().map(str::to_owned).collect();
                let scope = match reviewed {
                    true => UseScope::Reviewed(ReviewedCase::OtherDisease, "review-1".parse().unwrap()),
                    false => UseScope::Within,
                };
                uses.push((
                    Use { purpose: purpose.clone(), recipient, abroad, genome: false, scope },
                    arguments,
                ));
            }
        }
    }
    uses
}

#[tokio::test]
async fn permitted_says_what_permits_decides() {
    let desk = seeded().await;
    let records = desk.records().await;
    let catalogues = desk.store().await.catalogues().await.unwrap().unwrap().catalogues;
    let instants =
        ["2026-01-01T00:00:00Z".to_owned(), Utc::now().to_rfc3339(), "2099-01-01T00:00:00+09:00".to_owned()];
    let mut permitted_at_all = 0;
    for (wanted, arguments) in uses() {
        for at in &instants {
            let instant: DateTime<Utc> = at.parse().unwrap();
            let expected: Vec<_> = records
                .iter()
                .filter_map(|(patient, record)| {
                    Some((patient, permits(&catalogues, record, &wanted, instant).ok()?))
                })
                .collect();
            let arguments: Vec<_> = arguments.iter().map(String::as_str).chain(["--at", at]).collect();
            let output = desk.run(&[&["permitted"], &arguments[..]].concat());
            assert!(output.status.success(), "{}", stderr(&output));
            let rows: Vec<Value> =
                stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let rows: Vec<_> =
                rows.iter().map(|row| (row["patient"].as_str(), row["terms"].as_str())).collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(patient, permit)| (Some(patient.as_str()), Some(permit.terms.catalogue.as_str())))
                .collect();
            assert_eq!(rows, expected, "{arguments:?}");
            assert!(stderr(&output).contains(&format!("{} permitted", rows.len())));
            permitted_at_all += rows.len();
        }
    }
    assert!(permitted_at_all > 0);
}

#[tokio::test]
async fn permitted_writes_csv_and_counts_the_others_by_reason() {
    let desk = seeded().await;
    let arguments =
        ["permitted", "--purpose", "drug-development", "--recipient", "drug-company", "--format", "csv"];
    let output = desk.run(&arguments);
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines[0], "patient,since,terms,language");
    assert!(lines[1].starts_with("A,") && lines[1].ends_with(",en"), "{lines:?}");
    assert!(lines[2].starts_with("B,") && lines.len() == 3, "{lines:?}");
    assert_eq!(stderr(&output), "2 permitted\n3 not: no answer yet\n1 not: refused\n");
    let output = desk.run(&["permitted", "--purpose", "drug-development", "--recipient", "hospital"]);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("not: this kind of recipient was not named to the patient"));
}

#[tokio::test]
async fn a_use_that_is_not_known_lists_those_that_are() {
    let desk = Desk::open().await;
    let output = desk.run(&["permitted", "--purpose", "profit", "--recipient", "hospital"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("drug-development, teaching, health-statistics"), "{}", stderr(&output));
    let output = desk.run(&["permitted", "--purpose", "abroad", "--recipient", "hospital"]);
    assert_eq!(output.status.code(), Some(2), "a modifier is no purpose");
    let output = desk.run(&["permitted", "--purpose", "teaching", "--recipient", "bank"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("drug-company"), "{}", stderr(&output));
    let output = desk.run(&[
        "permitted",
        "--purpose",
        "teaching",
        "--recipient",
        "hospital",
        "--case",
        "other-disease",
    ]);
    assert_eq!(output.status.code(), Some(2), "a case takes its review");
}

#[tokio::test]
async fn statuses_are_the_three_words_of_the_act() {
    let desk = seeded().await;
    let output = desk.run(&["statuses"]);
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines[0], "patient,programme,status,since,refused");
    assert_eq!(lines[1], "A,statistics,通知済,2026-01-10,");
    assert_eq!(lines[2], "B,statistics,未通知,,");
    assert_eq!(lines[3], "C,statistics,通知済,2026-01-10,health-statistics");
    assert!(
        lines[4].starts_with("D,statistics,不同意,")
            && lines[4].ends_with(",health-statistics certified-operator")
    );
    assert_eq!(lines[6], "F,statistics,通知済,2026-02-01,");
    assert_eq!(lines.len(), 7);
    let output = desk.run(&["statuses", "--format", "ndjson"]);
    let row: Value = serde_json::from_str(stdout(&output).lines().nth(2).unwrap()).unwrap();
    assert_eq!((&row["status"], &row["refused"][0]), (&"通知済".into(), &"health-statistics".into()));
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_is_no_error() {
    let desk = Desk::open().await;
    let rows: String =
        (0..20_000).map(|patient| format!("P{patient},statistics,post,2026-01-10\n")).collect();
    assert!(desk.import("notices", &format!("patient,programme,route,on\n{rows}")).status.success());
    let mut command = nattoku();
    command
        .args(["statuses", "--database"])
        .arg(desk.database())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_catalogue_that_does_not_pass_is_neither_served_nor_checked_off() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("provider.toml"), "version = \"one\"\n").unwrap();
    let database = folder.path().join("test.sqlite");
    let check = nattoku().arg("check").arg(folder.path()).output().unwrap();
    let serve = nattoku()
        .arg("serve")
        .arg("--catalogue")
        .arg(folder.path())
        .arg("--database")
        .arg(&database)
        .output();
    for output in [check, serve.unwrap()] {
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("provider.toml"), "{}", stderr(&output));
    }
    assert!(!database.exists(), "nothing was begun");
}

#[test]
fn a_database_that_is_not_there_or_none_is_named() {
    let output = nattoku().args(["statuses", "--database", "/nowhere/x.sqlite"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/nowhere/x.sqlite"), "{}", stderr(&output));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "this is no database, however long it may be".repeat(40)).unwrap();
    let revoke =
        |path: &Path| nattoku().args(["revoke", "--patient", "A", "--database"]).arg(path).output().unwrap();
    let output = revoke(file.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot be used as a database"), "{}", stderr(&output));
}
