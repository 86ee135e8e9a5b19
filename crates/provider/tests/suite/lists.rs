//! The hospital's lists over a real database: they agree with `permits`, and stream cleanly.

use crate::common::catalogue::catalogue;
use crate::common::desk::{Desk, nattoku, seeded, stderr, stdout};
use chrono::{DateTime, Utc};
use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::permit::{ReviewedCase, ReviewedUse, UseScope};
use nattoku_consent::{Approvals, Use, permits};
use serde_json::Value;
use std::process::Stdio;

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
                    true => UseScope::Reviewed(ReviewedUse {
                        case: ReviewedCase::OtherDisease,
                        review: "review-1".parse().unwrap(),
                        conditions_met: false,
                    }),
                    false => UseScope::Within,
                };
                let plain = Use::within(purpose.clone(), recipient);
                uses.push((Use { abroad, scope, ..plain }, arguments));
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
                    Some((patient, permits(&catalogues, record, &Approvals::none(), &wanted, instant).ok()?))
                })
                .collect();
            let arguments: Vec<_> = arguments.iter().map(String::as_str).chain(["--at", at]).collect();
            let output = desk.run(&[&["permitted", "--reason", "audit"], &arguments[..]].concat());
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
    let output = desk.permitted("drug-development", "drug-company", &["--format", "csv"]);
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines[0], "patient,since,terms,language");
    assert!(lines[1].starts_with("A,") && lines[1].ends_with(",en"), "{lines:?}");
    assert!(lines[2].starts_with("B,") && lines.len() == 3, "{lines:?}");
    assert_eq!(stderr(&output), "2 permitted\n3 not: no answer yet\n1 not: refused\n");
    let output = desk.permitted("drug-development", "hospital", &[]);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("not: this kind of recipient was not named to the patient"));
}

#[tokio::test]
async fn a_use_that_is_not_known_lists_those_that_are() {
    let desk = Desk::open().await;
    let output = desk.permitted("profit", "hospital", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("drug-development, teaching, health-statistics"), "{}", stderr(&output));
    let output = desk.permitted("abroad", "hospital", &[]);
    assert_eq!(output.status.code(), Some(2), "a modifier is no purpose");
    let output = desk.permitted("teaching", "bank", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("drug-company"), "{}", stderr(&output));
    let output = desk.permitted("teaching", "hospital", &["--case", "other-disease"]);
    assert_eq!(output.status.code(), Some(2), "a case takes its review");
}

#[tokio::test]
async fn statuses_are_the_three_words_of_the_act() {
    let desk = seeded().await;
    let output = desk.run(&["statuses", "--reason", "audit"]);
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines[0], "patient,programme,status,since,refused,route,told_on");
    assert_eq!(lines[1], "A,statistics,通知済,2026-01-10,,post,2026-01-10");
    assert_eq!(lines[2], "B,statistics,未通知,,,,");
    assert_eq!(lines[3], "C,statistics,通知済,2026-01-10,health-statistics,tablet,2026-01-10");
    assert!(
        lines[4].starts_with("D,statistics,不同意,")
            && lines[4].ends_with(",health-statistics certified-operator,post,2026-01-11")
    );
    assert_eq!(lines[6], "F,statistics,通知済,2026-02-01,,insurance-terminal,2026-02-01");
    assert_eq!(lines.len(), 7);
    let output = desk.run(&["statuses", "--reason", "audit", "--format", "ndjson"]);
    let row: Value = serde_json::from_str(stdout(&output).lines().nth(2).unwrap()).unwrap();
    assert_eq!((&row["status"], &row["refused"][0]), (&"通知済".into(), &"health-statistics".into()));
}

#[tokio::test]
async fn whoever_was_not_told_permits_nothing_under_the_notice() {
    let desk = seeded().await;
    for purpose in ["health-statistics", "certified-operator"] {
        for recipient in ["government", "certified-operator"] {
            let output = desk.permitted(purpose, recipient, &["--at", "2099-01-01T00:00:00Z"]);
            assert!(output.status.success(), "{}", stderr(&output));
            for untold in ["B", "E"] {
                assert!(
                    !stdout(&output).contains(&format!("\"patient\":\"{untold}\"")),
                    "{untold}: {purpose} {recipient}"
                );
            }
            assert!(stderr(&output).contains("2 not: "), "{}", stderr(&output));
        }
    }
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_is_no_error() {
    let desk = Desk::open().await;
    let rows: String =
        (0..20_000).map(|patient| format!("P{patient},statistics,post,2026-01-10,1\n")).collect();
    assert!(desk.import("notices", &format!("patient,programme,route,on,words\n{rows}")).status.success());
    let mut command = nattoku();
    command
        .args(["statuses", "--reason", "audit"])
        .args(desk.ground().arguments())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}
