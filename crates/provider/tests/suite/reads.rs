//! Who read a record leaves an entry that the patient sees (A42): at the desk, by FHIR, in a list, for a release. It is
//! written before anything is shown, never edited, and deleted only with the patient.

use crate::common::desk::{USE, seeded, stderr, stdout};
use crate::common::fhir::TOKEN;
use crate::common::ground::Ground;
use crate::common::{Hospital, Reply, bearer};
use nattoku::store::reads::{AppendRead, Reader as Noted, Subjects};
use nattoku::store::staff::Right;
use nattoku_consent::wire::{
    DeskReason, ExportReason, PERSON_HEADER, Reader, ReadsView, Session, SystemPurpose,
};
use serde_json::json;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};

/// A hospital with a staff member and a system.
async fn hospital() -> Hospital {
    let hospital = Hospital::open().await.with_system().await;
    hospital.add_staff("s-secret", TOKEN, &[Right::Look]).await;
    hospital
}

async fn look(hospital: &Hospital, patient: &str, reason: &str) -> Reply {
    let token = format!("Bearer {TOKEN}");
    let body = json!({ "patient": patient, "reason": reason });
    hospital.post("/api/desk/look", &[("authorization", &token)], &body).await
}

async fn page(hospital: &Hospital, session: &Session, path: &str) -> Reply {
    let headers = [("authorization", &*bearer(session)), (PERSON_HEADER, session.people[0].subject.as_str())];
    hospital.get(path, &headers).await
}

/// Who read the record, as the patient is told.
async fn readers(hospital: &Hospital, session: &Session) -> Vec<Reader> {
    let view: ReadsView = page(hospital, session, "/api/record/reads").await.json();
    assert_eq!(view.next, None);
    view.reads.into_iter().map(|read| read.reader).collect()
}

fn system() -> Reader {
    Reader::System { name: "his".to_owned(), purpose: SystemPurpose::MedicalRecord }
}

#[tokio::test]
async fn a_look_at_the_desk_is_an_entry_and_reading_ones_own_record_is_none() {
    let hospital = hospital().await;
    let (read, other) = (hospital.session("A").await, hospital.session("B").await);
    for path in ["/api/record", "/api/told", "/api/consent-record", "/api/record/reads"] {
        assert_eq!(page(&hospital, &read, path).await.status, 200);
    }
    assert_eq!(readers(&hospital, &read).await, [], "their own reading");
    assert_eq!(look(&hospital, "nobody", "answer").await.status, 404);
    assert_eq!(look(&hospital, "A", "curiosity").await.status, 400);
    let token = format!("Bearer {TOKEN}");
    let (headers, body) = ([("authorization", token.as_str())], json!({ "patient": "A" }));
    let without = hospital.post("/api/desk/look", &headers, &body).await;
    assert_eq!(without.status, 400, "a reason is asked for");
    assert_eq!(readers(&hospital, &read).await, [], "nothing was shown");
    assert_eq!(look(&hospital, "A", "question").await.status, 200);
    assert_eq!(look(&hospital, "A", "correction").await.status, 200);
    assert_eq!(
        readers(&hospital, &read).await,
        [Reader::Desk(DeskReason::Correction), Reader::Desk(DeskReason::Question)],
        "the newest first"
    );
    assert_eq!(readers(&hospital, &other).await, [], "another patient's record was not read");
    let told = page(&hospital, &read, "/api/record/reads").await;
    assert!(!String::from_utf8_lossy(&told.body).contains("s-secret"), "staff are not named to patients");
}

#[tokio::test]
async fn what_a_system_reads_is_an_entry_for_each_patient_who_was_looked_at() {
    let hospital = hospital().await;
    let (first, second) = (hospital.session("A").await, hospital.session("B").await);
    let mark = &first.people[0].subject;
    let both = async || (readers(&hospital, &first).await.len(), readers(&hospital, &second).await.len());
    assert_eq!(hospital.fhir("metadata").await.status, 200);
    assert_eq!(both().await, (0, 0));
    for path in [format!("Patient/{mark}"), format!("Patient/{mark}/_history")] {
        assert_eq!(hospital.fhir(&path).await.status, 200);
    }
    assert_eq!(hospital.fhir(&format!("Consent?patient={mark}")).await.status, 200);
    assert_eq!(
        hospital.fhir(&format!("Consent/{mark}-registry")).await.status,
        404,
        "that, too, says something"
    );
    assert_eq!(both().await, (4, 0));
    let ask = "Consent/$permitted?purpose=drug-development&recipient=drug-company";
    assert_eq!(hospital.fhir(&format!("{ask}&patient=Patient/{mark}")).await.status, 200);
    assert_eq!(both().await, (5, 0));
    assert_eq!(hospital.fhir(ask).await.status, 200);
    assert_eq!(hospital.fhir("Consent?status=active").await.status, 200);
    assert_eq!(both().await, (7, 2));
    let later = hospital.session("C").await;
    assert_eq!(readers(&hospital, &later).await, [], "who is registered later was not read");
    assert!(readers(&hospital, &first).await.into_iter().all(|reader| reader == system()));
    assert_eq!(hospital.fhir("Patient?_count=1").await.status, 200);
    assert_eq!(
        both().await,
        (8, 3),
        "a page looks at one patient beyond its last to know that there is a next"
    );
    assert_eq!(readers(&hospital, &later).await, []);
}

