//! Whom a no must still reach: listed from the moment it is recorded, and reported whole or not at all.

use crate::common::desk::{Desk, USE, seeded, stderr, stdout};
use nattoku_consent::wire::TellState;
use std::process::Output;

/// A's and B's data were given; both say no since.
async fn two_letters() -> Desk {
    let desk = seeded().await;
    let (description, list) = (desk.file("use.toml", USE), desk.file("list.csv", "patient\nA\nB\n"));
    let paths = ["--use", description.to_str().unwrap(), "--list", list.to_str().unwrap()];
    let released = desk.run(&[&["release"], &paths[..]].concat());
    assert!(released.status.success(), "{}", stderr(&released));
    for (patient, no) in [("A", ["--answer", "drug-development=refuse"]), ("B", ["--stop", "everything"])] {
        let arguments = ["record", "--channel", "phone", "--staff", "s-1", "--patient", patient];
        assert!(desk.run(&[&arguments[..], &no].concat()).status.success());
    }
    desk
}

fn report(desk: &Desk, rows: &str) -> Output {
    let file = desk.file("reports.csv", &format!("id,state,on,reason\n{rows}"));
    desk.run(&["outbox", "report", file.to_str().unwrap()])
}

#[tokio::test]
async fn each_no_is_a_letter_that_says_what_to_stop_and_where_it_stands() {
    let desk = two_letters().await;
    let list = desk.run(&["outbox", "--reason", "audit"]);
    let lines: Vec<_> = stdout(&list).lines().collect();
    assert_eq!(lines[0], "id,patient,entry,recipient,name,says,state,on,reason");
    assert!(
        lines[1].starts_with("1,A,") && lines[1].ends_with(",trial-1,製薬,refuse drug-development,waiting,,")
    );
    assert!(lines[2].starts_with("2,B,") && lines[2].ends_with(",trial-1,製薬,stop everything,waiting,,"));
    let reported = report(&desk, "1,told,2026-01-02,\n2,could-not-stop,2026-01-03,すでに公表しました\n");
    assert!(reported.status.success(), "{}", stderr(&reported));
    let list = desk.run(&["outbox", "--reason", "audit", "--format", "ndjson"]);
    let rows: Vec<serde_json::Value> =
        stdout(&list).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rows[0]["state"], &rows[0]["on"]), (&"told".into(), &"2026-01-02".into()));
    assert_eq!(rows[1]["reason"], "すでに公表しました");
    let store = desk.store().await;
    let row = store.look_up("A").await.unwrap().unwrap().row;
    let told = store.told(row).await.unwrap();
    assert_eq!(
        told[0].state,
        TellState::Told { on: "2026-01-02".parse().unwrap() },
        "and the patient reads it"
    );
}

#[tokio::test]
async fn a_file_of_reports_counts_whole_or_not_at_all_and_every_bad_row_is_named() {
    let desk = two_letters().await;
    let before = stdout(&desk.run(&["outbox", "--reason", "audit"])).to_owned();
    let bad = report(
        &desk,
        "1,told,2026-01-02,\n1,told,2026-01-02,\n2,told,2099-01-01,\n2,could-not-stop,2026-01-02,\n\
         2,told,2026-01-02,because\n2,waiting,2026-01-02,\nx,told,2026-01-02,\n",
    );
    assert!(!bad.status.success());
    for (line, column) in [(3, "id"), (4, "on"), (5, "reason"), (6, "reason"), (7, "state"), (8, "id")] {
        assert!(stderr(&bad).contains(&format!(":{line}: column {column}: ")), "{}", stderr(&bad));
    }
    let unknown = report(&desk, "1,told,2026-01-02,\n9,told,2026-01-02,\n");
    assert!(stderr(&unknown).contains(":3: column id: there is no letter 9"), "{}", stderr(&unknown));
    assert_eq!(stdout(&desk.run(&["outbox", "--reason", "audit"])), before, "nothing of any of them counted");
}

#[tokio::test]
async fn what_was_confirmed_does_not_go_back() {
    let desk = two_letters().await;
    assert!(report(&desk, "1,could-not-stop,2026-01-02,まだです\n2,told,2026-01-02,\n").status.success());
    assert!(report(&desk, "1,acknowledged,2026-01-05,\n2,acknowledged,2026-01-05,\n").status.success());
    assert!(report(&desk, "1,acknowledged,2026-01-05,\n").status.success(), "the same again changes nothing");
    for back in ["1,told,2026-01-06,\n", "1,acknowledged,2026-01-06,\n", "2,could-not-stop,2026-01-06,x\n"] {
        let output = report(&desk, back);
        assert!(stderr(&output).contains("stands at acknowledged already"), "{}", stderr(&output));
    }
}

#[tokio::test]
async fn whoever_must_still_be_told_keeps_the_patient_from_being_erased() {
    let desk = two_letters().await;
    let refused = desk.run(&["erase", "--patient", "A"]);
    assert!(!refused.status.success() && stderr(&refused).contains("1 of those who hold their data"));
    assert!(report(&desk, "1,told,2026-01-02,\n").status.success());
    assert!(desk.run(&["erase", "--patient", "A"]).status.success());
    let given_up = desk.run(&["erase", "--patient", "B", "--give-up-undelivered"]);
    assert!(given_up.status.success());
    let said = "told nobody any more:\n  1 of those who hold their data have not been told of their no";
    assert!(stderr(&given_up).contains(said), "{}", stderr(&given_up));
    let list = desk.run(&["outbox", "--reason", "audit"]);
    assert_eq!(stdout(&list).lines().count(), 3, "{}", stderr(&list));
    assert!(stdout(&list).contains("erased ") && !stdout(&list).contains(",A,"));
}
