//! A database from before there was a ledger keeps every decision, with its number, and permits what it permitted.

use crate::common::catalogue::catalogue;
use crate::common::desk::{nattoku, permitted, seeded_on, stderr, stdout};
use crate::common::ground::Ground;
use nattoku::catalogue::Published;
use nattoku::store::ledger::receipts::Asked;
use nattoku::store::{GROUP, Store};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::event::{Actor, Channel, Notice, NoticeRoute, TermsShown};
use nattoku_consent::{Answer, Approvals, Body, Event, EventId, Record, Use, permits};
use nattoku_ledger::Trust;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;

/// What happened before: number, patient, instant, event. Numbers have gaps, as after imports that failed.
fn history(published: &Published) -> Vec<(i64, i64, i64, Event)> {
    let event = |number: u128, body: Body| Event {
        id: EventId(uuid::Uuid::from_u128(number)),
        actor: Actor::Staff,
        channel: Channel::Paper,
        desk: None,
        terms: TermsShown { catalogue: published.digest.clone(), language: "ja".parse().unwrap() },
        device_time: None,
        body,
    };
    let told = |on: &str| {
        let programme = "statistics".parse().unwrap();
        Body::Notified(Notice { programme, route: NoticeRoute::Post, on: on.parse().unwrap() })
    };
    let answered = |question: &str, answer| Body::Decided(crate::common::answers(&[(question, answer)]));
    let at = |day: i64| 1_770_000_000_000 + day * 86_400_000;
    vec![
        (1, 1, at(0), event(1, answered("drug-development", Answer::Allow))),
        (2, 3, at(0), event(2, answered("drug-development", Answer::Refuse))),
        (3, 3, at(0), event(3, answered("drug-development", Answer::Allow))),
        (5, 2, at(0), event(5, told("2026-01-10"))),
        (7, 1, at(1), event(7, answered("drug-development", Answer::Refuse))),
        (31, 2, at(3), event(31, answered("health-statistics", Answer::Refuse))),
    ]
}

/// What was given of A and C, a moment after both answered yes.
const RELEASE: &str = r#"{
    "id": "trial-1", "programme": "registry", "purposes": ["drug-development"], "first": "2026-02-02",
    "people": "unknown", "scope": "within",
    "recipient": { "name": { "ja": "製薬", "en": "Pharma" }, "kind": "drug-company", "country": "JP", "for_profit": true },
    "summary": { "ja": "薬の研究", "en": "Drug research" }, "data": { "ja": "診断名", "en": "Diagnosis" }
}"#;

/// A database as the version before made it.
async fn before(path: &Path, published: &Published) {
    let migrations = tempfile::tempdir().unwrap();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for file in ["0001_the_ledger.sql", "0002_disclosures.sql"] {
        std::fs::copy(ours.join(file), migrations.path().join(file)).unwrap();
    }
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    Migrator::new(migrations.path()).await.unwrap().run(&mut connection).await.unwrap();
    sqlx::query("INSERT INTO catalogues VALUES (?, 1, ?)")
        .bind(published.digest.as_str())
        .bind(&published.body[..])
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("INSERT INTO meta VALUES ('catalogue in force', ?), ('secret', x'00')")
        .bind(published.digest.as_str().as_bytes())
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO patients (id, number, language) VALUES (1, 'A', 'ja'), (2, 'B', 'ja'), (3, 'C', 'en')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    insert_history(&mut connection, published).await;
    connection.close().await.unwrap();
}

