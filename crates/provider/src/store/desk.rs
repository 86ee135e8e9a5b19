//! What staff do at the desk (S35, U10): record an answer from paper or the phone, begin and end a mandate, hand out
//! their own tokens. The same ledger, the same entries; each names who entered it.

use super::writer::Write;
use super::{Store, broken, to_millis};
use crate::secrets::{Hash, sha256};
use chrono::{DateTime, Utc};
use nattoku_consent::standing::begins;
use nattoku_consent::{Body, Catalogue, Event, Language};
use sqlx::SqliteConnection;

/// Records an event about a patient the hospital knows.
#[derive(Debug)]
pub struct Enter {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// What happened; a repeat with the same id changes nothing.
    pub event: Event,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is the entry of this number, now or since an earlier try.
    Entry(u64),
    /// There is no such patient.
    NoPatient,
    /// The same id stands for something else.
    IdReused,
}

impl Write for Enter {
    type Done = Entered;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Entered, sqlx::Error> {
        let Some(patient) = row_of(connection, &self.patient).await? else { return Ok(Entered::NoPatient) };
        enter(connection, patient, &self.event, self.now).await
    }
}

async fn enter(
    connection: &mut SqliteConnection,
    patient: i64,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<Entered, sqlx::Error> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(broken)?;
    let text = serde_json::to_string(event).map_err(broken)?;
    let hash = sha256(text.as_bytes());
    let number: Option<i64> = sqlx::query_scalar(
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'event', id, ?2, ?3,
                max(?4, coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)), ?5,
                '{\"subject\":\"' || mark || '\",\"event\":' || ?6 || '}'
         FROM patients WHERE id = ?1
         ON CONFLICT (patient, idempotency_key) DO NOTHING RETURNING number",
    )
    .bind(patient)
    .bind(&event.id.0.as_bytes()[..])
    .bind(&hash[..])
    .bind(to_millis(now))
    .bind(&salt[..])
    .bind(text)
    .fetch_optional(&mut *connection)
    .await?;
    let as_number = |number: i64| u64::try_from(number).map(Entered::Entry).map_err(broken);
    if let Some(number) = number {
        return as_number(number);
    }
    let (number, before): (i64, Vec<u8>) =
        sqlx::query_as("SELECT number, body_hash FROM entries WHERE patient = ? AND idempotency_key = ?")
            .bind(patient)
            .bind(&event.id.0.as_bytes()[..])
            .fetch_one(connection)
            .await?;
    if before == hash { as_number(number) } else { Ok(Entered::IdReused) }
}

async fn row_of(connection: &mut SqliteConnection, number: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM patients WHERE number = ?")
        .bind(number)
        .fetch_optional(connection)
        .await
}

