//! `nattoku verify` names the first thing in a ledger that is not as it was, on a copy without the folder beside it.

use crate::common::desk::{Desk, nattoku, seeded, seeded_on, stderr, stdout};
use crate::common::ground::Ground;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use std::process::Output;

/// A ledger of several checkpoints, as one file that is complete.
async fn ledger() -> Desk {
    let desk = seeded_on(Ground::of_file()).await;
    for patient in ["A", "B", "C"] {
        let arguments = ["record", "--channel", "paper", "--staff", "s-1", "--patient", patient];
        assert!(desk.run(&[&arguments[..], &["--answer", "teaching=refuse"]].concat()).status.success());
    }
    assert!(desk.store().await.empty_log().await.unwrap());
    desk
}

/// A copy without the folder beside it.
fn copy(desk: &Desk, name: &str) -> PathBuf {
    let to = desk.ground().file().with_file_name(name);
    std::fs::copy(desk.ground().file(), &to).unwrap();
    to
}

/// Changes a file as somebody would who knows SQLite and no rules.
async fn tamper(database: &Path, statement: &str) {
    let options = SqliteConnectOptions::new().filename(database).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let triggers: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    for trigger in triggers {
        let drop = format!("DROP TRIGGER {trigger}");
        sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
    }
    let done = sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    assert!(done.rows_affected() > 0, "{statement}");
    connection.close().await.unwrap();
}

fn verify(database: &Path, more: &[&str]) -> Output {
    nattoku().args(["verify", "--database"]).arg(database).args(more).output().unwrap()
}

#[tokio::test]
async fn a_whole_ledger_verifies_also_as_a_copy_and_as_one_that_cannot_be_written() {
    let desk = ledger().await;
    let here = verify(&desk.ground().file(), &[]);
    assert!(here.status.success(), "{}", stderr(&here));
    assert!(stdout(&here).contains("18 entries (0 erased)"), "{}", stdout(&here));
    let copied = copy(&desk, "copy.sqlite");
    let alone = verify(&copied, &[]);
    assert_eq!((alone.status.success(), stdout(&alone)), (true, stdout(&here)), "{}", stderr(&alone));
    let mut permissions = std::fs::metadata(&copied).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&copied, permissions).unwrap();
    assert!(verify(&copied, &[]).status.success());
    assert!(stderr(&verify(Path::new("/nowhere"), &[])).contains("there is no database at /nowhere"));
}

#[tokio::test]
async fn every_change_is_named() {
    let desk = ledger().await;
    for (index, (statement, named)) in [
        ("UPDATE entries SET payload = replace(payload, 'refuse', 'allow') WHERE number = 18", "entry 18 at index 17: the content"),
        ("UPDATE entries SET accepted_at = accepted_at + 1 WHERE number = 8", "entry 8: its row says something else"),
        ("UPDATE entries SET patient = 2 WHERE number = 6", "entry 6: its row says something else"),
        ("UPDATE entries SET salt = zeroblob(32) WHERE number = 9", "entry 9 at index 8: the content"),
        ("UPDATE entries SET kind = 'key' WHERE number = 9", "entry 9: its row says something else"),
        ("DELETE FROM entries WHERE number = 10", "entry 10 is gone"),
        ("UPDATE leaves SET entry = replace(entry, 'kind event', 'kind release') WHERE place = 6", "entry 7"),
        ("UPDATE leaves SET entry = 'x' WHERE place = 6", "at index 6: it is not written as"),
        ("DELETE FROM leaves WHERE place = 17", "the checkpoint after it is for 18 entries"),
        ("DELETE FROM leaves WHERE place = 2", "the leaf at index 2 is missing"),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE level = 1 AND place = 2", "at index 4 to 5 is wrong or missing"),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE level = 0 AND place = 3", "at index 3 to 3 is wrong or missing"),
        ("DELETE FROM nodes WHERE level = 2 AND place = 1", "at index 4 to 7 is wrong or missing"),
        ("INSERT INTO nodes VALUES (5, 0, zeroblob(32))", "at index 0 to 31 is wrong or missing"),
        ("DELETE FROM checkpoints WHERE size = 18", "from index 17 on are under no checkpoint"),
        ("DELETE FROM checkpoints WHERE size = 16", "the checkpoint for the first 16 entries is missing"),
        ("UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 16) WHERE size = 17", "the checkpoint after it is for 16 entries"),
        (
            "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
             SELECT kind, patient, x'00', body_hash, accepted_at, salt, payload FROM entries WHERE number = 18",
            "entry 19 has no leaf in the tree: it was put in past the ledger",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let copied = copy(&desk, &format!("copy-{index}.sqlite"));
        tamper(&copied, statement).await;
        let output = verify(&copied, &[]);
        assert_eq!(output.status.code(), Some(1), "{statement}");
        assert!(stderr(&output).contains(named), "{statement}: {}", stderr(&output));
    }
}

#[tokio::test]
async fn a_key_that_is_not_the_ledgers_is_not_believed() {
    let desk = ledger().await;
    let other = seeded().await;
    let key_of = async |desk: &Desk| desk.store().await.ledger_keys().await.unwrap().unwrap();
    let (own, foreign) = (key_of(&desk).await, key_of(&other).await);
    assert!(verify(&desk.ground().file(), &["--key", &own.keys[0]]).status.success());
    let output = verify(&desk.ground().file(), &["--key", &foreign.keys[0]]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("the checkpoint after it does not hold"), "{}", stderr(&output));
    assert_eq!(verify(&desk.ground().file(), &["--key", "nonsense"]).status.code(), Some(2));
    // The database's own list of keys is replaced by another ledger's.
    let copied = copy(&desk, "copy.sqlite");
    let replace =
        format!("UPDATE ledger_keys SET key = '{}', origin = '{}'", foreign.keys[0], foreign.origin);
    tamper(&copied, &replace).await;
    assert_eq!(verify(&copied, &[]).status.code(), Some(1));
}

#[tokio::test]
async fn a_database_from_before_the_ledger_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.sqlite");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("CREATE TABLE entries (number INTEGER)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let output = verify(&path, &[]);
    assert!(stderr(&output).contains("holds no ledger"), "{}", stderr(&output));
}
