//! A33, A34: paper has a day and a version. A yes that is not newer than a no is not recorded unless somebody asked the
//! person; words bind as the form bears them; the same row counts once.

use crate::common::desk::{Desk, stderr, stdout};
use nattoku::catalogue::Published;
use nattoku::store::catalogues::{PutInForce, PutOlderInForce};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::paper::WordsCode;
use std::process::Output;

const HEADER: &str = "patient,question,answer,channel,signed,words,staff,scan,confirmed_by";

/// Imports rows below the header.
fn answers(desk: &Desk, rows: &[&str]) -> Output {
    desk.import("answers", &format!("{HEADER}\n{}\n", rows.join("\n")))
}

fn permitted(desk: &Desk, recipient: &str) -> String {
    let output = desk.permitted("drug-development", recipient, &["--format", "csv"]);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

fn record(desk: &Desk, more: &[&str]) -> Output {
    desk.run(&[&["record", "--patient", "A", "--staff", "s-1"], more].concat())
}

const YES: &str = "A,drug-development,allow,paper,2026-05-01,1,s-1,box 1,";

#[tokio::test]
async fn a_cumulative_file_imported_after_a_withdrawal_revives_nothing() {
    let desk = Desk::open().await;
    assert!(answers(&desk, &[YES]).status.success());
    assert_eq!(permitted(&desk, "drug-company"), "A");
    assert!(record(&desk, &["--channel", "phone", "--stop", "everything"]).status.success());
    assert_eq!(permitted(&desk, "drug-company"), "");
    let again = answers(&desk, &[YES, "B,drug-development,allow,paper,2026-05-01,1,s-1,box 1,"]);
    assert!(stderr(&again).contains("Recorded 1 (1 were there before)"), "{}", stderr(&again));
    assert_eq!(permitted(&desk, "drug-company"), "B");
    let other_box = answers(&desk, &["A,drug-development,allow,paper,2026-05-01,1,s-1,box 2,"]);
    assert!(
        stderr(&other_box)
            .contains("rows.csv:2: column answer: the yes to \"drug-development\" is not newer")
    );
    assert_eq!(permitted(&desk, "drug-company"), "B");
}

#[tokio::test]
async fn a_yes_not_newer_than_a_no_is_left_out_and_everything_else_of_the_file_is_recorded() {
    let desk = Desk::open().await;
    let no = "A,drug-development,refuse,paper,2026-05-10,1,s-1,,";
    assert!(answers(&desk, &[no]).status.success());
    for day in ["2026-05-09", "2026-05-10"] {
        let yes = format!("A,drug-development,allow,paper,{day},1,s-1,,");
        let abroad = format!("A,abroad,refuse,paper,{day},1,s-1,,");
        let output = answers(&desk, &[&yes, &abroad]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("not newer than the no of 2026-05-10 (entry 2)"),
            "{}",
            stderr(&output)
        );
        assert_eq!(permitted(&desk, "drug-company"), "");
        let repeated = answers(&desk, &[&yes, &abroad]);
        assert!(stderr(&repeated).contains("Recorded 0 (1 were there before)"), "{}", stderr(&repeated));
        assert_eq!(repeated.status.code(), Some(1), "and it is listed each time");
    }
    let record = &desk.records().await["A"];
    assert_eq!(record.answers_to(&"abroad".parse().unwrap()).count(), 2, "the no beside it counts");
    let newer = "A,drug-development,allow,paper,2026-05-11,1,s-1,,";
    assert!(answers(&desk, &[newer]).status.success());
    assert_eq!(permitted(&desk, "drug-company"), "A");
}

#[tokio::test]
async fn who_asked_the_person_stands_in_the_record() {
    let desk = Desk::open().await;
    assert!(answers(&desk, &["A,drug-development,refuse,paper,2026-05-10,1,s-1,,"]).status.success());
    let confirmed = "A,drug-development,allow,paper,2026-05-10,1,s-1,,s-7";
    assert!(answers(&desk, &[confirmed]).status.success());
    assert_eq!(permitted(&desk, "drug-company"), "A");
    let record = &desk.records().await["A"];
    let last = record.entries().last().unwrap().event.desk.clone().unwrap();
    assert_eq!((last.confirmed_by.as_deref(), last.signed), (Some("s-7"), "2026-05-10".parse().ok()));
}

#[tokio::test]
async fn a_yes_needs_its_day_its_words_and_who_entered_it_and_a_no_needs_none() {
    let desk = Desk::open().await;
    for (row, column) in [
        ("A,drug-development,allow,paper,,1,s-1,,", "signed"),
        ("A,drug-development,allow,paper,2026-05-01,,s-1,,", "words"),
        ("A,drug-development,allow,paper,2026-05-01,1,,,", "staff"),
        ("A,drug-development,allow,paper,2999-05-01,1,s-1,,", "signed"),
        ("A,drug-development,allow,paper,2026-05-01,7,s-1,,", "words"),
        ("A,drug-development,allow,paper,2025-11-30,1,s-1,,", "signed"),
    ] {
        let output = answers(&desk, &[row]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(&format!("rows.csv:2: column {column}: ")), "{}", stderr(&output));
    }
    assert!(answers(&desk, &["A,drug-development,refuse,paper,,,,,"]).status.success());
    let yes = ["--channel", "paper", "--answer", "drug-development=allow"];
    for (more, reason) in [
        (vec![], "needs the code of its words"),
        (vec!["--words", "1"], "needs the day on which it was signed"),
        (vec!["--words", "1", "--signed", "2025-11-30"], "when these words were issued"),
        (vec!["--words", "1", "--signed", "2026-05-01"], "is not newer than the no"),
    ] {
        let output = record(&desk, &[&yes[..], &more].concat());
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    let confirmed =
        record(&desk, &[&yes[..], &["--words", "1", "--signed", "2026-05-01", "--confirmed"]].concat());
    assert!(confirmed.status.success(), "{}", stderr(&confirmed));
    assert_eq!(permitted(&desk, "drug-company"), "A");
}

#[tokio::test]
async fn a_form_binds_by_the_words_it_bears_whatever_is_in_force_when_it_is_entered() {
    let desk = Desk::open().await;
    let mut wider = crate::common::catalogue::catalogue();
    wider.version = 2;
    for purpose in wider.programmes.iter_mut().flat_map(|programme| &mut programme.purposes) {
        purpose.recipients = RecipientKind::ALL.to_vec();
    }
    let wider = Published::new(wider).unwrap();
    let code = WordsCode::new(&wider.digest, &wider.catalogue).to_string();
    desk.store().await.write(PutInForce(wider)).await.unwrap().unwrap();
    let second = format!("B,drug-development,allow,paper,2026-05-01,{code},s-1,,");
    assert!(answers(&desk, &[YES, &second]).status.success());
    assert_eq!(permitted(&desk, "drug-company"), "AB");
    assert_eq!(permitted(&desk, "government"), "B", "only version 2 names the government");
    let notice = "patient,programme,route,on,words\nC,statistics,post,2025-11-30,1\n";
    let old = desk.import("notices", notice);
    assert!(stderr(&old).contains("2025-11-30 is before 2025-12-01, when version 1 was issued"));
}

#[tokio::test]
async fn the_list_of_letters_bears_the_code_of_the_words_for_slips_that_are_printed_elsewhere() {
    let desk = Desk::open().await;
    let folder = crate::common::sample::original();
    let sample = Published::read(&folder).unwrap();
    let code = WordsCode::new(&sample.digest, &sample.catalogue).to_string();
    desk.store().await.write(PutOlderInForce(sample)).await.unwrap();
    let patients = desk.file("patients.csv", "patient,birth_date,language\nP-1,1947-03-05,ja\n");
    let out = patients.parent().unwrap().join("letters");
    let paths = [patients, out.clone(), folder].map(|path| path.to_str().unwrap().to_owned());
    let base = ["--base-url", "https://consent.hospital.example"];
    let invited =
        desk.run(&[&["invite", &paths[0], "--out", &paths[1], "--catalogue", &paths[2]], &base[..]].concat());
    assert!(invited.status.success(), "{}", stderr(&invited));
    let list = std::fs::read_to_string(out.join("invitations.csv")).unwrap();
    let lines: Vec<Vec<_>> = list.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["patient", "link", "words"]);
    assert_eq!((lines[1][0], lines[1][2]), ("P-1", code.as_str()));
}
