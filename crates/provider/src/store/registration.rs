//! Registering patients: the only place that makes one. Each gets an opaque subject id, and an entry of the ledger that
//! binds it to the hospital's number. A number that was erased is refused unless the caller names it (A35).

use super::erase::ErasurePayload;
use super::writer::Write;
use super::{broken, erased_numbers, to_millis};
use crate::secrets::hex;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::{BTreeSet, HashSet};

/// How many patients go to the database in one statement.
const CHUNK: usize = 500;

/// The key of the entry that registers a patient: each has one.
const KEY: &[u8] = b"subject";

/// The meta value that says that every patient of this database has an entry that registers them.
pub(super) const COMPLETE: &str = "subjects registered";

/// The number of a patient's row after an erasure, without the row's id.
pub(super) const ERASED: &str = "erased ";

/// The content of an entry that registers a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectPayload {
    /// The opaque subject id.
    pub subject: String,
    /// The number the hospital knows the patient by.
    pub number: String,
    /// Whether the number was erased before, and a person asked to register it anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anew: bool,
}

/// A patient to register, unless the number is registered already.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewPatient<'a> {
    /// The number the hospital knows the patient by.
    pub number: &'a str,
    /// The language they prefer, as a tag.
    pub language: &'a str,
    /// Whether they only act for others.
    pub acts_only: bool,
}

/// Why nobody was registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// These numbers were erased.
    #[error(
        "{} erased. What they refused before is not known any more: registering them would make use possible. Leave them \
         out, or have each of them decide anew and name each with --anew",
        were(.0)
    )]
    Erased(Vec<String>),
    /// These numbers are to be registered anew, and there is nothing to register anew.
    #[error(
        "--anew is for numbers that were erased and are not registered again: {} not. Leave the option out",
        were(.0)
    )]
    NotErased(Vec<String>),
}

/// The numbers with their verb.
fn were(numbers: &[String]) -> String {
    let verb = if numbers.len() == 1 { "was" } else { "were" };
    format!("{} {verb}", numbers.join(", "))
}

/// Registers those of `people` who are not registered, and returns how many that were. Numbers in `anew` may have been
/// erased.
///
/// # Errors
/// The inner error refuses: nothing was written.
pub(super) async fn register(
    connection: &mut AnyConnection,
    people: &[NewPatient<'_>],
    anew: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<Result<u64, RegistrationError>, sqlx::Error> {
    let unregistered = unregistered(connection, people).await?;
    let numbers: Vec<_> = unregistered.iter().map(|patient| patient.number).collect();
    let erased = erased_numbers::among(connection, &numbers).await?;
    let refused: Vec<_> = erased.iter().filter(|number| !anew.contains(*number)).cloned().collect();
    if !refused.is_empty() {
        return Ok(Err(RegistrationError::Erased(refused)));
    }
    let unfounded: Vec<_> = anew.iter().filter(|number| !erased.contains(*number)).cloned().collect();
    if !unfounded.is_empty() {
        return Ok(Err(RegistrationError::NotErased(unfounded)));
    }
    for chunk in unregistered.chunks(CHUNK) {
        let subjects = insert(connection, chunk).await?;
        let bound = subjects.into_iter().map(|(row, number, subject)| {
            let anew = anew.contains(&number);
            (row, SubjectPayload { subject, number, anew })
        });
        bind(connection, bound, now).await?;
    }
    u64::try_from(unregistered.len()).map(Ok).map_err(broken)
}

/// Those of `people` whose number no row has yet, each once.
async fn unregistered<'a>(
    connection: &mut AnyConnection,
    people: &[NewPatient<'a>],
) -> Result<Vec<NewPatient<'a>>, sqlx::Error> {
    let mut seen = HashSet::new();
    let each: Vec<_> = people.iter().filter(|patient| seen.insert(patient.number)).copied().collect();
    let mut unregistered = Vec::new();
    for chunk in each.chunks(CHUNK) {
        let numbers: Vec<_> = chunk.iter().map(|patient| [patient.number]).collect();
        let registered: Vec<String> = sqlx::query_scalar(
            "SELECT p.number FROM json_each($1) j CROSS JOIN patients p WHERE p.number = j.value ->> 0",
        )
        .bind(serde_json::to_string(&numbers).map_err(broken)?)
        .fetch_all(&mut *connection)
        .await?;
        let registered: HashSet<_> = registered.into_iter().collect();
        unregistered.extend(chunk.iter().filter(|patient| !registered.contains(patient.number)));
    }
    Ok(unregistered)
}

/// Makes rows, in this order; returns each with its number and subject id.
async fn insert(
    connection: &mut AnyConnection,
    chunk: &[NewPatient<'_>],
) -> Result<Vec<(i64, String, String)>, sqlx::Error> {
    let row = |patient: &NewPatient<'_>| {
        let mut subject = [0; 16];
        getrandom::fill(&mut subject).map_err(broken)?;
        let acts_only = i64::from(patient.acts_only).to_string();
        Ok([patient.number.to_owned(), patient.language.to_owned(), acts_only, hex(&subject)])
    };
    let rows: Vec<_> = chunk.iter().map(row).collect::<Result<_, sqlx::Error>>()?;
    let mut made: Vec<(i64, String, String)> = sqlx::query_as(
        "INSERT INTO patients (number, language, acts_only, mark)
         SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), value ->> 3 FROM json_each($1)
         RETURNING id, number, mark",
    )
    .bind(serde_json::to_string(&rows).map_err(broken)?)
    .fetch_all(connection)
    .await?;
    made.sort_unstable();
    Ok(made)
}

