//! Appending what is no event: each entry gets a salt of its own, and an instant that is never before the last one's.

use crate::store::{broken, to_millis};
use chrono::{DateTime, Utc};
use nattoku_ledger::Kind;
use serde::Serialize;
use sqlx::AnyConnection;

/// An entry that is about to be appended.
#[derive(Debug)]
pub(in crate::store) struct NewEntry<'a, P> {
    /// What it is about.
    pub kind: Kind,
    /// The row of the patient whose entry it is.
    pub patient: Option<i64>,
    /// What makes it unique among the entries of that patient.
    pub key: &'a [u8],
    /// Its content, written as JSON.
    pub payload: P,
}

/// Appends an entry and returns its number.
///
/// # Errors
/// The database refuses it, or the operating system has no randomness.
pub(in crate::store) async fn append<P: Serialize>(
    connection: &mut AnyConnection,
    entry: NewEntry<'_, P>,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    let payload = serde_json::to_string(&entry.payload).map_err(broken)?;
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(broken)?;
    sqlx::query_scalar(
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         VALUES ($1, $2, $3, $4,
                 max($5, coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)), $6, $7)
         RETURNING number",
    )
    .bind(entry.kind.name())
    .bind(entry.patient)
    .bind(entry.key)
    .bind(Vec::new())
    .bind(to_millis(now))
    .bind(&salt[..])
    .bind(payload)
    .fetch_one(connection)
    .await
}
