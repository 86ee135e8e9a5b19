//! Checking a whole ledger: every entry against its leaf, every leaf against the tree, the tree against every
//! checkpoint and its signature. Names the first bad entry. Only reads, and needs no key but the public ones.

use super::Keys;
use crate::store::{Store, broken};
use futures_util::TryStreamExt;
use nattoku_ledger::audit::{Audit, Fault, Summary};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row, SqliteConnection};

/// Why a ledger does not verify.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Something in it is not as it was.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// An entry that no leaf stands for, by its number.
    #[error("entry {0} has no leaf in the tree: it was put in past the ledger")]
    NoLeaf(i64),
    /// The rows say something else than the leaf: by the entry's number.
    #[error("entry {0}: its row says something else than its leaf")]
    OtherRow(i64),
    /// There is no ledger here.
    #[error("this database holds no ledger yet")]
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
        audit(self.readers(), progress).await
    }
}

/// Verifies the ledger behind these connections.
///
/// # Errors
/// The first thing that does not fit.
pub async fn audit(pool: &SqlitePool, progress: impl Fn()) -> Result<Summary, AuditError> {
    // One transaction: what is written meanwhile is not seen.
    let mut at_once = pool.begin().await?;
    let keys = Keys::read(&mut at_once).await?.ok_or(AuditError::None)?;
    let trust = keys.trust().map_err(|error| AuditError::Keys(error.to_string()))?;
    let notes: Vec<(i64, String)> =
        sqlx::query_as("SELECT size, note FROM checkpoints ORDER BY size").fetch_all(&mut *at_once).await?;
    let mut notes = notes.into_iter().peekable();
    let missing = without_leaf(&mut at_once).await?;
    let mut audit = Audit::new(trust);
    let mut rows = sqlx::query(
        "SELECT l.entry, e.number, e.kind, e.accepted_at, e.salt, e.payload, l.place FROM leaves l
         LEFT JOIN entries e ON e.number = l.number ORDER BY l.place",
    )
    .fetch(&mut *at_once);
    let mut size = 0;
    while let Some(row) = rows.try_next().await? {
        let entry: &str = row.try_get(0)?;
        audit.entry(entry.as_bytes(), content(&row)?)?;
        same_as_row(entry, &row)?;
        size += 1;
        if let Some((_, note)) = notes.next_if(|(covers, _)| *covers <= size) {
            audit.checkpoint(&note)?;
        }
        progress();
    }
    if let Some(number) = missing {
        return Err(AuditError::NoLeaf(number));
    }
    for (_, note) in notes {
        audit.checkpoint(&note)?;
    }
    Ok(audit.finish())
}

/// The number of an entry that no leaf stands for, if there is one.
async fn without_leaf(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT number FROM entries e WHERE NOT EXISTS (SELECT 1 FROM leaves l WHERE l.number = e.number) LIMIT 1",
    )
    .fetch_optional(connection)
    .await
}

/// An entry's salt and payload; nothing where they were erased.
fn content(row: &SqliteRow) -> Result<Option<(&[u8; 32], &[u8])>, sqlx::Error> {
    let payload: Option<&str> = row.try_get(5)?;
    let salt: Option<&[u8]> = row.try_get(4)?;
    let salt = salt.and_then(|salt| salt.try_into().ok());
    // A salt of another length is no erasure: the payload is then checked against a salt of zeros, and fails.
    let payload = payload.filter(|payload| !payload.is_empty());
    Ok(payload.map(|payload| (salt.unwrap_or(&[0; 32]), payload.as_bytes())))
}

/// What decides is read from the rows; they must say what the leaves prove.
fn same_as_row(entry: &str, row: &SqliteRow) -> Result<(), AuditError> {
    let leaf = nattoku_ledger::Entry::parse(entry.as_bytes()).map_err(|error| broken(error.to_string()))?;
    let number: i64 = row.try_get::<Option<i64>, _>(1)?.unwrap_or_default();
    let accepted_at = crate::store::from_millis(row.try_get(3)?)?;
    let same = i64::try_from(leaf.number) == Ok(number)
        && row.try_get::<&str, _>(2)? == leaf.kind.name()
        && nattoku_consent::time::write_instant(accepted_at) == leaf.accepted_at;
    if same { Ok(()) } else { Err(AuditError::OtherRow(number)) }
}
