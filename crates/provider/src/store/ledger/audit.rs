//! Checking a whole ledger: every entry against its leaf, every leaf against the tree, the tree against every
//! checkpoint and its signature, and what receipts are made of. Names the first bad entry. Only reads, and needs no
//! key but the public ones.

use super::{Keys, LedgerError};
use crate::store::{Store, broken, from_millis};
use futures_util::TryStreamExt;
use nattoku_consent::time::write_instant;
use nattoku_ledger::audit::{Audit, Fault, Summary};
use nattoku_ledger::tree::{Hash, grow, leaf_hash};
use nattoku_ledger::{Entry, Trust};
use serde::Deserialize;
use sqlx::AnyPool;
use sqlx::any::AnyRow;
use sqlx::error::DatabaseError;
use sqlx::{AnyConnection, Row};

/// Why a ledger does not verify.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Something in it is not as it was.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// An entry that no leaf stands for, by its number.
    #[error("entry {0} has no leaf in the tree: it was put in past the ledger")]
    NoLeaf(i64),
    /// A leaf whose entry is gone, by the entry's number.
    #[error("entry {0} is gone: its leaf is still in the tree")]
    NoRow(u64),
    /// The rows say something else than the leaf: by the entry's number.
    #[error("entry {0}: its row says something else than its leaf")]
    OtherRow(u64),
    /// The leaves do not stand one behind the other.
    #[error("the leaf at index {0} is missing")]
    NoSuchPlace(u64),
    /// A checkpoint is gone: for how many entries it was.
    #[error("the checkpoint for the first {0} entries is missing")]
    NoCheckpoint(i64),
    /// The newest entries are signed by nobody.
    #[error("the entries from index {0} on are under no checkpoint: one is missing")]
    Unsigned(u64),
    /// A digest that receipts are made of is wrong or missing: of which leaves, the first and the last.
    #[error(
        "the digest kept for the entries at index {first} to {last} is wrong or missing: receipts would not hold"
    )]
    Node {
        /// The first leaf below it.
        first: i64,
        /// The last leaf below it.
        last: i64,
    },
    /// It is not what was last published from here.
    #[error("{0}")]
    Published(LedgerError),
    /// There is no ledger here.
    #[error(
        "this file holds no ledger: it is from before there was one, or was copied without the -wal file beside it"
    )]
    None,
    /// The keys cannot be used.
    #[error("{0}")]
    Keys(String),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
}

impl Store {
    /// Verifies the whole ledger; `progress` is told of every entry.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub async fn audit(&self, progress: impl Fn()) -> Result<Summary, AuditError> {
        audit(self.readers(), None, progress).await
    }
}

/// How many entries there are to verify.
///
/// # Errors
/// The database cannot be read, or holds no ledger.
pub async fn count(pool: &AnyPool) -> Result<u64, AuditError> {
    // Only a database without a ledger has no such table.
    let ledger: Result<Option<i64>, _> =
        sqlx::query_scalar("SELECT place FROM leaves LIMIT 1").fetch_optional(pool).await;
    if matches!(&ledger, Err(sqlx::Error::Database(error)) if is_no_table(error.as_ref())) {
        return Err(AuditError::None);
    }
    ledger?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM leaves").fetch_one(pool).await?;
    u64::try_from(count).map_err(|error| broken(error).into())
}

/// Whether the error says that there is no such table, in either database's words.
fn is_no_table(error: &dyn DatabaseError) -> bool {
    error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
}

/// Verifies the ledger behind these connections; `trust`: by which keys, where they are known from elsewhere.
///
/// # Errors
/// The first thing that does not fit.
pub async fn audit(pool: &AnyPool, trust: Option<Trust>, progress: impl Fn()) -> Result<Summary, AuditError> {
    // One transaction: what is written meanwhile is not seen.
    audit_within(&mut *pool.begin().await?, trust, progress).await
}

/// The same, in a transaction of the caller's.
///
/// # Errors
/// The first thing that does not fit.
pub(in crate::store) async fn audit_within(
    at_once: &mut AnyConnection,
    trust: Option<Trust>,
    progress: impl Fn(),
) -> Result<Summary, AuditError> {
    let trust = match trust {
        Some(trust) => trust,
        None => {
            let keys = Keys::read(&mut *at_once).await?.ok_or(AuditError::None)?;
            keys.trust().map_err(|error| AuditError::Keys(error.to_string()))?
        }
    };
    let summary = entries(&mut *at_once, trust, progress).await?;
    let missing: Option<i64> = sqlx::query_scalar(
        "SELECT number FROM entries e WHERE NOT EXISTS (SELECT 1 FROM leaves l WHERE l.number = e.number) LIMIT 1",
    )
    .fetch_optional(&mut *at_once)
    .await?;
    if let Some(number) = missing {
        return Err(AuditError::NoLeaf(number));
    }
    if summary.signed < summary.entries {
        return Err(AuditError::Unsigned(summary.signed));
    }
    nodes(at_once).await?;
    Ok(summary)
}

