//! Keeping the ledger for years: an old copy signs nothing (A7), a new key leaves old receipts good, and what is erased
//! is gone from the file while every proof stands (A30).

use crate::common::desk::{Desk, permitted, seeded, stderr, stdout};
use nattoku_ledger::Trust;
use std::process::Output;

/// The sample hospital's catalogue.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hospital");

fn record(desk: &Desk, patient: &str, more: &[&str]) -> Output {
    let arguments = ["record", "--channel", "paper", "--staff", "s-1", "--patient", patient];
    desk.run(&[&arguments[..], &["--answer", "teaching=refuse"], more].concat())
}

async fn trust(desk: &Desk) -> Trust {
    let keys = desk.store().await.ledger_keys().await.unwrap().unwrap();
    Trust::new(&keys.origin, &keys.keys).unwrap()
}

/// Every command that would decide or sign.
fn everything(list: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["serve", "--catalogue", SAMPLE, "--listen", "127.0.0.1:0"],
        vec!["record", "--channel", "paper", "--staff", "s", "--patient", "A", "--stop", "everything"],
        vec!["import", "notices", list],
        vec!["revoke", "--patient", "A"],
        vec!["erase", "--patient", "A"],
        vec!["staff", "add", "--id", "s-1"],
        vec!["ledger", "new-key"],
        // What decides would miss the no that was said since.
        vec!["statuses", "--reason", "audit"],
        permitted("teaching", "university").to_vec(),
        vec!["verify"],
    ]
}

#[tokio::test]
async fn an_old_copy_that_is_put_back_decides_and_signs_nothing() {
    let desk = seeded().await;
    assert!(desk.store().await.empty_log().await.unwrap());
    desk.ground().back_up();
    assert!(record(&desk, "A", &[]).status.success());
    desk.ground().restore();
    let list = desk.file("rows.csv", "patient,programme,route,on,words\nA,statistics,post,2026-01-10,1\n");
    for command in everything(list.to_str().unwrap()) {
        let output = desk.run(&command);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let said = stderr(&output);
        assert!(
            said.contains("15 entries were") || said.contains("older than what was last published"),
            "{command:?}: {said}"
        );
        assert!(said.contains("old backup"), "{command:?}: {said}");
    }
    desk.ground().remove();
    let empty = desk.run(&["import", "notices", list.to_str().unwrap()]);
    assert!(
        stderr(&empty).contains("it holds 0"),
        "a new database in its place is none either: {}",
        stderr(&empty)
    );
    assert!(desk.ground().location().ledger().join("key").is_file(), "and the key is still there");
}

#[tokio::test]
async fn a_new_key_signs_from_now_on_and_old_receipts_stay_good() {
    let desk = seeded().await;
    let before = desk.receipts("A").await;
    let key = desk.run(&["ledger", "new-key"]);
    assert!(key.status.success(), "{}", stderr(&key));
    let keys = desk.store().await.ledger_keys().await.unwrap().unwrap();
    assert_eq!(keys.keys.len(), 2);
    assert_eq!(stdout(&key).trim(), keys.keys[1]);
    assert!(record(&desk, "A", &[]).status.success());
    let after = desk.receipts("A").await;
    assert_eq!(after[..before.len()], before[..], "byte for byte");
    let old = Trust::new(&keys.origin, &keys.keys[..1]).unwrap();
    assert!(before.iter().all(|receipt| receipt.verify(&old).is_ok()));
    assert!(after.last().unwrap().verify(&old).is_err(), "signed by the new one");
    assert!(
        after.iter().all(|receipt| receipt.verify(&Trust::new(&keys.origin, &keys.keys).unwrap()).is_ok())
    );
    assert!(desk.run(&["verify"]).status.success());
}

#[tokio::test]
async fn without_its_key_nothing_is_signed_until_there_is_a_new_one() {
    let desk = seeded().await;
    std::fs::remove_file(desk.ground().location().ledger().join("key")).unwrap();
    let output = record(&desk, "A", &[]);
    assert!(stderr(&output).contains("nattoku ledger new-key"), "{}", stderr(&output));
    assert!(desk.run(&["verify"]).status.success(), "reading needs no key");
    assert!(desk.run(&["ledger", "new-key"]).status.success());
    assert!(record(&desk, "A", &[]).status.success());
    assert!(desk.run(&["verify"]).status.success());
}

fn holds(bytes: &[u8], canary: &str) -> bool {
    bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
}

#[tokio::test]
async fn what_is_erased_is_gone_from_the_file_and_every_proof_stands() {
    let desk = seeded().await;
    for number in 0..40 {
        let scan = format!("CANARY-{number}-{}", "x".repeat(number * 60));
        let patient = if number % 3 == 0 { "B" } else { "A" };
        let canary = if patient == "A" { scan } else { format!("kept-{number}") };
        assert!(record(&desk, patient, &["--scan", &canary]).status.success());
    }
    let taken_home = desk.receipts("A").await;
    let others = desk.receipts("B").await;
    assert!(holds(&desk.ground().bytes(), "CANARY-"));
    // A server that runs meanwhile keeps the log from being folded in by itself.
    let running = desk.store().await;
    let erased = desk.run(&["erase", "--patient", "A"]);
    assert!(erased.status.success(), "{}", stderr(&erased));
    assert!(
        stderr(&erased).contains("30 entries are erased") || stderr(&erased).contains("entries are erased")
    );
    assert!(!holds(&desk.ground().bytes(), "CANARY-"), "not a copy of it is left");
    drop(running);
    let verified = desk.run(&["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
    assert!(!stdout(&verified).contains("(0 erased)"));
    let trust = trust(&desk).await;
    assert_eq!(desk.receipts("B").await, others, "byte for byte");
    assert!(taken_home.iter().chain(&others).all(|receipt| receipt.verify(&trust).is_ok()));
    assert!(!desk.records().await.contains_key("A"));
    let again = desk.run(&["erase", "--patient", "A"]);
    assert!(stderr(&again).contains("no patient has this number"));
}
