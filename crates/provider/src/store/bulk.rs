//! Importing many events in one piece: all of them, or none.

use super::accept::read_entry;
use super::registration::{NewPatient, RegistrationError, register};
use super::writer::Write;
use super::{broken, to_millis};
use crate::secrets::{hex, sha256};
use chrono::{DateTime, NaiveDate, Utc};
use indicatif::ProgressBar;
use nattoku_consent::paper::{NotNewer, not_newer};
use nattoku_consent::{Body, Catalogues, Decision, Event, EventId, Language, QuestionId, Record};
use sqlx::{AnyConnection, Row};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

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

impl PatientEvent {
    /// Whom to register, if the number is not registered.
    fn registrant(&self) -> NewPatient<'_> {
        NewPatient { number: &self.patient, language: self.language.as_str(), acts_only: false }
    }
}

/// Imports events. One whose id the patient's record already has is left as it is; a yes on paper that is not newer
/// than an accepted no is left out (A33).
#[derive(Debug)]
pub struct Import {
    /// The events, in the order in which they take effect.
    pub events: Vec<PatientEvent>,
    /// The words in force and every earlier ones.
    pub catalogues: Arc<Catalogues>,
    /// The numbers that were erased, and are registered anew.
    pub anew: BTreeSet<String>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
    /// Moves on with every event.
    pub progress: ProgressBar,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Events newly in the ledger.
    pub events: u64,
    /// Events that were there before.
    pub known: u64,
    /// Patients who were not known before, or only as acting for others.
    pub patients: u64,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

/// A yes that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// Which yes, and which no stands against it.
    pub not_newer: NotNewer,
}

impl Write for Import {
    type Done = Result<Imported, RegistrationError>;

    async fn run(self, connection: &mut AnyConnection) -> Result<Self::Done, sqlx::Error> {
        let people: Vec<_> = self.events.iter().map(PatientEvent::registrant).collect();
        let registered = match register(connection, &people, &self.anew, self.now).await? {
            Ok(registered) => registered,
            Err(refused) => return Ok(Err(refused)),
        };
        let last: i64 = sqlx::query_scalar(
            "SELECT coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)",
        )
        .fetch_one(&mut *connection)
        .await?;
        let accepted_at = to_millis(self.now).max(last);
        let mut done = Imported { patients: registered, ..Imported::default() };
        for chunk in self.events.chunks(CHUNK) {
            let admitted = admit(connection, &self.catalogues, chunk, &mut done.left_out).await?;
            let (patients, events) = insert(connection, &admitted, accepted_at).await?;
            let count = admitted.len().try_into().unwrap_or(u64::MAX);
            done.patients += patients;
            done.events += events;
            done.known += count - events;
            self.progress.inc(chunk.len().try_into().unwrap_or(u64::MAX));
        }
        Ok(Ok(done))
    }
}

/// How many events go to the database in one statement: each statement is a trip to another thread.
const CHUNK: usize = 500;

/// The events of a chunk without every yes that is not newer than an accepted no, unless somebody confirmed it.
async fn admit(
    connection: &mut AnyConnection,
    catalogues: &Catalogues,
    chunk: &[PatientEvent],
    left_out: &mut Vec<LeftOut>,
) -> Result<Vec<PatientEvent>, sqlx::Error> {
    let doubtful: BTreeSet<_> =
        chunk.iter().filter(|row| signed_yes(&row.event).is_some()).map(|row| row.patient.as_str()).collect();
    let records = records_of(connection, &doubtful).await?;
    let mut admitted = Vec::with_capacity(chunk.len());
    for row in chunk {
        let record = records.get(&row.patient);
        let is_recorded = |record: &&Record| record.entries().any(|entry| entry.event.id == row.event.id);
        let Some((signed, record)) =
            signed_yes(&row.event).zip(record).filter(|(_, record)| !is_recorded(record))
        else {
            admitted.push(row.clone());
            continue;
        };
        let decision = row.event.body.decision();
        let stale = decision.map(|decision| not_newer(catalogues.current(), record, decision, signed));
        let stale = stale.unwrap_or_default();
        admitted.extend(without(row, &stale));
        let left = |not_newer| LeftOut { patient: row.patient.clone(), not_newer };
        left_out.extend(stale.into_iter().map(left));
    }
    Ok(admitted)
}

/// The day on which a yes was signed that nobody confirmed against an earlier no.
pub(super) fn signed_yes(event: &Event) -> Option<NaiveDate> {
    let desk = event.desk.as_ref().filter(|desk| desk.confirmed_by.is_none())?;
    desk.signed.filter(|_| event.body.decision().is_some_and(Decision::widens))
}

/// The event without some of its answers; nothing, where no answer is left.
fn without(row: &PatientEvent, stale: &[NotNewer]) -> Option<PatientEvent> {
    let mut row = row.clone();
    if stale.is_empty() {
        return Some(row);
    }
    let Body::Decided(Decision::Answered { answers, .. }) = &mut row.event.body else { return Some(row) };
    let is_fresh = |question: &QuestionId| stale.iter().all(|stale| stale.question != *question);
    *answers =
        answers.iter().filter(|(question, _)| is_fresh(question)).map(|(q, a)| (q.clone(), *a)).collect();
    if answers.is_empty() {
        return None;
    }
    row.event.id = row_id(&row.patient, &row.event);
    Some(row)
}

/// The records of some patients, by their numbers.
async fn records_of(
    connection: &mut AnyConnection,
    patients: &BTreeSet<&str>,
) -> Result<HashMap<String, Record>, sqlx::Error> {
    let mut records: HashMap<String, Record> = HashMap::new();
    if patients.is_empty() {
        return Ok(records);
    }
    let numbers: Vec<_> = patients.iter().map(|number| [number]).collect();
    let rows = sqlx::query(
        "SELECT e.number, e.accepted_at, e.payload, p.number FROM json_each($1) CROSS JOIN patients p
         JOIN entries e ON e.patient = p.id
         WHERE p.number = value ->> 0 AND e.kind = 'event' AND e.payload <> '' ORDER BY e.number",
    )
    .bind(serde_json::to_string(&numbers).map_err(broken)?)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        records.entry(row.try_get(3)?).or_default().extend([read_entry(row)?]);
    }
    Ok(records)
}

/// The id of an event that a row of a file stands for: the same row has the same id each time (A33).
#[must_use]
pub fn row_id(patient: &str, event: &Event) -> EventId {
    let content = serde_json::json!([patient, event.channel, event.desk, event.terms, event.body]);
    EventId(named_id(&format!("answers\n{content}")))
}

/// An id that the same name always gets (RFC 9562, section 5.8).
#[must_use]
pub fn named_id(name: &str) -> Uuid {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = sha256(name.as_bytes());
    Uuid::new_v8([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
}

/// Inserts a chunk; answers how many patients and how many events were new.
async fn insert(
    connection: &mut AnyConnection,
    chunk: &[PatientEvent],
    accepted_at: i64,
) -> Result<(u64, u64), sqlx::Error> {
    let rows: Result<Vec<_>, _> = chunk.iter().enumerate().map(row).collect();
    let rows = serde_json::to_string(&rows?).map_err(broken)?;
    let numbers: Vec<_> = chunk.iter().map(|event| [&event.patient]).collect();
    // Who only acted for others is a patient from now on.
    let patients = sqlx::query(
        "UPDATE patients SET acts_only = 0
         WHERE acts_only <> 0 AND number IN (SELECT value ->> 0 FROM json_each($1))",
    )
    .bind(serde_json::to_string(&numbers).map_err(broken)?)
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