/// Everything that happened, and what was given.
async fn insert_history(connection: &mut SqliteConnection, published: &Published) {
    for (number, patient, at, event) in history(published) {
        sqlx::query("INSERT INTO entries VALUES (?, ?, ?, x'01', ?, ?)")
            .bind(number)
            .bind(patient)
            .bind(&event.id.0.as_bytes()[..])
            .bind(at)
            .bind(serde_json::to_string(&event).unwrap())
            .execute(&mut *connection)
            .await
            .unwrap();
    }
    sqlx::query("INSERT INTO releases (entry, released_at, description, given) VALUES ('trial-1', 1770000000001, ?, 1)")
        .bind(RELEASE)
        .execute(&mut *connection)
        .await
        .unwrap();
    sqlx::query("INSERT INTO release_subjects (release, patient) VALUES (1, 1), (1, 3)")
        .execute(&mut *connection)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_decision_is_kept_with_its_number_and_proven_from_now_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.sqlite");
    let published = Published::new(catalogue()).unwrap();
    before(&path, &published).await;
    let mut expected = BTreeMap::<i64, Record>::new();
    for (number, patient, at, event) in history(&published) {
        let accepted_at = chrono::DateTime::from_timestamp_millis(at).unwrap();
        let entry = nattoku_consent::Entry { number: number.try_into().unwrap(), accepted_at, event };
        expected.entry(patient).or_default().extend([entry]);
    }

    let store = Store::open(&path, GROUP).await.unwrap();
    let keys = store.ledger_keys().await.unwrap().unwrap();
    let trust = Trust::new(&keys.origin, &keys.keys).unwrap();
    for (patient, record) in &expected {
        let entries = store.entries(*patient).await.unwrap();
        assert_eq!(entries, record.entries().cloned().collect::<Vec<_>>());
        for entry in entries {
            let receipt = store.receipt(entry.number, Asked::Person(*patient)).await.unwrap().unwrap();
            assert_eq!(receipt.verify(&trust).unwrap().entry.number, entry.number);
        }
    }
    let summary = store.audit(|| {}).await.unwrap();
    assert_eq!((summary.entries, summary.signed), (10, 10), "six events, a release, three subjects");

    let letters = store.letters().await.unwrap();
    assert_eq!(
        letters.iter().map(|letter| letter.entry).collect::<Vec<_>>(),
        [7],
        "the no after it must reach them"
    );

    permits_as_before(&store, &expected).await;
    drop(store);
    lists_as_before(&path);
}

/// What the records permit now is what they permitted.
async fn permits_as_before(store: &Store, expected: &BTreeMap<i64, Record>) {
    let catalogues = store.catalogues().await.unwrap().unwrap().catalogues;
    let request = Use::within("drug-development".parse().unwrap(), RecipientKind::DrugCompany);
    let now = chrono::Utc::now();
    let is_permitted = |record| permits(&catalogues, record, &Approvals::none(), &request, now).is_ok();
    let permitted: Vec<_> = expected.iter().filter(|(_, record)| is_permitted(record)).collect();
    assert_eq!(permitted.iter().map(|(patient, _)| **patient).collect::<Vec<_>>(), [3]);
}

/// The command line says the same, and verifies.
fn lists_as_before(path: &Path) {
    let mut command = nattoku();
    command.args(permitted("drug-development", "drug-company")).arg("--database");
    let output = command.arg(path).output().unwrap();
    let rows: Vec<_> = stdout(&output).lines().collect();
    assert!(rows.len() == 1 && rows[0].contains("\"patient\":\"C\""), "{rows:?} {}", stderr(&output));
    let verified = nattoku().args(["verify", "--database"]).arg(path).output().unwrap();
    assert!(verified.status.success(), "{}", stderr(&verified));
}

/// Takes the last entry away, as if the version that made this database had not written it.
async fn without_last_entry(ground: &Ground) {
    let options = SqliteConnectOptions::new().filename(ground.file()).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    for statement in [
        "DROP TRIGGER entries_are_never_deleted",
        "DROP TRIGGER leaves_are_never_deleted",
        "DROP TRIGGER checkpoints_are_never_deleted",
        "DELETE FROM erased_numbers",
        "DELETE FROM meta WHERE name IN ('subjects registered', 'key of erased numbers')",
        "DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)",
        "DELETE FROM leaves WHERE place = (SELECT max(place) FROM leaves)",
        "DELETE FROM nodes WHERE (place + 1) << level > (SELECT count(*) FROM leaves)",
        "DELETE FROM checkpoints WHERE size > (SELECT count(*) FROM leaves)",
    ] {
        assert!(sqlx::query(statement).execute(&mut connection).await.is_ok(), "{statement}");
    }
    let note: String = sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    std::fs::write(ground.location().ledger().join("checkpoint"), note).unwrap();
}

#[tokio::test]
async fn an_erasure_from_before_gets_its_entry_at_the_first_start() {
    let desk = seeded_on(Ground::of_file()).await;
    assert!(desk.run(&["erase", "--patient", "D"]).status.success());
    without_last_entry(&desk.ground()).await;
    let verified = desk.run(&["verify"]);
    assert!(stderr(&verified).contains("of an earlier version"), "{}", stderr(&verified));
    assert!(desk.run(&["statuses", "--reason", "audit"]).status.success(), "and this opens it");
    let verified = desk.run(&["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
    assert!(stdout(&verified).contains("16 entries (3 erased)"), "{}", stdout(&verified));
}
