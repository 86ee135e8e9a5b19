//! Bringing files in: a broken one imports nothing, and every message names the place and the way out.

use crate::common::desk::{Desk, NOTICES, nattoku, seeded, stderr};
use std::path::Path;

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
    let broken = "patient,question,answer,channel,language,signed,words,staff\n\
        A,drug-development,allow,paper,,2026-05-01,1,s-1\n\
        A,drug-development,refuse,paper,,2026-05-01,1,s-1\n\
        B,unheard-of,allow,paper,,,,\n\
        B,abroad,maybe,paper,,,,\n\
        C,abroad,allow,app,,,,\n\
        ,abroad,allow,paper,,,,\n\
        A,genome,allow,phone,,2026-05-01,1,s-1\n\
        D,abroad,allow,paper,fr,2026-05-01,1,s-1\n\
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
    let broken = "patient,programme,route,on,words\nA,statistics,post,2026-01-01,1\nA,registry,post,2026-01-01,1\n\
        A,statistics,pigeon,2026-01-01,1\nA,statistics,post,2026-02-30,1\nA,statistics,post,2999-01-01,1\n";
    let output = desk.import("notices", broken);
    assert_eq!(output.status.code(), Some(1));
    for line in 3..=6 {
        assert!(stderr(&output).contains(&format!("rows.csv:{line}: column ")), "{}", stderr(&output));
    }
    assert!(desk.records().await.is_empty());
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
    let output = nattoku()
        .args(["statuses", "--reason", "audit", "--database", "/nowhere/x.sqlite"])
        .output()
        .unwrap();
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
