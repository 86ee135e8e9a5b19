//! What only a PostgreSQL database shows: several processes on it, its own tables, and the way to it from a file. Runs
//! where `NATTOKU_POSTGRES` names a server, as `cargo xtask test` does.

use crate::common::catalogue::catalogue;
use crate::common::desk::{Desk, nattoku, seeded, seeded_on, stderr, stdout};
use crate::common::ground::{Ground, is_file, psql};
use nattoku::store::desk::{Enter, Entered};
use nattoku::store::migrate::TABLES;
use nattoku::store::{GROUP, Store};
use nattoku_consent::Event;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::collections::BTreeSet;
use std::process::Output;
use std::sync::Arc;

const RECORD: [&str; 7] = ["record", "--channel", "paper", "--staff", "s-1", "--answer", "teaching=refuse"];

fn record(desk: &Desk, patient: &str) -> Output {
    desk.run(&[&RECORD[..], &["--patient", patient]].concat())
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    stdout(output).to_owned()
}

/// `nattoku migrate` from one desk's file to another's server.
fn migrate(from: &Desk, to: &Ground) -> Output {
    let mut command = nattoku();
    command.arg("migrate").arg("--from").arg(from.ground().file()).args(to.arguments()).output().unwrap()
}

const STATUSES: [&str; 3] = ["statuses", "--reason", "audit"];

#[tokio::test]
async fn everything_moves_from_a_file_and_the_file_decides_and_signs_nothing_more() {
    if is_file() {
        return;
    }
    let file = seeded_on(Ground::of_file()).await;
    assert!(record(&file, "A").status.success());
    assert!(done(&file.run(&["erase", "--patient", "F"])).is_empty());
    done(&file.run(&["staff", "add", "--id", "s-1"]));
    done(&file.run(&["ledger", "new-key"]));
    assert!(record(&file, "B").status.success());
    let (statuses, verified) = (done(&file.run(&STATUSES)), done(&file.run(&["verify"])));
    let (records, receipts_before) = (file.records().await, file.receipts("A").await);
    let still_running = file.store().await;

    let ground = Ground::default();
    let moved = migrate(&file, &ground);
    let root = done(&moved).trim().rsplit_once("root ").unwrap().1.to_owned();
    assert!(verified.contains(&root), "{verified}");

    let server = Desk::over(ground);
    assert_eq!(done(&server.run(&STATUSES)), statuses);
    assert_eq!(done(&server.run(&["verify"])), verified);
    assert_eq!(server.records().await, records);
    assert_eq!(server.receipts("A").await, receipts_before, "byte for byte");
    assert!(record(&server, "C").status.success(), "and it goes on");
    assert!(server.receipts("C").await.len() > 1);

    for command in [STATUSES.to_vec(), vec!["staff", "add", "--id", "s-2"], vec!["ledger", "new-key"]] {
        let output = file.run(&command);
        assert!(stderr(&output).contains("moved to another database"), "{command:?}: {}", stderr(&output));
    }
    let (event, now) = (records["B"].entries().next().unwrap().event.clone(), chrono::Utc::now());
    let event = Event { id: nattoku_consent::EventId(uuid::Uuid::now_v7()), ..event };
    let entered = still_running
        .write(Enter { patient: "B".to_owned(), event, token: None, catalogue: Arc::new(catalogue()), now })
        .await;
    assert!(entered.is_err(), "not by a server either that was still running: {entered:?}");
    let again = migrate(&file, &Ground::default());
    assert!(stderr(&again).contains("moved to another database"), "{}", stderr(&again));
}