/// Lets somebody act for a patient: the event, and who it is that may.
#[derive(Debug)]
pub struct BeginProxy {
    /// For whom: the number the hospital knows the patient by.
    pub patient: String,
    /// Who acts: the number the hospital knows them by, as a patient or only for this.
    pub holder: String,
    /// The language to note for who acts, if they were not known before.
    pub language: Language,
    /// The event; its body is [`Body::ProxyBegan`].
    pub event: Event,
    /// The catalogue in force, by whose wall clock the mandate's last day is counted.
    pub catalogue: std::sync::Arc<Catalogue>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

impl Write for BeginProxy {
    type Done = Entered;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Entered, sqlx::Error> {
        let Some(patient) = row_of(connection, &self.patient).await? else { return Ok(Entered::NoPatient) };
        let Body::ProxyBegan(mandate) = &self.event.body else { return Err(broken("no mandate begins")) };
        let ends = begins(&self.catalogue, mandate.ends.day()).ok_or_else(|| broken("no such day"))?;
        let entered = enter(connection, patient, &self.event, self.now).await?;
        if !matches!(entered, Entered::Entry(_)) {
            return Ok(entered);
        }
        sqlx::query(
            "INSERT INTO patients (number, language, acts_only) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
        )
        .bind(&self.holder)
        .bind(self.language.as_str())
        .execute(&mut *connection)
        .await?;
        let holder = row_of(connection, &self.holder).await?.ok_or(sqlx::Error::RowNotFound)?;
        sqlx::query("INSERT INTO mandates (event, holder, patient, ends_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&self.event.id.0.as_bytes()[..])
            .bind(holder)
            .bind(patient)
            .bind(to_millis(ends))
            .execute(connection)
            .await?;
        Ok(entered)
    }
}

/// Ends a mandate before its day.
#[derive(Debug)]
pub struct EndProxy {
    /// For whom it was.
    pub patient: String,
    /// The event; its body is [`Body::ProxyEnded`].
    pub event: Event,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

impl Write for EndProxy {
    type Done = Entered;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Entered, sqlx::Error> {
        let Some(patient) = row_of(connection, &self.patient).await? else { return Ok(Entered::NoPatient) };
        let Body::ProxyEnded(mandate) = self.event.body else { return Err(broken("no mandate ends")) };
        let ended =
            sqlx::query("UPDATE mandates SET ends_at = min(ends_at, ?) WHERE event = ? AND patient = ?")
                .bind(to_millis(self.now))
                .bind(&mandate.0.as_bytes()[..])
                .bind(patient)
                .execute(&mut *connection)
                .await?;
        if ended.rows_affected() == 0 {
            return Ok(Entered::NoPatient);
        }
        enter(connection, patient, &self.event, self.now).await
    }
}

/// Gives a staff member a token, in place of any they had; without one, takes it away.
#[derive(Debug)]
pub struct SetStaff {
    /// The staff member.
    pub id: String,
    /// The SHA-256 of the new token.
    pub token: Option<Hash>,
}

impl Write for SetStaff {
    type Done = ();

    async fn run(self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM staff WHERE id = ?").bind(&self.id).execute(&mut *connection).await?;
        if let Some(token) = self.token {
            sqlx::query("INSERT INTO staff (id, token_hash) VALUES (?, ?)")
                .bind(&self.id)
                .bind(&token[..])
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}

/// Erases what is personal of a patient (A30): every payload with its salt, their number, and every way in. The
/// leaves stay, and every proof with them.
#[derive(Debug)]
pub struct Erase {
    /// The number the hospital knows the patient by.
    pub patient: String,
}

impl Write for Erase {
    /// How many entries were erased; `None`: no such patient.
    type Done = Option<u64>;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Option<u64>, sqlx::Error> {
        let Some(patient) = row_of(connection, &self.patient).await? else { return Ok(None) };
        let erased =
            sqlx::query("UPDATE entries SET payload = '', salt = x'' WHERE patient = ? AND payload <> ''")
                .bind(patient)
                .execute(&mut *connection)
                .await?;
        for sweep in [
            "DELETE FROM sessions WHERE patient = ?1",
            "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = ?1)",
            "DELETE FROM invitations WHERE patient = ?1",
            "DELETE FROM mandates WHERE patient = ?1 OR holder = ?1",
            "UPDATE outbox SET reason = iif(reason IS NULL, NULL, '') WHERE patient = ?1",
            "UPDATE patients SET number = 'erased ' || id, language = '', acts_only = 1 WHERE id = ?1",
        ] {
            sqlx::query(sweep).bind(patient).execute(&mut *connection).await?;
        }
        Ok(Some(erased.rows_affected()))
    }
}

impl Store {
    /// The staff member of a token's SHA-256.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn staff_of(&self, token: &Hash) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM staff WHERE token_hash = ?")
            .bind(&token[..])
            .fetch_optional(self.readers())
            .await
    }

    /// The row of the patient the hospital knows by this number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn patient_row(&self, number: &str) -> Result<Option<i64>, sqlx::Error> {
        let mut connection = self.readers().acquire().await?;
        row_of(&mut connection, number).await
    }
}
