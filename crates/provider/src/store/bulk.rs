//! Importing many events in one piece: all of them, or none.

use super::writer::Write;
use super::{broken, to_millis};
use crate::secrets::sha256;
use chrono::{DateTime, Utc};
use indicatif::ProgressBar;
use nattoku_consent::{Event, Language};
use sqlx::SqliteConnection;

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
    /// Patients who were not known before.
    pub patients: u64,
}

impl Write for Import {
    type Done = Imported;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Imported, sqlx::Error> {
        let last: i64 = sqlx::query_scalar(
            "SELECT coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)",
        )
        .fetch_one(&mut *connection)
        .await?;
        let accepted_at = to_millis(self.now).max(last);
        let mut done = Imported::default();
        for event in self.events {
            done.patients += insert_patient(connection, &event).await?;
            match insert_event(connection, &event, accepted_at).await? {
                0 => done.known += 1,
                _ => done.events += 1,
            }
            self.progress.inc(1);
        }
        Ok(done)
    }
}

async fn insert_patient(connection: &mut SqliteConnection, event: &PatientEvent) -> Result<u64, sqlx::Error> {
    let inserted =
        sqlx::query("INSERT INTO patients (number, language) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(&event.patient)
            .bind(event.language.as_str())
            .execute(connection)
            .await?;
    Ok(inserted.rows_affected())
}

async fn insert_event(
    connection: &mut SqliteConnection,
    PatientEvent { patient, event, .. }: &PatientEvent,
    accepted_at: i64,
) -> Result<u64, sqlx::Error> {
    let text = serde_json::to_string(event).map_err(broken)?;
    let inserted = sqlx::query(
        "INSERT INTO entries (patient, idempotency_key, body_hash, accepted_at, event)
         SELECT id, ?, ?, ?, ? FROM patients WHERE number = ? ON CONFLICT DO NOTHING",
    )
    .bind(&event.id.0.as_bytes()[..])
    .bind(&sha256(text.as_bytes())[..])
    .bind(accepted_at)
    .bind(&text)
    .bind(patient)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected())
}
