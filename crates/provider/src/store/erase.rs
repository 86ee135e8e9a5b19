//! Erasing what is personal of a patient (A30, A35). The leaves of the tree stay, and every proof with them; an entry
//! of its own lists what lost its content, so that nothing else can lose its content unseen.

use super::door::Kind as Backend;
use super::ledger::append::{NewEntry, append};
use super::registration::ERASED;
use super::staff::{Right, TokenError, check};
use super::undelivered::Undelivered;
use super::writer::Write;
use super::{Store, broken, erased_numbers, to_millis};
use crate::secrets::{Hash, hex};
use chrono::{DateTime, Utc};
use nattoku_ledger::Kind;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

/// Erases what is personal of a patient: every payload with its salt, key and hash, their number and language, and every
/// way in. Which data were given of how many people stays true, so the releases stay.
#[derive(Debug)]
pub struct Erase {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// Erases although not everything of theirs is delivered.
    pub give_up_undelivered: bool,
    /// Who erases, by their token; nobody on the command line.
    pub staff: Option<Eraser>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

/// A staff member who erases.
#[derive(Debug, Clone)]
pub struct Eraser {
    /// As the entry names them.
    pub id: String,
    /// The SHA-256 of their token.
    pub token: Hash,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// The patient is erased.
    Done(Erasure),
    /// There is no such patient.
    NoPatient,
    /// Nothing was erased: a decision has not reached everybody, and nobody could tell them of whom any more.
    Undelivered(Undelivered),
    /// Nothing was erased yet: a FHIR server holds active Consents. That they are made inactive there is queued.
    Requested(Undelivered),
    /// Nothing was erased: the staff member's token does not open this.
    Token(TokenError),
}

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// How many entries lost their content.
    pub entries: u64,
    /// What nobody can deliver any more.
    pub given_up: Undelivered,
    /// What FHIR servers still hold of the patient: the server's name, and the resource's type and id there.
    pub fhir_resources: Vec<(String, String)>,
}

impl Write for Erase {
    type Done = Erased;

    async fn run(self, connection: &mut AnyConnection) -> Result<Erased, sqlx::Error> {
        let token = self.staff.as_ref().map(|staff| &staff.token);
        if let Err(error) = check(connection, token, Right::Erase, self.now).await? {
            return Ok(Erased::Token(error));
        }
        let Some((patient, subject)) = patient_of(connection, &self.patient).await? else {
            return Ok(Erased::NoPatient);
        };
        let given_up = Undelivered::of(connection, patient).await?;
        if given_up.has_decisions() && !self.give_up_undelivered {
            return Ok(Erased::Undelivered(given_up));
        }
        if !given_up.is_empty() && !self.give_up_undelivered {
            request(connection, patient, self.now).await?;
            return Ok(Erased::Requested(given_up));
        }
        let fhir_resources = fhir_resources(connection, &subject).await?;
        let mac = erased_numbers::mac_of(connection, &self.patient).await?;
        let listed = ErasurePayload::of(connection, patient, subject).await?;
        let staff = self.staff.map(|staff| staff.id);
        let erasure = ErasurePayload { number_mac: Some(hex(&mac)), staff, ..listed };
        let entry = erasure.append(connection, patient, self.now).await?;
        erased_numbers::insert(connection, &mac, entry).await?;
        empty(connection, &erasure.entries).await?;
        sweep(connection, patient).await?;
        let entries = u64::try_from(erasure.entries.len()).map_err(broken)?;
        Ok(Erased::Done(Erasure { entries, given_up, fhir_resources }))
    }
}

/// The row and the subject id of a patient who is not erased.
async fn patient_of(
    connection: &mut AnyConnection,
    number: &str,
) -> Result<Option<(i64, String)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, mark FROM patients p WHERE number = $1
         AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = p.id)",
    )
    .bind(number)
    .fetch_optional(connection)
    .await
}

