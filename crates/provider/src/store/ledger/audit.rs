//! Checking a whole ledger: every entry against its leaf, every leaf against the tree, the tree against every
//! checkpoint and its signature, what receipts are made of, every patient's row against the entry that registers them,
//! every erasure, and every release. Names the first bad entry. Only reads, and needs no key but the public ones.

mod catalogues;
mod error;
mod nodes;
mod releases;
mod subjects;

pub use error::AuditError;
pub use subjects::{ErasureFault, SubjectFault};

use super::Keys;
use crate::store::{Store, broken, from_millis};
use futures_util::TryStreamExt;
use nattoku_consent::time::write_instant;
use nattoku_ledger::audit::{Audit, Summary};
use nattoku_ledger::{Entry, Kind, Trust};
use serde::Deserialize;
use sqlx::AnyPool;
use sqlx::any::AnyRow;
use sqlx::error::DatabaseError;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;
use uuid::Uuid;

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
    let (summary, terms) = entries(&mut *at_once, trust, progress).await?;
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
    nodes::check(at_once).await?;
    subjects::check(at_once).await?;
    catalogues::check(at_once, &terms).await?;
    releases::check(at_once).await?;
    Ok(summary)
}

/// Entries, leaves and checkpoints in their order. Answers also which catalogues' words were answered to.
async fn entries(
    connection: &mut AnyConnection,
    trust: Trust,
    progress: impl Fn(),
) -> Result<(Summary, BTreeSet<String>), AuditError> {
    let notes = checkpoints(connection).await?;
    let mut notes = notes.into_iter().peekable();
    let mut audit = Audit::new(trust);
    let mut rows = sqlx::query(
        "SELECT l.entry, l.place, e.number, e.kind, e.accepted_at, e.salt, e.payload, p.mark,
                e.idempotency_key
         FROM leaves l LEFT JOIN entries e ON e.number = l.number LEFT JOIN patients p ON p.id = e.patient
         ORDER BY l.place",
    )
    .fetch(connection);
    let (mut size, mut terms) = (0, BTreeSet::new());
    while let Some(row) = rows.try_next().await? {
        if let Some(catalogue) = entry(&mut audit, &row, size)?.filter(|shown| !terms.contains(shown)) {
            terms.insert(catalogue);
        }
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
    Ok((audit.finish(), terms))
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

/// Checks one entry. Answers the catalogue that an event names.
fn entry(audit: &mut Audit, row: &AnyRow, place: u64) -> Result<Option<String>, AuditError> {
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
    let Some(leaf) = leaf else { return Ok(None) };
    let event = payload.filter(|_| leaf.kind == Kind::Event).map(serde_json::from_str::<NamedEvent>);
    let Ok(event) = event.transpose() else { return Err(AuditError::OtherRow(leaf.number)) };
    let key: &[u8] = row.try_get(8)?;
    let other_key = event.as_ref().is_some_and(|named| named.event.id.as_bytes() != key);
    if other_key || !same_as_row(&leaf, row)? {
        return Err(AuditError::OtherRow(leaf.number));
    }
    Ok(event.map(|named| named.event.terms.catalogue))
}

/// What an event's content names, as far as the audit needs it.
#[derive(Deserialize)]
struct NamedEvent {
    event: EventNames,
}

#[derive(Deserialize)]
struct EventNames {
    id: Uuid,
    terms: TermsNames,
}

#[derive(Deserialize)]
struct TermsNames {
    catalogue: String,
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