#[tokio::test]
async fn a_list_that_names_people_takes_a_reason_and_is_an_entry() {
    let desk = seeded().await;
    let permitted = ["permitted", "--purpose", "drug-development", "--recipient", "drug-company"];
    for command in [&permitted[..], &["statuses"], &["outbox"], &["proxy", "list"]] {
        let output = desk.run(command);
        assert!(!output.status.success() && stderr(&output).contains("--reason"), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
        assert!(!desk.run(&[command, &["--reason", "because"]].concat()).status.success());
        let output = desk.run(&[command, &["--reason", "notification"]].concat());
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let list = desk.run(&["reads", "--patient", "A"]);
    let lines: Vec<_> =
        stdout(&list).lines().map(|line| line.split_once(',').map_or("at", |(_, rest)| rest)).collect();
    assert_eq!(
        lines,
        ["kind,reader,reason", "export,statuses,notification", "export,permitted,notification"]
    );
    let nobody = desk.run(&["reads", "--patient", "nobody"]);
    assert!(stderr(&nobody).contains("no patient has this number"), "{}", stderr(&nobody));
}

#[tokio::test]
async fn a_release_is_an_entry_of_its_subjects_and_what_stops_one_is_an_entry_too() {
    let desk = seeded().await;
    let release = |patients: &str| {
        let (what, list) = (desk.file("use.toml", USE), desk.file("list.csv", patients));
        desk.run(&["release", "--use", what.to_str().unwrap(), "--list", list.to_str().unwrap()])
    };
    assert!(!release("patient\nA\nC\n").status.success());
    assert!(release("patient\nA\nB\n").status.success());
    let kinds = |patient: &str| {
        let list = desk.run(&["reads", "--patient", patient, "--format", "ndjson"]);
        let rows = stdout(&list).lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
        rows.map(|row| format!("{} {}", row["kind"], row["reader"]).replace('"', "")).collect::<Vec<_>>()
    };
    assert_eq!(kinds("A"), ["release trial-1"]);
    assert_eq!(kinds("C"), ["export release"], "C was named as one who does not permit");
    assert_eq!(kinds("E"), Vec::<String>::new());
    let hospital = Hospital::over(&desk).await;
    let store = &hospital.provider.store;
    let row = store.look_up("A").await.unwrap().unwrap().row;
    let read = store.reads(row, 0, 1).await.unwrap().remove(0);
    let Reader::Release { recipient } = read.reader else { panic!("{read:?}") };
    assert_eq!(recipient.get(&"en".parse().unwrap()), "Pharma");
}

async fn execute(ground: &Ground, statement: &str) -> Result<u64, String> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&ground.url()).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await;
    done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn where_no_read_can_be_written_nothing_is_shown() {
    let hospital = hospital().await;
    let session = hospital.session("A").await;
    let mark = &session.people[0].subject;
    execute(hospital.ground(), "ALTER TABLE reads RENAME TO reads_away").await.unwrap();
    assert_eq!(look(&hospital, "A", "answer").await.status, 503);
    let ask = "Consent/$permitted?purpose=drug-development&recipient=drug-company";
    for path in [&format!("Patient/{mark}"), "Patient", ask, &format!("{ask}&patient=Patient/{mark}")] {
        let reply = hospital.fhir(path).await;
        assert_eq!(reply.status, 503, "{path}");
        assert!(!String::from_utf8_lossy(&reply.body).contains(mark), "{path}");
    }
    execute(hospital.ground(), "ALTER TABLE reads_away RENAME TO reads").await.unwrap();
    assert_eq!(readers(&hospital, &session).await, []);
    let desk = seeded().await;
    execute(&desk.ground(), "ALTER TABLE reads RENAME TO reads_away").await.unwrap();
    let output = desk.run(&["statuses", "--reason", "audit", "--format", "ndjson"]);
    assert!(!output.status.success() && !stdout(&output).contains("statistics"), "{}", stdout(&output));
}

#[tokio::test]
async fn reads_are_never_edited_and_go_only_with_their_patient() {
    let desk = seeded().await;
    assert!(desk.run(&["statuses", "--reason", "audit"]).status.success());
    let store = desk.store().await;
    for patient in ["C", "F"] {
        let subjects = Subjects::one(store.look_up(patient).await.unwrap().unwrap().row);
        let reader = Noted::Export { command: "one", reason: ExportReason::Audit };
        store.write(AppendRead { reader, subjects, now: chrono::Utc::now() }).await.unwrap();
    }
    drop(store);
    let ground = desk.ground();
    for statement in ["UPDATE reads SET reason = 'question'", "DELETE FROM reads"] {
        let refused = execute(&ground, statement).await.unwrap_err();
        assert!(refused.contains("reads are"), "{refused}");
    }
    let erased = desk.run(&["erase", "--patient", "C"]);
    assert!(erased.status.success(), "{}", stderr(&erased));
    let store = desk.store().await;
    let left: Vec<String> =
        sqlx::query_scalar("SELECT reader FROM reads ORDER BY id").fetch_all(store.readers()).await.unwrap();
    assert_eq!(left, ["statuses", "one"], "what is about others, too, stays");
}

#[tokio::test]
async fn many_reads_come_page_by_page() {
    let hospital = hospital().await;
    let session = hospital.session("A").await;
    let row = hospital.provider.store.look_up("A").await.unwrap().unwrap().row;
    for _ in 0..205 {
        let reader = Noted::Desk { staff: "s-1".to_owned(), reason: DeskReason::Answer };
        let read = AppendRead { reader, subjects: Subjects::one(row), now: hospital.now() };
        hospital.provider.store.write(read).await.unwrap();
    }
    let (mut path, mut pages) = ("/api/record/reads".to_owned(), Vec::new());
    loop {
        let view: ReadsView = page(&hospital, &session, &path).await.json();
        pages.push(view.reads.len());
        let Some(next) = view.next else { break };
        path = format!("/api/record/reads?skip={next}");
    }
    assert_eq!(pages, [100, 100, 5]);
    assert_eq!(hospital.get("/api/record/reads", &[]).await.status, 401);
}