/// Queues that the FHIR server's Consents are made inactive there.
async fn request(
    connection: &mut AnyConnection,
    patient: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO erasure_requests (patient, requested_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(patient)
    .bind(to_millis(now))
    .execute(connection)
    .await?;
    Ok(())
}

/// What FHIR servers hold of a subject.
async fn fhir_resources(
    connection: &mut AnyConnection,
    subject: &str,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT target, kind || '/' || id FROM fhir_held WHERE mark = $1 ORDER BY target, kind, id",
    )
    .bind(subject)
    .fetch_all(connection)
    .await
}

/// Takes content, salt, hash and key from entries. The key of an import is made of what it says, and could be found by
/// trying.
async fn empty(connection: &mut AnyConnection, entries: &[i64]) -> Result<(), sqlx::Error> {
    for number in entries {
        sqlx::query(
            "UPDATE entries SET payload = '', salt = $2, body_hash = $2, idempotency_key = $3 WHERE number = $1",
        )
        .bind(number)
        .bind(Vec::new())
        .bind(format!("{ERASED}{number}").into_bytes())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Removes a patient's row from every table that can hold something of them. The subject id stays in `patients`: the
/// digest that a release commits to is made of subject ids, and leads to nobody without a number.
async fn sweep(connection: &mut AnyConnection, patient: i64) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM sessions WHERE patient = $1",
        "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = $1)",
        "DELETE FROM invitations WHERE patient = $1",
        "DELETE FROM portal_subjects WHERE patient = $1",
        "DELETE FROM mandates WHERE patient = $1 OR holder = $1",
        "DELETE FROM dead_letters WHERE entry IN (SELECT number FROM entries WHERE patient = $1)",
        "DELETE FROM fhir_held WHERE mark = (SELECT mark FROM patients WHERE id = $1)",
        "DELETE FROM erasure_requests WHERE patient = $1",
        "DELETE FROM reads WHERE first_patient = $1 AND last_patient = $1",
        "UPDATE outbox SET reason = CASE WHEN reason IS NOT NULL THEN '' END WHERE patient = $1",
        "UPDATE patients SET number = 'erased ' || id, language = '', acts_only = 1 WHERE id = $1",
    ] {
        sqlx::query(statement).bind(patient).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The content of an entry that records an erasure. Nothing in it is personal of the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErasurePayload {
    /// The opaque subject id of who was erased.
    pub subject: String,
    /// The entries that lost their content, in order.
    pub entries: Vec<i64>,
    /// The MAC of the number, in hexadecimal; none for an erasure from before MACs were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_mac: Option<String>,
    /// The staff member who erased; none on the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
}

impl ErasurePayload {
    /// Lists every entry of a patient's row.
    pub(super) async fn of(
        connection: &mut AnyConnection,
        row: i64,
        subject: String,
    ) -> Result<Self, sqlx::Error> {
        let entries = sqlx::query_scalar("SELECT number FROM entries WHERE patient = $1 ORDER BY number")
            .bind(row)
            .fetch_all(connection)
            .await?;
        Ok(Self { subject, entries, number_mac: None, staff: None })
    }

    /// Appends the entry, before the listed ones lose their content.
    pub(super) async fn append(
        &self,
        connection: &mut AnyConnection,
        row: i64,
        now: DateTime<Utc>,
    ) -> Result<i64, sqlx::Error> {
        let entry = NewEntry { kind: Kind::Erasure, patient: Some(row), key: b"erasure", payload: self };
        append(connection, entry, now).await
    }
}

impl Store {
    /// Empties SQLite's write-ahead log, in which what was erased may still stand. Answers whether it could: somebody
    /// who reads for long keeps it. PostgreSQL overwrites its own log, and what is left in its files goes with the next
    /// vacuum: both are its operator's to order.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn empty_log(&self) -> Result<bool, sqlx::Error> {
        if self.kind() == Backend::Postgres {
            return Ok(true);
        }
        let mut connection = self.another_writer().await?;
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await?;
        Ok(busy == 0)
    }
}
