//! Moving a hospital from a SQLite file to PostgreSQL: everything goes in one transaction, the whole ledger is verified
//! on both sides before it counts, and the file signs and decides nothing any more.

use super::ledger::audit::{AuditError, audit_within};
use super::ledger::{KEY, MOVED_KEY};
use super::location::Location;
use super::{OpenError, Store, connect};
use crate::private_files;
use futures_util::TryStreamExt;
use indicatif::ProgressBar;
use nattoku_ledger::audit::Summary;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};
use std::path::Path;
use std::{fs, io};

/// Every table with its content, in an order in which each row finds what it refers to.
pub const TABLES: [&str; 27] = [
    "meta",
    "catalogues",
    "patients",
    "invitations",
    "sessions",
    "resume_tickets",
    "portal_subjects",
    "portal_tokens",
    "staff",
    "clients",
    "entries",
    "leaves",
    "nodes",
    "checkpoints",
    "ledger_keys",
    "erased_numbers",
    "erasure_requests",
    "mandates",
    "releases",
    "release_subjects",
    "outbox",
    "delivery_cursors",
    "dead_letters",
    "fhir_held",
    "reads",
    "followed",
    "mirrored",
];

/// The columns that count up by themselves: they go on behind what was moved.
const COUNTED: [(&str, &str); 6] = [
    ("patients", "id"),
    ("invitations", "id"),
    ("entries", "number"),
    ("releases", "number"),
    ("outbox", "id"),
    ("reads", "id"),
];

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum MigrateError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the {side} does not verify: {source}. Nothing was moved")]
    Audit { side: &'static str, source: AuditError },
    #[error("{0} is not empty, and holds another ledger. Give an empty database; nothing was moved")]
    NotEmpty(Location),
    #[error(
        "what arrived is not what was sent: {sent} entries with root {before}, and {came} with root {after}. Nothing was moved"
    )]
    Different { sent: u64, before: String, came: u64, after: String },
    #[error("{path}: {source}. Nothing was moved")]
    File { path: String, source: io::Error },
    #[error("the database refused: {0}. Nothing was moved")]
    Database(#[from] sqlx::Error),
}

/// Moves everything `from` a SQLite file `to` an empty PostgreSQL database, or finishes what was cut off behind the
/// commit. Answers what was verified on both sides.
///
/// # Errors
/// Nothing was moved: the file is as it was.
pub async fn migrate(
    from: &Location,
    to: &Location,
    progress: &ProgressBar,
) -> Result<Summary, MigrateError> {
    if !from.may_exist() {
        return Err(OpenError::Missing(from.clone()).into());
    }
    // Brings the file to today's form, and asks whether it is the one last published from.
    drop(Store::open(from.clone(), super::GROUP).await?);
    let (old_door, mut old) = connect(from).await?;
    let mut old = old_door.begin(&mut old).await?;
    let before = verified(&mut old, "database given as --from").await?;
    let (new_door, mut new) = connect(to).await?;
    let mut new = new_door.begin(&mut new).await?;
    let is_new = is_empty(&mut new).await?;
    if is_new {
        copy_all(&mut old, &mut new, progress).await?;
    }
    let after = verified(&mut new, "new database").await?;
    if after != before {
        return Err(if is_new { different(&before, &after) } else { MigrateError::NotEmpty(to.clone()) });
    }
    bring_pen(&from.ledger(), &to.ledger())?;
    new.commit().await?;
    retire(old, &from.ledger()).await?;
    Ok(after)
}

async fn verified(connection: &mut AnyConnection, side: &'static str) -> Result<Summary, MigrateError> {
    audit_within(connection, None, || ()).await.map_err(|source| MigrateError::Audit { side, source })
}

async fn is_empty(new: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    let rows: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM ledger_keys) + (SELECT count(*) FROM patients)")
            .fetch_one(new)
            .await?;
    Ok(rows == 0)
}