#[tokio::test]
async fn nothing_moves_to_where_another_ledger_is() {
    if is_file() {
        return;
    }
    let (file, server) = (seeded_on(Ground::of_file()).await, seeded().await);
    let refused = migrate(&file, &server.ground());
    assert!(stderr(&refused).contains("is not empty"), "{}", stderr(&refused));
    assert!(record(&file, "A").status.success(), "the file is as it was");
    assert!(record(&server, "A").status.success());
    assert!(server.run(&["verify"]).status.success());
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_all_of_them_move() {
    if is_file() {
        return;
    }
    let (file, server) = (Desk::on(Ground::of_file()).await, Desk::open().await);
    let ours = |name: &str| !name.starts_with("sqlite_") && name != "_sqlx_migrations";
    let options = SqliteConnectOptions::new().filename(file.ground().file());
    let mut connection: SqliteConnection = options.connect().await.unwrap();
    let of_file: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let of_file: BTreeSet<_> = of_file.into_iter().filter(|(table, _)| ours(table)).collect();
    let columns = "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public'";
    let of_server = psql(server.ground().name(), columns);
    let of_server = of_server.lines().map(|line| line.split_once(' ').unwrap());
    let of_server: BTreeSet<_> = of_server
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .filter(|(table, _)| ours(table))
        .collect();
    assert_eq!(of_file, of_server);
    let mut tables: BTreeSet<_> = of_file.iter().map(|(table, _)| table.as_str()).collect();
    assert!(tables.remove("disclosures_revision"), "a single number, set by itself");
    assert_eq!(tables, BTreeSet::from(TABLES));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_keep_one_ledger() {
    if is_file() {
        return;
    }
    let desk = seeded().await;
    let stores: Vec<Store> =
        futures_util::future::join_all((0..4).map(|_| desk.store())).await.into_iter().collect();
    let event = desk.records().await["C"].entries().next().unwrap().event.clone();
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..200 {
        let (store, event) = (stores[number % 4].clone(), event.clone());
        let event = Event { id: nattoku_consent::EventId(uuid::Uuid::now_v7()), ..event };
        let patient = ["A", "B", "C", "D"][number / 50].to_owned();
        let enter =
            Enter { patient, event, token: None, catalogue: Arc::new(catalogue()), now: chrono::Utc::now() };
        writing.spawn(async move { store.write(enter).await.unwrap() });
    }
    let entered = writing.join_all().await;
    let numbers: BTreeSet<_> = entered.iter().map(|entered| format!("{entered:?}")).collect();
    assert!(entered.iter().all(|entered| matches!(entered, Entered::Entry(_))));
    assert_eq!(numbers.len(), 200, "each has a number of its own");
    let before = stores[0].audit(|| ()).await.unwrap();
    assert_eq!(before.entries, 215);
    for store in &stores {
        assert_eq!(store.audit(|| ()).await.unwrap(), before, "all see the same");
    }
}

#[tokio::test]
async fn of_two_that_start_on_a_new_database_one_makes_the_key() {
    if is_file() {
        return;
    }
    let ground = Ground::default();
    let opened = futures_util::future::join_all((0..4).map(|_| Store::open(ground.location(), GROUP))).await;
    let keys =
        opened.into_iter().map(|store| async move { store.unwrap().ledger_keys().await.unwrap().unwrap() });
    let keys = futures_util::future::join_all(keys).await;
    assert!(keys.iter().all(|known| known.keys.len() == 1 && *known == keys[0]), "{keys:?}");
}

#[tokio::test]
async fn what_is_recorded_cannot_be_edited_and_what_somebody_forced_is_named() {
    if is_file() {
        return;
    }
    let desk = seeded().await;
    let (ground, refused) =
        (desk.ground(), "DO $$ BEGIN {} ; EXCEPTION WHEN raise_exception THEN RETURN; END $$");
    for statement in
        ["UPDATE entries SET kind = 'key'", "DELETE FROM leaves", "UPDATE checkpoints SET note = ''"]
    {
        psql(ground.name(), &refused.replace("{}", statement));
    }
    assert!(desk.run(&["verify"]).status.success(), "nothing was changed");
    for (statement, named) in [
        (
            "UPDATE entries SET accepted_at = accepted_at + 1 WHERE number = 3",
            "entry 3: its row says something else",
        ),
        ("UPDATE entries SET accepted_at = accepted_at - 1 WHERE number = 3", ""),
        ("DELETE FROM nodes WHERE level = 2 AND place = 1", "at index 4 to 7 is wrong or missing"),
    ] {
        psql(ground.name(), &format!("SET session_replication_role = replica; {statement}"));
        let output = desk.run(&["verify"]);
        assert_eq!(output.status.success(), named.is_empty(), "{statement}");
        assert!(stderr(&output).contains(named), "{statement}: {}", stderr(&output));
    }
}

#[test]
fn a_server_that_is_not_there_is_named_without_its_password() {
    let arguments =
        ["statuses", "--reason", "audit", "--database", "postgres://nattoku:secret@127.0.0.1:1/consents"];
    let output = nattoku().args(arguments).args(["--ledger", "keys"]).output().unwrap();
    let said = stderr(&output);
    assert!(said.contains("postgres://127.0.0.1/consents cannot be used as a database"), "{said}");
    assert!(said.contains("docs/operating.md") && !said.contains("secret"), "{said}");
    let output = nattoku().args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("needs --ledger"), "{}", stderr(&output));
}

#[tokio::test]
async fn a_lease_is_one_processs_at_a_time_and_ends_with_it() {
    if is_file() {
        return;
    }
    let ground = Ground::default();
    let (one, other) = (Desk::over(ground), Desk::open().await);
    let (first, second) = (one.store().await, one.store().await);
    let mut held = first.lease("ward").await.unwrap().unwrap();
    assert!(second.lease("ward").await.unwrap().is_none());
    assert!(second.lease("another").await.unwrap().is_some());
    assert!(other.store().await.lease("ward").await.unwrap().is_some(), "another database's is another's");
    assert!(held.holds().await);
    let database = one.ground().name().to_owned();
    psql(
        "postgres",
        &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"),
    );
    assert!(!held.holds().await, "who has lost it knows");
    while second.lease("ward").await.unwrap_or_default().is_none() {
        tokio::task::yield_now().await;
    }
}