/// Entries, leaves and checkpoints in their order.
async fn entries(
    connection: &mut AnyConnection,
    trust: Trust,
    progress: impl Fn(),
) -> Result<Summary, AuditError> {
    let notes = checkpoints(connection).await?;
    let mut notes = notes.into_iter().peekable();
    let mut audit = Audit::new(trust);
    let mut rows = sqlx::query(
        "SELECT l.entry, l.place, e.number, e.kind, e.accepted_at, e.salt, e.payload, p.mark
         FROM leaves l LEFT JOIN entries e ON e.number = l.number LEFT JOIN patients p ON p.id = e.patient
         ORDER BY l.place",
    )
    .fetch(connection);
    let mut size = 0;
    while let Some(row) = rows.try_next().await? {
        entry(&mut audit, &row, size)?;
        size += 1;
        if let Some((_, note)) =
            notes.next_if(|(covers, _)| u64::try_from(*covers).is_ok_and(|covers| covers <= size))
        {
            audit.checkpoint(&note)?;
        }
        progress();
    }
    for (_, note) in notes {
        audit.checkpoint(&note)?;
    }
    Ok(audit.finish())
}

/// Every checkpoint; each names the one before it.
async fn checkpoints(connection: &mut AnyConnection) -> Result<Vec<(i64, String)>, AuditError> {
    let rows: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT size, before, note FROM checkpoints ORDER BY size")
            .fetch_all(connection)
            .await?;
    let mut last = 0;
    for (size, before, _) in &rows {
        if *before != last {
            return Err(AuditError::NoCheckpoint(*before));
        }
        last = *size;
    }
    Ok(rows.into_iter().map(|(size, _, note)| (size, note)).collect())
}

fn entry(audit: &mut Audit, row: &AnyRow, place: u64) -> Result<(), AuditError> {
    let bytes: &str = row.try_get(0)?;
    if row.try_get::<i64, _>(1)? != i64::try_from(place).map_err(broken)? {
        return Err(AuditError::NoSuchPlace(place));
    }
    let leaf = Entry::parse(bytes).ok();
    if let Some(leaf) = &leaf
        && row.try_get::<Option<i64>, _>(2)?.is_none()
    {
        return Err(AuditError::NoRow(leaf.number));
    }
    let payload: Option<&str> = row.try_get(6)?;
    let payload = payload.filter(|payload| !payload.is_empty());
    let salt: Option<&[u8]> = row.try_get(5)?;
    let salt = salt.and_then(|salt| <&[u8; 32]>::try_from(salt).ok());
    // A salt of another length is no erasure: the payload is then checked against a salt of zeros, and fails.
    let given = payload.map(|payload| (salt.unwrap_or(&[0; 32]), payload.as_bytes()));
    audit.entry(bytes.as_bytes(), given)?;
    match leaf {
        Some(leaf) if !same_as_row(&leaf, row)? => Err(AuditError::OtherRow(leaf.number)),
        _ => Ok(()),
    }
}

/// What decides is read from the rows; they must say what the leaves prove.
fn same_as_row(leaf: &Entry, row: &AnyRow) -> Result<bool, sqlx::Error> {
    let accepted_at = from_millis(row.try_get(4)?)?;
    // Whose it is stands in the payload, as long as there is one.
    let is_erased = row.try_get::<&str, _>(6)?.is_empty();
    let same_person =
        is_erased || row.try_get::<Option<&str>, _>(7)? == subject_of(row.try_get(6)?).as_deref();
    Ok(i64::try_from(leaf.number).ok() == row.try_get(2)?
        && row.try_get::<&str, _>(3)? == leaf.kind.name()
        && write_instant(accepted_at) == leaf.accepted_at
        && same_person)
}

/// Whose entry it is, as its payload says; a release and a key are nobody's.
fn subject_of(payload: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Subject {
        subject: String,
    }
    serde_json::from_str(payload).ok().map(|Subject { subject }| subject)
}

/// The digests of subtrees, of which receipts are made: each follows from the two below it, or from its leaf.
async fn nodes(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let size: i64 = sqlx::query_scalar("SELECT count(*) FROM leaves").fetch_one(&mut *connection).await?;
    let mut rows = sqlx::query("SELECT l.place, l.entry, n.hash FROM leaves l LEFT JOIN nodes n ON n.level = 0 AND n.place = l.place ORDER BY l.place")
        .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let place: i64 = row.try_get(0)?;
        if hash(&row, 2)? != Some(leaf_hash(row.try_get::<&str, _>(1)?.as_bytes())) {
            return Err(AuditError::Node { first: place, last: place });
        }
    }
    drop(rows);
    let mut rows = sqlx::query(
        "SELECT l.level + 1, l.place / 2, l.hash, r.hash, n.hash FROM nodes l
         JOIN nodes r ON r.level = l.level AND r.place = l.place + 1
         LEFT JOIN nodes n ON n.level = l.level + 1 AND n.place = l.place / 2
         WHERE l.place % 2 = 0 ORDER BY l.level, l.place",
    )
    .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let (level, place): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        if hash(&row, 4)?.is_none_or(|kept| parent(&row) != Some(kept)) {
            return Err(AuditError::Node { first: place << level, last: ((place + 1) << level) - 1 });
        }
    }
    drop(rows);
    let beyond: Option<(i64, i64)> = sqlx::query_as(
        "SELECT level, place FROM nodes WHERE (place + 1) << CAST(level AS INTEGER) > $1 LIMIT 1",
    )
    .bind(size)
    .fetch_optional(connection)
    .await?;
    match beyond {
        Some((level, place)) => {
            Err(AuditError::Node { first: place << level, last: ((place + 1) << level) - 1 })
        }
        None => Ok(()),
    }
}

/// The digest of the two subtrees in a row's third and fourth column together.
fn parent(row: &AnyRow) -> Option<Hash> {
    let (left, right) = (hash(row, 2).ok()??, hash(row, 3).ok()??);
    grow(1, &[left], &[right]).ok().map(|growth| growth.root)
}

fn hash(row: &AnyRow, column: usize) -> Result<Option<Hash>, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash))
}
