//! Importing many events in one piece: all of them, or none.

use super::writer::Write;
use super::{broken, to_millis};
use crate::secrets::{hex, sha256};
use chrono::{DateTime, Utc};
use indicatif::ProgressBar;
use nattoku_consent::{Event, Language};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// An event and the patient it is about.
#[derive(Debug, Clone)]
pub struct PatientEvent {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The language to note for a patient who was not known before.
    pub language: Language,
    /// What happened.
    pub event: Event,
}

/// Imports events. One whose id the patient's record already has is left as it is.
#[derive(Debug)]
pub struct Import {
    /// The events, in the order in which they take effect.
    pub events: Vec<PatientEvent>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
    /// Moves on with every event.
    pub progress: ProgressBar,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Events newly in the ledger.
    pub events: u64,
    /// Events that were there before.
    pub known: u64,
    /// Patients who were not known before, or only as acting for others.
    pub patients: u64,
}

impl Write for Import {
    type Done = Imported;

    async fn run(self, connection: &mut AnyConnection) -> Result<Imported, sqlx::Error> {
        let last: i64 = sqlx::query_scalar(
            "SELECT coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)",
        )
        .fetch_one(&mut *connection)
        .await?;
        let accepted_at = to_millis(self.now).max(last);
        let mut done = Imported::default();
        for chunk in self.events.chunks(CHUNK) {
            let (patients, events) = insert(connection, chunk, accepted_at).await?;
            let count = chunk.len().try_into().unwrap_or(u64::MAX);
            done.patients += patients;
            done.events += events;
            done.known += count - events;
            self.progress.inc(count);
        }
        Ok(done)
    }
}

/// How many events go to the database in one statement: each statement is a trip to another thread.
const CHUNK: usize = 500;

/// Inserts a chunk; answers how many patients and how many events were new.
async fn insert(
    connection: &mut AnyConnection,
    chunk: &[PatientEvent],
    accepted_at: i64,
) -> Result<(u64, u64), sqlx::Error> {
    let rows: Result<Vec<_>, _> = chunk.iter().enumerate().map(row).collect();
    let rows = serde_json::to_string(&rows?).map_err(broken)?;
    // Each once: PostgreSQL refuses to meet in one statement what it has just made.
    let patients: BTreeMap<_, _> =
        chunk.iter().rev().map(|event| (&event.patient, &event.language)).collect();
    let patients = serde_json::to_string(&Vec::from_iter(patients)).map_err(broken)?;
    let patients = sqlx::query(
        "INSERT INTO patients (number, language) SELECT value ->> 0, value ->> 1 FROM json_each($1) WHERE true
         ON CONFLICT (number) DO UPDATE SET acts_only = 0 WHERE patients.acts_only <> 0",
    )
    .bind(&patients)
    .execute(&mut *connection)
    .await?;
    // CROSS JOIN keeps SQLite to this order: the rows as they come, each looking up its patient.
    let events = sqlx::query(
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'event', patients.id, unhex(value ->> 2), unhex(value ->> 3), $2, unhex(value ->> 5),
                '{\"subject\":\"' || patients.mark || '\",\"event\":' || (value ->> 4) || '}'
         FROM json_each($1) CROSS JOIN patients WHERE patients.number = value ->> 0
         ORDER BY CAST(value ->> 6 AS BIGINT)
         ON CONFLICT DO NOTHING",
    )
    .bind(&rows)
    .bind(accepted_at)
    .execute(connection)
    .await?;
    Ok((patients.rows_affected(), events.rows_affected()))
}

/// Patient, language, idempotency key, hash, event, salt and place in the chunk, as texts.
fn row((place, entered): (usize, &PatientEvent)) -> Result<[String; 7], sqlx::Error> {
    let PatientEvent { patient, language, event } = entered;
    let text = serde_json::to_string(event).map_err(broken)?;
    let (key, hash) = (hex(event.id.0.as_bytes()), hex(&sha256(text.as_bytes())));
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(broken)?;
    Ok([patient.clone(), language.to_string(), key, hash, text, hex(&salt), place.to_string()])
}
