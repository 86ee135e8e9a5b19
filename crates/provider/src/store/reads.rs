//! Who read a patient's record, when and why (A42, docs/adr/0014). A read is written before what was read is shown: where
//! it cannot be written, nothing is. It is never edited, and deleted only with the patient it is about.

use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::names::{name_of, named};
use chrono::{DateTime, Utc};
use nattoku_consent::Localized;
use nattoku_consent::wire::{self, DeskReason, ExportReason, RecordRead, SystemPurpose};
use nattoku_disclosure::Recipient;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// Who reads, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// A staff member at the desk.
    Desk {
        /// The staff member.
        staff: String,
        /// Why.
        reason: DeskReason,
    },
    /// A system of the hospital, by FHIR.
    System {
        /// Its name.
        name: String,
        /// What it reads records for.
        purpose: SystemPurpose,
    },
    /// A command that lists people.
    Export {
        /// The command.
        command: &'static str,
        /// Why.
        reason: ExportReason,
    },
}

/// Whose records are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// Those of the patients whose rows lie between the two, both included.
    Rows(i64, i64),
    /// Those of the patients with these numbers.
    Numbers(BTreeSet<String>),
    /// Those of every patient who is registered now.
    Everybody,
}

impl Subjects {
    /// One patient's, by their row.
    #[must_use]
    pub const fn one(row: i64) -> Self {
        Self::Rows(row, row)
    }
}

/// Notes a read before anything is shown.
#[derive(Debug)]
pub struct AppendRead {
    /// Who reads, and why.
    pub reader: Reader,
    /// Whose records.
    pub subjects: Subjects,
    /// When.
    pub now: DateTime<Utc>,
}

impl Write for AppendRead {
    /// The row of the last patient registered: a list of everybody ends there.
    type Done = i64;

    async fn run(self, connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
        append_read(connection, &self.reader, self.subjects, self.now).await
    }
}

/// Writes one row for a range of patients; one for each where they are named by number. Returns the row of the last
/// patient registered.
pub(super) async fn append_read(
    connection: &mut AnyConnection,
    reader: &Reader,
    subjects: Subjects,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    let registered = last_patient(connection).await?;
    let rows = match subjects {
        Subjects::Rows(first, last) => vec![(first, last)],
        Subjects::Everybody => vec![(0, registered)],
        Subjects::Numbers(numbers) => rows_of(connection, &numbers).await?,
    };
    let (kind, name, reason) = reader.columns();
    for (first, last) in rows {
        sqlx::query(
            "INSERT INTO reads (read_at, kind, reader, reason, first_patient, last_patient)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(to_millis(now))
        .bind(kind)
        .bind(name)
        .bind(&reason)
        .bind(first)
        .bind(last)
        .execute(&mut *connection)
        .await?;
    }
    Ok(registered)
}

async fn last_patient(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce((SELECT id FROM patients ORDER BY id DESC LIMIT 1), 0)")
        .fetch_one(connection)
        .await
}

async fn rows_of(
    connection: &mut AnyConnection,
    numbers: &BTreeSet<String>,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let numbers: Vec<_> = numbers.iter().map(|number| [number]).collect();
    sqlx::query_as(
        "SELECT p.id, p.id FROM json_each($1) j JOIN patients p ON p.number = j.value ->> 0 ORDER BY p.id",
    )
    .bind(serde_json::to_string(&numbers).map_err(broken)?)
    .fetch_all(connection)
    .await
}

impl Reader {
    fn columns(&self) -> (&'static str, &str, String) {
        match self {
            Self::Desk { staff, reason } => ("desk", staff, name_of(reason)),
            Self::System { name, purpose } => ("system", name, name_of(purpose)),
            Self::Export { command, reason } => ("export", command, name_of(reason)),
        }
    }
}

/// A read as it was written, or as a release implies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRead {
    /// When.
    pub at: DateTime<Utc>,
    /// The staff member, the system, the command, or the use that data were released for.
    pub name: String,
    /// Who read, by kind, and why.
    pub reader: wire::Reader,
}

impl From<StoredRead> for RecordRead {
    fn from(read: StoredRead) -> Self {
        Self { at: read.at, reader: read.reader }
    }
}

impl Store {
    /// The reads of a patient's record, the newest first: at most `limit`, after `skip` newer ones. Releases are not
    /// written twice: each is a read of its subjects.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn reads(&self, patient: i64, skip: u32, limit: u32) -> Result<Vec<StoredRead>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT read_at, kind, reader, reason, id FROM reads WHERE first_patient = $1 AND last_patient = $1
             UNION ALL
             SELECT read_at, kind, reader, reason, id FROM reads
             WHERE first_patient < last_patient AND first_patient <= $1 AND last_patient >= $1
             UNION ALL
             SELECT r.released_at, 'release', r.entry, r.description, r.number
             FROM release_subjects s JOIN releases r ON r.number = s.release WHERE s.patient = $1
             ORDER BY 1 DESC, 2, 5 DESC LIMIT $2 OFFSET $3",
        )
        .bind(patient)
        .bind(i64::from(limit))
        .bind(i64::from(skip))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(stored).collect()
    }
}

fn stored(row: &AnyRow) -> Result<StoredRead, sqlx::Error> {
    let (kind, name, reason): (String, String, String) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    let reader = match kind.as_str() {
        "desk" => wire::Reader::Desk(reason_named(&reason)?),
        "system" => wire::Reader::System { name: name.clone(), purpose: reason_named(&reason)? },
        "export" => wire::Reader::Export(reason_named(&reason)?),
        "release" => wire::Reader::Release { recipient: recipient(&reason)? },
        other => return Err(broken(format!("no reader is of the kind \"{other}\""))),
    };
    Ok(StoredRead { at: from_millis(row.try_get(0)?)?, name, reader })
}

fn recipient(description: &str) -> Result<Localized, sqlx::Error> {
    let recipient: Recipient = serde_json::from_str(description).map_err(broken)?;
    Ok(recipient.recipient.name)
}

/// The reason of a name.
pub(super) fn reason_named<T: DeserializeOwned>(name: &str) -> Result<T, sqlx::Error> {
    named(name).map_err(broken)
}