fn different(before: &Summary, after: &Summary) -> MigrateError {
    MigrateError::Different {
        sent: before.entries,
        before: before.root.to_string(),
        came: after.entries,
        after: after.root.to_string(),
    }
}

async fn copy_all(
    old: &mut AnyConnection,
    new: &mut AnyConnection,
    progress: &ProgressBar,
) -> Result<(), sqlx::Error> {
    for table in TABLES {
        copy(table, old, new, progress).await?;
    }
    for (table, column) in COUNTED {
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)
             FROM {table}"
        );
        // Both names stand in this file.
        sqlx::query(AssertSqlSafe(next)).execute(&mut *new).await?;
    }
    // Servers on the new database know by it what they have read: it goes on from where the file stood.
    let revision: i64 =
        sqlx::query_scalar("SELECT value FROM disclosures_revision").fetch_one(&mut *old).await?;
    sqlx::query("UPDATE disclosures_revision SET value = $1").bind(revision).execute(new).await?;
    Ok(())
}

/// A column of the new database, and its type there.
struct Column {
    name: String,
    kind: String,
}

async fn copy(
    table: &'static str,
    old: &mut AnyConnection,
    new: &mut AnyConnection,
    progress: &ProgressBar,
) -> Result<(), sqlx::Error> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(&mut *new)
    .await?;
    let columns: Vec<_> = columns.into_iter().map(|(name, kind)| Column { name, kind }).collect();
    let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    let places = (1..=columns.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let insert = format!("INSERT INTO {table} ({names}) VALUES ({places})");
    // The names are the schema's own.
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(&mut *old)
        .await?;
    progress.inc_length(count.unsigned_abs());
    // A ledger of many years need not fit into memory.
    let mut rows = sqlx::query(AssertSqlSafe(format!("SELECT {names} FROM {table}"))).fetch(old);
    while let Some(row) = rows.try_next().await? {
        insert_row(&insert, &columns, &row, new).await?;
        progress.inc(1);
    }
    Ok(())
}

async fn insert_row(
    insert: &str,
    columns: &[Column],
    row: &AnyRow,
    new: &mut AnyConnection,
) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query::<Any>(AssertSqlSafe(insert));
    for (place, column) in columns.iter().enumerate() {
        query = match column.kind.as_str() {
            "bigint" => query.bind(row.try_get::<Option<i64>, _>(place)?),
            "bytea" => query.bind(row.try_get::<Option<Vec<u8>>, _>(place)?),
            _ => query.bind(row.try_get::<Option<String>, _>(place)?),
        };
    }
    query.execute(new).await?;
    Ok(())
}

/// Brings what signs to where the new database's processes find it.
fn bring_pen(from: &Path, to: &Path) -> Result<(), MigrateError> {
    let failed = |path: &Path, source| MigrateError::File { path: path.display().to_string(), source };
    private_files::create_folder(to).map_err(|source| failed(to, source))?;
    for entry in fs::read_dir(from).map_err(|source| failed(from, source))? {
        let entry = entry.map_err(|source| failed(from, source))?;
        let path = to.join(entry.file_name());
        fs::copy(entry.path(), &path).map_err(|source| failed(&path, source))?;
    }
    Ok(())
}

/// After the commit to the new database: the file takes no entry any more, not even from a server that still runs, and
/// its key is put aside. Two databases that sign under one name would be two ledgers.
async fn retire(mut old: Transaction<'_, Any>, pen: &Path) -> Result<(), MigrateError> {
    sqlx::query(
        "CREATE TRIGGER IF NOT EXISTS entries_go_on_elsewhere BEFORE INSERT ON entries
         BEGIN SELECT RAISE(ABORT, 'this ledger was moved to another database'); END",
    )
    .execute(&mut *old)
    .await?;
    old.commit().await?;
    let moved = pen.join(MOVED_KEY);
    let failed = |source| MigrateError::File { path: moved.display().to_string(), source };
    fs::rename(pen.join(KEY), &moved).map_err(failed)
}
