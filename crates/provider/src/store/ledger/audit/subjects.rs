//! Checking who the entries are about: every patient's row against the entry that registers them, and every entry without
//! content against the erasure that lists it. Runs behind the check of entries and leaves, so that what the entries say is
//! proven already.

use super::AuditError;
use crate::secrets::unhex;
use crate::store::erase::ErasurePayload;
use crate::store::registration::{COMPLETE, ERASED, SubjectPayload};
use futures_util::TryStreamExt;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// What does not fit in a patient's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubjectFault {
    /// No entry registers the patient.
    #[error("no entry registers this patient: the row was put in past the ledger")]
    NotRegistered,
    /// The row names another number or subject than the entry that registers the patient.
    #[error("number and subject are not those that entry {0} registered: a number was changed or exchanged")]
    OtherNumber(i64),
    /// The patient has events, and is marked as somebody who only acts for others.
    #[error(
        "the patient has entries, but is marked as only acting for others: their record would be left out"
    )]
    ActsOnly,
    /// The patient was erased by this entry, and the row does not show it.
    #[error("entry {0} erased this patient, but the row does not say so")]
    NotErased(i64),
}

/// What does not fit in an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErasureFault {
    /// Its content is gone or cannot be read.
    #[error("what it erased cannot be read")]
    Unreadable,
    /// The entry of this number still has its content, or came after.
    #[error("it is not whole: entry {0} of the same patient still has its content, or came later")]
    Partial(i64),
    /// It lists an entry of this number that is not there, or not this patient's.
    #[error("it lists entry {0}, which is not an entry of its patient without content")]
    Foreign(i64),
    /// The number it keeps from being registered again is not kept from it.
    #[error("the number it erased could be registered again: its MAC is missing in erased_numbers")]
    Unprotected,
}

/// Checks every patient's row and every entry without content.
///
/// # Errors
/// The first thing that does not fit.
pub(super) async fn check(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let complete: Option<i64> = sqlx::query_scalar("SELECT 1 FROM meta WHERE name = $1")
        .bind(COMPLETE)
        .fetch_optional(&mut *connection)
        .await?;
    if complete.is_none() {
        return Err(AuditError::Earlier);
    }
    nobodys(connection).await?;
    rows(connection).await?;
    erasures(connection).await?;
    emptied(connection).await
}

/// An entry of a patient whose row is gone.
async fn nobodys(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let entry: Option<i64> = sqlx::query_scalar(
        "SELECT e.number FROM entries e LEFT JOIN patients p ON p.id = e.patient
         WHERE p.id IS NULL AND e.kind IN ('event', 'subject', 'erasure') ORDER BY e.number LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    entry.map_or(Ok(()), |number| Err(AuditError::Nobodys(number)))
}

/// Every patient's row.
async fn rows(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let mut rows = sqlx::query(
        "SELECT p.id, p.number, p.mark, p.acts_only, s.number, s.payload, x.number, x.payload,
                (SELECT min(e.number) FROM entries e WHERE e.patient = p.id AND e.kind = 'event')
         FROM patients p
         LEFT JOIN entries s ON s.patient = p.id AND s.kind = 'subject'
         LEFT JOIN entries x ON x.patient = p.id AND x.kind = 'erasure'
         ORDER BY p.id",
    )
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        if let Some(fault) = patient(&row)? {
            return Err(AuditError::Patient { row: row.try_get(0)?, fault });
        }
    }
    Ok(())
}

/// What does not fit in one patient's row.
fn patient(row: &AnyRow) -> Result<Option<SubjectFault>, sqlx::Error> {
    let (id, number): (i64, &str) = (row.try_get(0)?, row.try_get(1)?);
    let subject: Option<&str> = row.try_get(2)?;
    let acts_only = row.try_get::<i64, _>(3)? != 0;
    if let Some(erasure) = row.try_get::<Option<i64>, _>(6)? {
        let erased: Option<ErasurePayload> = serde_json::from_str(row.try_get(7)?).ok();
        let fits = acts_only
            && number == format!("{ERASED}{id}")
            && erased.is_none_or(|erased| subject == Some(&erased.subject));
        return Ok((!fits).then_some(SubjectFault::NotErased(erasure)));
    }
    let Some(entry) = row.try_get::<Option<i64>, _>(4)? else {
        return Ok(Some(SubjectFault::NotRegistered));
    };
    // Without content it is an entry that no erasure lists, which is named as such.
    let registered: Option<SubjectPayload> = serde_json::from_str(row.try_get(5)?).ok();
    if registered
        .is_some_and(|registered| registered.number != number || subject != Some(registered.subject.as_str()))
    {
        return Ok(Some(SubjectFault::OtherNumber(entry)));
    }
    let has_events = row.try_get::<Option<i64>, _>(8)?.is_some();
    Ok((acts_only && has_events).then_some(SubjectFault::ActsOnly))
}

/// Every erasure: it lists all that its patient has, and nothing else.
async fn erasures(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let erasures: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT number, patient, payload FROM entries WHERE kind = 'erasure' ORDER BY number")
            .fetch_all(&mut *connection)
            .await?;
    for (number, patient, payload) in erasures {
        if let Some(fault) = erasure(connection, patient, &payload).await? {
            return Err(AuditError::Erasure { number, fault });
        }
    }
    Ok(())
}

async fn erasure(
    connection: &mut AnyConnection,
    patient: i64,
    payload: &str,
) -> Result<Option<ErasureFault>, sqlx::Error> {
    let Ok(erasure) = serde_json::from_str::<ErasurePayload>(payload) else {
        return Ok(Some(ErasureFault::Unreadable));
    };
    let entries: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT number, CAST(length(payload) AS BIGINT) FROM entries
         WHERE patient = $1 AND kind <> 'erasure' ORDER BY number",
    )
    .bind(patient)
    .fetch_all(&mut *connection)
    .await?;
    let mut listed: BTreeSet<_> = erasure.entries.into_iter().collect();
    for (number, length) in entries {
        if length > 0 || !listed.remove(&number) {
            return Ok(Some(ErasureFault::Partial(number)));
        }
    }
    if let Some(number) = listed.first() {
        return Ok(Some(ErasureFault::Foreign(*number)));
    }
    let Some(mac) = erasure.number_mac else { return Ok(None) };
    let kept: Option<i64> = sqlx::query_scalar("SELECT entry FROM erased_numbers WHERE mac = $1")
        .bind(unhex(&mac).unwrap_or_default())
        .fetch_optional(connection)
        .await?;
    Ok(kept.is_none().then_some(ErasureFault::Unprotected))
}

/// An entry without content whose patient was not erased. Of those who were, every entry is listed.
async fn emptied(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let entry: Option<i64> = sqlx::query_scalar(
        "SELECT e.number FROM entries e WHERE e.payload = ''
         AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.kind = 'erasure' AND x.patient = e.patient)
         ORDER BY e.number LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    entry.map_or(Ok(()), |number| Err(AuditError::Emptied(number)))
}
