//! Accepting an event into the ledger: at most once per idempotency key, in the ledger's order, and,
//! where it widens what may happen, only on top of the record that the person saw.

use super::writer::Write;
use super::{broken, from_millis, to_millis};
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::{Entry, Event};
use sqlx::{Row, SqliteConnection};

/// An event on its way into the ledger.
#[derive(Debug)]
pub struct Accept<R> {
    /// The patient's row.
    pub patient: i64,
    /// What happened; its id is the idempotency key.
    pub event: Event,
    /// The SHA-256 of the request that brought it.
    pub body_hash: Hash,
    /// The instant of acceptance; raised to that of the last entry where the clock stepped back.
    pub now: DateTime<Utc>,
    /// What must hold before it is accepted. A repeat of what was accepted is answered without asking.
    pub condition: Condition<R>,
}

/// What must hold before an event is accepted.
#[derive(Debug)]
pub enum Condition<R> {
    /// Nothing: to stop something is never refused for staleness.
    None,
    /// The record is at this version.
    Version(u64),
    /// Nothing can make it acceptable, for this reason.
    Never(R),
}

/// What came of it.
#[derive(Debug)]
pub enum Accepted<R> {
    /// It is in the ledger, now or since an earlier try with the same key and body.
    Entry(Box<Entry>),
    /// The key stands for something else.
    KeyReused,
    /// The record has moved on.
    Stale,
    /// The condition could not hold.
    Refused(R),
}

impl<R: Send + Sync + 'static> Write for Accept<R> {
    type Done = Accepted<R>;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Accepted<R>, sqlx::Error> {
        if let Some(earlier) = self.earlier(connection).await? {
            return Ok(earlier);
        }
        match self.condition {
            Condition::Never(reason) => return Ok(Accepted::Refused(reason)),
            Condition::Version(seen) if seen != version(connection, self.patient).await? => {
                return Ok(Accepted::Stale);
            }
            Condition::Version(_) | Condition::None => {}
        }
        let entry = append(connection, self.patient, self.event, &self.body_hash, self.now).await?;
        Ok(Accepted::Entry(Box::new(entry)))
    }
}

impl<R> Accept<R> {
    async fn earlier(&self, connection: &mut SqliteConnection) -> Result<Option<Accepted<R>>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT number, accepted_at, event, body_hash FROM entries WHERE patient = ? AND idempotency_key = ?",
        )
        .bind(self.patient)
        .bind(&self.event.id.0.as_bytes()[..])
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let same = row.try_get::<&[u8], _>(3)? == self.body_hash;
        Ok(Some(if same { Accepted::Entry(Box::new(read_entry(&row)?)) } else { Accepted::KeyReused }))
    }
}

/// The version of a patient's record: the number of its last entry, zero where there is none.
async fn version(connection: &mut SqliteConnection, patient: i64) -> Result<u64, sqlx::Error> {
    let last: i64 = sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM entries WHERE patient = ?")
        .bind(patient)
        .fetch_one(connection)
        .await?;
    u64::try_from(last).map_err(broken)
}

/// Appends an event. The instant never goes backward, whatever the clock does (A12).
pub(super) async fn append(
    connection: &mut SqliteConnection,
    patient: i64,
    event: Event,
    body_hash: &Hash,
    now: DateTime<Utc>,
) -> Result<Entry, sqlx::Error> {
    let row = sqlx::query(
        "INSERT INTO entries (patient, idempotency_key, body_hash, accepted_at, event)
         VALUES (?, ?, ?, max(?, coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)), ?)
         RETURNING number, accepted_at",
    )
    .bind(patient)
    .bind(&event.id.0.as_bytes()[..])
    .bind(&body_hash[..])
    .bind(to_millis(now))
    .bind(serde_json::to_string(&event).map_err(broken)?)
    .fetch_one(connection)
    .await?;
    let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
    Ok(Entry { number, accepted_at: from_millis(row.try_get(1)?)?, event })
}

/// Reads an entry from a row that begins with number, accepted_at, event.
pub(super) fn read_entry(row: &sqlx::sqlite::SqliteRow) -> Result<Entry, sqlx::Error> {
    let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
    let event = serde_json::from_str(row.try_get::<&str, _>(2)?).map_err(broken)?;
    Ok(Entry { number, accepted_at: from_millis(row.try_get(1)?)?, event })
}
