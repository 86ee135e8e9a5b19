//! What staff do at the desk (S35, U10): record an answer from paper or the phone. The
//! same ledger, the same entries; each names who entered it.

use super::accept::read_entry;
use super::bulk::signed_yes;
use super::records::OF_PATIENT;
use super::staff::{Right, TokenError, check};
use super::writer::Write;
use super::{Store, broken, to_millis};
use crate::secrets::{Hash, sha256};
use chrono::{DateTime, Utc};
use nattoku_consent::event::Actor;
use nattoku_consent::paper::{NotNewer, not_newer};
use nattoku_consent::{Catalogue, Event, EventId, Record};
use sqlx::AnyConnection;
use std::sync::Arc;

/// Records an event about a patient the hospital knows.
#[derive(Debug)]
pub struct Enter {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// What happened; a repeat with the same id changes nothing.
    pub event: Event,
    /// The SHA-256 of the staff member's token, asked for again in the transaction that records, so that no removal
    /// can come between; none: it comes from the command line.
    pub token: Option<Hash>,
    /// The catalogue in force, by whose wall clock days are compared.
    pub catalogue: Arc<Catalogue>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// It is the entry of this number, now or since an earlier try.
    Entry(u64),
    /// There is no such patient.
    NoPatient,
    /// The mandate it names is none for this patient, or does not hold now.
    NoMandate,
    /// Nobody acts for themself under a mandate.
    ForThemself,
    /// The number of who acts was erased, and is not to be registered anew.
    HolderErased,
    /// The number of who acts is to be registered anew, and was not erased.
    HolderNotErased,
    /// The staff member's token does not open this.
    Token(TokenError),
    /// The same id stands for something else.
    IdReused,
    /// Its yes is not newer than an accepted no, and nobody confirmed that it is the later word (A33).
    NotNewer(NotNewer),
}

impl Write for Enter {
    type Done = Entered;

    async fn run(self, connection: &mut AnyConnection) -> Result<Entered, sqlx::Error> {
        if let Err(error) = check(connection, self.token.as_ref(), Right::Record, self.now).await? {
            return Ok(Entered::Token(error));
        }
        let Some(patient) = patient_row(connection, &self.patient).await? else {
            return Ok(Entered::NoPatient);
        };
        if let Some(earlier) = earlier(connection, patient, &self.event).await? {
            return Ok(earlier);
        }
        if let Actor::Proxy(mandate) = self.event.actor
            && !holds(connection, mandate, patient, self.now).await?
        {
            return Ok(Entered::NoMandate);
        }
        if let Some(not_newer) = self.not_newer(connection, patient).await? {
            return Ok(Entered::NotNewer(not_newer));
        }
        append(connection, patient, &self.event, self.now).await
    }
}

impl Enter {
    /// The first yes that is not newer than an accepted no, asked in the transaction that records.
    async fn not_newer(
        &self,
        connection: &mut AnyConnection,
        patient: i64,
    ) -> Result<Option<NotNewer>, sqlx::Error> {
        let Some(signed) = signed_yes(&self.event) else { return Ok(None) };
        let Some(decision) = self.event.body.decision() else { return Ok(None) };
        let rows = sqlx::query(OF_PATIENT).bind(patient).fetch_all(connection).await?;
        let entries: Result<Vec<_>, _> = rows.iter().map(read_entry).collect();
        let record = Record::from_entries(entries?);
        Ok(not_newer(&self.catalogue, &record, decision, signed).into_iter().next())
    }
}

/// Whether a mandate for the patient holds at `now`.
pub(super) async fn holds(
    connection: &mut AnyConnection,
    mandate: EventId,
    patient: i64,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let holds: Option<i64> = sqlx::query_scalar(
        "SELECT 1 FROM mandates WHERE event = $1 AND patient = $2 AND ended_at IS NULL AND ends_at > $3",
    )
    .bind(&mandate.0.as_bytes()[..])
    .bind(patient)
    .bind(to_millis(now))
    .fetch_optional(connection)
    .await?;
    Ok(holds.is_some())
}

/// What an earlier try with the same id came to.
pub(super) async fn earlier(
    connection: &mut AnyConnection,
    patient: i64,
    event: &Event,
) -> Result<Option<Entered>, sqlx::Error> {
    let before: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT number, body_hash FROM entries WHERE patient = $1 AND idempotency_key = $2")
            .bind(patient)
            .bind(&event.id.0.as_bytes()[..])
            .fetch_optional(connection)
            .await?;
    let Some((number, hash)) = before else { return Ok(None) };
    let text = serde_json::to_string(event).map_err(broken)?;
    if hash != sha256(text.as_bytes()) {
        return Ok(Some(Entered::IdReused));
    }
    u64::try_from(number).map(|number| Some(Entered::Entry(number))).map_err(broken)
}

/// Appends an event whose id the patient's record does not have yet.
pub(super) async fn append(
    connection: &mut AnyConnection,
    patient: i64,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<Entered, sqlx::Error> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(broken)?;
    let text = serde_json::to_string(event).map_err(broken)?;
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'event', id, $2, $3,
                max($4, coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)), $5,
                '{\"subject\":\"' || mark || '\",\"event\":' || $6 || '}'
         FROM patients WHERE id = $1 RETURNING number",
    )
    .bind(patient)
    .bind(&event.id.0.as_bytes()[..])
    .bind(&sha256(text.as_bytes())[..])
    .bind(to_millis(now))
    .bind(&salt[..])
    .bind(text)
    .fetch_one(connection)
    .await?;
    u64::try_from(number).map(Entered::Entry).map_err(broken)
}

/// The row of a patient; of who only acts for others there is no record to enter anything into.
pub(super) async fn patient_row(
    connection: &mut AnyConnection,
    number: &str,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM patients WHERE number = $1 AND acts_only = 0")
        .bind(number)
        .fetch_optional(connection)
        .await
}

/// A patient the desk has looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedUp {
    /// Their row.
    pub row: i64,
    /// The number the hospital knows them by.
    pub number: String,
    /// The language noted for them, as a tag.
    pub language: String,
}

impl Store {
    /// The patient the hospital knows by this number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn look_up(&self, number: &str) -> Result<Option<LookedUp>, sqlx::Error> {
        let row: Option<(i64, String)> =
            sqlx::query_as("SELECT id, language FROM patients WHERE number = $1 AND acts_only = 0")
                .bind(number)
                .fetch_optional(self.readers())
                .await?;
        Ok(row.map(|(row, language)| LookedUp { row, number: number.to_owned(), language }))
    }
}