/// Appends the entry that binds a subject to its number, for each patient's row.
async fn bind(
    connection: &mut AnyConnection,
    subjects: impl Iterator<Item = (i64, SubjectPayload)>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let row = |(row, payload): (i64, SubjectPayload)| {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(broken)?;
        Ok([row.to_string(), serde_json::to_string(&payload).map_err(broken)?, hex(&salt)])
    };
    let rows: Vec<_> = subjects.map(row).collect::<Result<_, sqlx::Error>>()?;
    let last: i64 = sqlx::query_scalar(
        "SELECT coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)",
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
         SELECT 'subject', CAST(value ->> 0 AS BIGINT), $3, $4, $2, unhex(value ->> 2), value ->> 1
         FROM json_each($1) ORDER BY CAST(value ->> 0 AS BIGINT)",
    )
    .bind(serde_json::to_string(&rows).map_err(broken)?)
    .bind(to_millis(now).max(last))
    .bind(KEY)
    .bind(Vec::new())
    .execute(connection)
    .await?;
    Ok(())
}

/// Registers, once, the patients of a database from before registrations were entries, and records the erasures from
/// before.
#[derive(Debug)]
pub(super) struct Complete {
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

impl Write for Complete {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let complete = sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(COMPLETE)
            .bind(Vec::new())
            .execute(&mut *connection)
            .await?;
        if complete.rows_affected() == 0 {
            return Ok(());
        }
        let people: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT id, number, mark FROM patients p
             WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.patient = p.id AND e.kind = 'erasure')
               AND (number = 'erased ' || id
                    OR NOT EXISTS (SELECT 1 FROM entries e WHERE e.patient = p.id AND e.kind = 'subject'))
             ORDER BY id",
        )
        .fetch_all(&mut *connection)
        .await?;
        let (erased, registered): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|(row, number, _)| *number == format!("{ERASED}{row}"));
        for chunk in registered.chunks(CHUNK) {
            let payload = |(row, number, subject): &(i64, String, String)| {
                (*row, SubjectPayload { subject: subject.clone(), number: number.clone(), anew: false })
            };
            bind(connection, chunk.iter().map(payload), self.now).await?;
        }
        for (row, _, subject) in erased {
            let payload = ErasurePayload::of(connection, row, subject).await?;
            payload.append(connection, row, self.now).await?;
        }
        Ok(())
    }
}
