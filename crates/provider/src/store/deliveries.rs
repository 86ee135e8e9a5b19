//! What portals are told of decisions: the ledger is the queue, and each target has come to a place in it. So a decision
//! that is recorded is sent, however often the server dies in between.

use super::target::TargetName;
use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::portal::PortalId;
use chrono::{DateTime, Utc};
use nattoku_consent::Event;
use nattoku_consent::event::Payload;
use sqlx::{AnyConnection, Row};

/// A decision that a target is to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The number of its entry.
    pub entry: u64,
    /// The instant from which it takes effect.
    pub accepted_at: DateTime<Utc>,
    /// Whose it is, by the target's own name for them.
    pub subject: String,
    /// What was decided.
    pub event: Event,
}

/// Begins to tell a target: from the decisions that are recorded from now on. One that has begun goes on.
#[derive(Debug)]
pub struct Begin(pub PortalId);

impl Write for Begin {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO delivery_cursors (target, entry) SELECT $1, coalesce(max(number), 0) FROM entries WHERE true
             ON CONFLICT DO NOTHING",
        )
        .bind(self.0.as_str())
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// What came of telling a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It took it.
    Taken,
    /// It will not take this one, however often: why.
    LaidAside(String),
}

/// Notes what came of telling a target of an entry.
#[derive(Debug)]
pub struct Note {
    /// Which target.
    pub target: TargetName,
    /// Of which entry.
    pub entry: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// When.
    pub now: DateTime<Utc>,
}

impl Write for Note {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let (target, entry) = (&self.target.to_string(), i64::try_from(self.entry).map_err(broken)?);
        match &self.outcome {
            Outcome::Taken => {
                sqlx::query("DELETE FROM dead_letters WHERE target = $1 AND entry = $2")
                    .bind(target)
                    .bind(entry)
                    .execute(&mut *connection)
                    .await?
            }
            Outcome::LaidAside(reason) => {
                sqlx::query(
                    "INSERT INTO dead_letters (target, entry, reason, laid_at)
                     SELECT $1, $2, $3, $4 FROM entries WHERE number = $2 AND payload <> ''
                     ON CONFLICT (target, entry) DO UPDATE SET reason = excluded.reason, laid_at = excluded.laid_at, again = 0",
                )
                .bind(target)
                .bind(entry)
                .bind(reason)
                .bind(to_millis(self.now))
                .execute(&mut *connection)
                .await?
            }
        };
        sqlx::query("UPDATE delivery_cursors SET entry = $2 WHERE target = $1 AND entry < $2")
            .bind(target)
            .bind(entry)
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// Sends once more what a target would not take.
#[derive(Debug)]
pub struct SendAgain {
    /// Which target.
    pub target: TargetName,
}

impl Write for SendAgain {
    /// How many that are.
    type Done = u64;

    async fn run(self, connection: &mut AnyConnection) -> Result<u64, sqlx::Error> {
        let marked = sqlx::query("UPDATE dead_letters SET again = 1 WHERE target = $1")
            .bind(self.target.to_string())
            .execute(connection)
            .await?;
        Ok(marked.rows_affected())
    }
}

/// A query over the decisions that are due to a target ($1): those after the place up to which it was told, and those
/// to be sent again.
macro_rules! due {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "SELECT e.number, e.accepted_at, min(s.subject), e.payload
             FROM portal_subjects s JOIN entries e ON e.patient = s.patient
             WHERE s.portal = $1 AND e.kind = 'event'
               AND CASE WHEN e.payload <> '' THEN json_type(e.payload, '$.event.body.decided') END IS NOT NULL
               AND (e.number > (SELECT entry FROM delivery_cursors WHERE target = $1)
                    OR e.number IN (SELECT entry FROM dead_letters WHERE target = $1 AND again <> 0))
             GROUP BY e.number ORDER BY e.number",
            $after
        )
    };
}

/// How many decisions are due to a portal.
pub(super) const WAITING: &str = due!("SELECT count(*) FROM (", ") AS due");

impl Store {
    /// The decision that a target is to be told of next, if there is one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn next_due(&self, target: &PortalId) -> Result<Option<Due>, sqlx::Error> {
        let row =
            sqlx::query(due!("", " LIMIT 1")).bind(target.as_str()).fetch_optional(self.readers()).await?;
        let Some(row) = row else { return Ok(None) };
        let payload: Payload = serde_json::from_str(row.try_get(3)?).map_err(broken)?;
        Ok(Some(Due {
            entry: u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?,
            accepted_at: from_millis(row.try_get(1)?)?,
            subject: row.try_get(2)?,
            event: payload.event,
        }))
    }
}
