//! Every row of a ledger, changed by hand past every rule: what changes who permits what is found by `nattoku verify`.
//! Tables and columns are read from the database's own schema, so that a new table is covered by itself.

mod table;

use crate::common::desk::{Desk, USE, seeded, stderr};
use chrono::{DateTime, Utc};
use nattoku::permitted::Named;
use nattoku::store::Store;
use nattoku::store::records::PatientRecord;
use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::{Approvals, Catalogues, permits};
use std::collections::BTreeSet;
use table::Database;

/// Who permits what: a patient's number and the place of the use.
type Permitted = BTreeSet<(String, usize)>;

fn run(desk: &Desk, arguments: &[&str]) {
    let output = desk.run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// A hospital in which everything has happened that can change what is permitted.
async fn hospital() -> Desk {
    let desk = seeded().await;
    let record = |patient, what: &[&str]| {
        let arguments = ["record", "--channel", "phone", "--staff", "s-1", "--patient", patient];
        run(&desk, &[&arguments[..], what].concat());
    };
    record("A", &["--answer", "teaching=allow", "--answer", "genome=allow"]);
    record("E", &["--answer", "drug-development=allow"]);
    let (what, list) = (desk.file("use.toml", USE), desk.file("list.csv", "patient\nA\nB\n"));
    run(&desk, &["release", "--use", what.to_str().unwrap(), "--list", list.to_str().unwrap()]);
    record("B", &["--stop", "registry"]);
    record("F", &["--answer", "health-statistics=refuse"]);
    let names = ["--proxy-name", "藤枝 花", "--person-name", "藤枝 太郎"];
    let begin =
        ["proxy", "begin", "--patient", "E", "--holder", "H-1", "--basis", "family", "--staff", "s-1"];
    run(&desk, &[&begin[..], &names, &["--until", "2099-01-01"]].concat());
    run(&desk, &["erase", "--patient", "D"]);
    desk
}

/// Every use that the catalogue in force knows.
fn uses(catalogues: &Catalogues) -> Vec<Named> {
    let purposes =
        catalogues.current().questions().filter(|question| matches!(question, Question::Purpose(..)));
    let purposes: Vec<_> = purposes.map(|question| question.id().as_str().to_owned()).collect();
    let mut uses = Vec::new();
    for purpose in purposes {
        for kind in RecipientKind::ALL {
            let recipient = serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
            for (abroad, genome) in [(false, false), (true, false), (false, true)] {
                let (purpose, recipient) = (purpose.clone(), recipient.clone());
                uses.push(Named {
                    purpose,
                    recipient,
                    abroad,
                    genome,
                    organisation: None,
                    data: Vec::new(),
                    reviewed: None,
                });
            }
        }
    }
    uses
}

/// Who permits what at an instant; an error where the database does not let it be known.
async fn permitted(store: &Store, uses: &[Named], at: DateTime<Utc>) -> Result<Permitted, String> {
    let catalogues = store.catalogues().await.map_err(|error| error.to_string())?;
    let catalogues = catalogues.ok_or("no catalogue is in force")?.catalogues;
    let uses: Result<Vec<_>, _> = uses.iter().map(|named| named.clone().wanted(&catalogues)).collect();
    let uses = uses.map_err(|error| error.to_string())?;
    let mut permitted = Permitted::new();
    let each = |patient: PatientRecord| {
        for (place, wanted) in uses.iter().enumerate() {
            if permits(&catalogues, &patient.record, &Approvals::none(), wanted, at).is_ok() {
                permitted.insert((patient.patient.clone(), place));
            }
        }
        Ok::<_, sqlx::Error>(())
    };
    store.for_each_record(each).await.map_err(|error| error.to_string())?;
    Ok(permitted)
}

#[tokio::test]
async fn what_changes_who_permits_what_is_found() {
    let desk = hospital().await;
    let store = desk.store().await;
    let mut database = Database::open(&desk.ground()).await;
    let uses = uses(&store.catalogues().await.unwrap().unwrap().catalogues);
    let at = Utc::now() + chrono::Duration::days(1);
    let before = permitted(&store, &uses, at).await.unwrap();
    let patients: BTreeSet<_> = before.iter().map(|(patient, _)| patient.as_str()).collect();
    assert_eq!(patients, BTreeSet::from(["A", "C", "E", "F"]), "{before:?}");
    store.audit(|| ()).await.unwrap();

    let (mut tried, mut changed, mut missed) = (0, 0, Vec::new());
    for table in database.tables().await {
        for (what, rows) in table.mutations() {
            if !database.put(&table, &rows).await {
                continue;
            }
            tried += 1;
            if permitted(&store, &uses, at).await.as_ref() != Ok(&before) {
                changed += 1;
                if store.audit(|| ()).await.is_ok() {
                    missed.push(format!("{}: {what}", table.name));
                }
            }
        }
        assert!(database.put(&table, &table.rows).await, "{} is as it was", table.name);
    }
    assert_eq!(missed, [""; 0], "of {tried} mutations {changed} change who permits what");
    assert!(tried > 1_000 && changed > 100, "{changed} of {tried}");
    store.audit(|| ()).await.unwrap();
    assert_eq!(permitted(&store, &uses, at).await, Ok(before));
}

/// The two that were shown to pass: a refusal emptied alone, and two patients' numbers exchanged.
#[tokio::test]
async fn an_emptied_refusal_and_exchanged_numbers_are_named() {
    let desk = hospital().await;
    let store = desk.store().await;
    let mut database = Database::open(&desk.ground()).await;
    let tables = database.tables().await;
    let table = |name: &str| tables.iter().find(|table| table.name == name).unwrap();

    let entries = table("entries");
    let refusal =
        entries.rows.iter().position(|row| entries.text(row, "payload").contains("\"refuse\"")).unwrap();
    let mut rows = entries.rows.clone();
    for column in ["payload", "salt", "body_hash"] {
        entries.empty(&mut rows[refusal], column);
    }
    assert!(database.put(entries, &rows).await);
    let number = entries.text(&rows[refusal], "number");
    let error = store.audit(|| ()).await.unwrap_err().to_string();
    assert!(
        error.contains(&format!("entry {number} has lost its content, and no erasure lists it")),
        "{error}"
    );
    let error = store.for_each_record(|_| Ok::<_, sqlx::Error>(())).await.unwrap_err().to_string();
    assert!(error.contains(&format!("entry {number} has lost its content")), "what decides fails: {error}");
    assert!(database.put(entries, &entries.rows).await);

    let patients = table("patients");
    let mut rows = patients.rows.clone();
    patients.exchange(&mut rows, 0, 1, "number");
    assert!(database.put(patients, &rows).await);
    let error = store.audit(|| ()).await.unwrap_err().to_string();
    assert!(error.starts_with("patient row ") && error.contains("changed or exchanged"), "{error}");
    assert!(database.put(patients, &patients.rows).await);
    store.audit(|| ()).await.unwrap();
}

fn is_same<T: std::fmt::Debug>(rows: &[T], others: &[T]) -> bool {
    let set = |rows: &[T]| rows.iter().map(|row| format!("{row:?}")).collect::<BTreeSet<_>>();
    set(rows) == set(others)
}

/// Whose data were given decides whom a no must reach: nothing of it changes unseen.
#[tokio::test]
async fn every_change_of_a_release_is_found() {
    let desk = hospital().await;
    let store = desk.store().await;
    let mut database = Database::open(&desk.ground()).await;
    let mut tried = 0;
    for table in database.tables().await {
        if !["releases", "release_subjects"].contains(&table.name.as_str()) {
            continue;
        }
        for (what, rows) in table.mutations() {
            // JSON with a space behind it says the same, and so do the same rows in another order.
            let says_the_same = what.contains("description changed") || is_same(&rows, &table.rows);
            if !says_the_same && database.put(&table, &rows).await {
                tried += 1;
                assert!(store.audit(|| ()).await.is_err(), "{}: {what}", table.name);
            }
        }
        assert!(database.put(&table, &table.rows).await, "{} is as it was", table.name);
    }
    assert!(tried > 10, "{tried}");
    store.audit(|| ()).await.unwrap();
}

/// What the triggers refuse, as somebody finds who has a database client and no bad intent.
#[tokio::test]
async fn one_entry_alone_cannot_be_emptied_nor_a_number_changed() {
    let desk = hospital().await;
    for statement in [
        "UPDATE entries SET payload = '', salt = NONE, body_hash = NONE WHERE number = 7",
        "DELETE FROM entries WHERE number = 7",
        "UPDATE patients SET number = 'Z' WHERE number = 'A'",
        "UPDATE patients SET mark = 'z' WHERE number = 'A'",
        "DELETE FROM patients WHERE number = 'H-1'",
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'erasure', patient, NONE, NONE, 0, NONE, '{\"subject\":\"\",\"entries\":[7]}' FROM entries WHERE number = 7",
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'event', patient, NONE, NONE, 0, NONE, '{}' FROM entries WHERE kind = 'erasure'",
    ] {
        let error = table::refused(&desk.ground(), statement).await;
        let said = ["never edited", "never deleted", "only when they are erased", "every entry", "was erased"];
        assert!(said.iter().any(|said| error.contains(said)), "{statement}: {error}");
    }
    assert!(desk.run(&["verify"]).status.success());
}
