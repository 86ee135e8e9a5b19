//! The hospital's releases (S21): recorded only where every subject permits the use at that instant, asked in
//! the same transaction that records, so that no withdrawal can come between.

use super::accept::read_entry;
use super::desk::patient_row;
use super::ledger::append::{NewEntry, append};
use super::reads::{Reader, Subjects, append_read};
use super::records::{OF_PATIENT, present};
use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::disclosures::approvals;
use crate::secrets::{hex, sha256};
use chrono::{DateTime, Utc};
use nattoku_consent::wire::ExportReason;
use nattoku_consent::{Approvals, AsOf, Catalogues, Denial, Record, Use, permits};
use nattoku_disclosure::Recipient;
use nattoku_ledger::Kind;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::sync::Arc;

/// Data about to be given, or the end of a use.
#[derive(Debug)]
pub struct Release {
    /// What decides.
    pub catalogues: Arc<Catalogues>,
    /// What is said of it; what follows from the releases themselves is filled in when it is read.
    pub description: Recipient,
    /// The uses it is for: every subject must permit each of them.
    pub uses: Vec<Use>,
    /// The numbers the hospital knows the subjects by, each once; nobody: the use only ends.
    pub subjects: Vec<String>,
    /// The instant now.
    pub now: DateTime<Utc>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Released {
    /// It is recorded.
    Recorded,
    /// Nothing is recorded: these subjects stand in the way.
    Stopped(Vec<Objection>),
    /// Nothing is recorded: another catalogue was put in force meanwhile.
    OtherCatalogue,
    /// Nothing is recorded: this use has ended, and what has ended does not go on.
    Ended,
    /// Nothing is recorded: of what was never given nothing can end.
    NeverGiven,
}

/// A subject that stands in the way, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// Why not; none: there is no such patient.
    pub denial: Option<Denial>,
}

impl Write for Release {
    type Done = Released;

    async fn run(self, connection: &mut AnyConnection) -> Result<Released, sqlx::Error> {
        let in_force: Vec<u8> =
            sqlx::query_scalar("SELECT value FROM meta WHERE name = 'catalogue in force'")
                .fetch_one(&mut *connection)
                .await?;
        if in_force != self.catalogues.current_digest().as_str().as_bytes() {
            return Ok(Released::OtherCatalogue);
        }
        match last_of(connection, self.description.id.as_str()).await? {
            Some(last) if last.ended.is_some() => return Ok(Released::Ended),
            None if self.subjects.is_empty() => return Ok(Released::NeverGiven),
            _ => {}
        }
        let as_of = present(connection, self.now).await?;
        let approvals = approvals::mirrored(connection, self.catalogues.current()).await?;
        let (mut patients, mut objections) = (Vec::new(), Vec::new());
        for number in &self.subjects {
            match self.permitted(connection, number, &approvals, as_of).await? {
                Ok(patient) => patients.push(patient),
                Err(denial) => objections.push(Objection { patient: number.clone(), denial }),
            }
        }
        if !objections.is_empty() {
            note_objections(connection, &objections, self.now).await?;
            return Ok(Released::Stopped(objections));
        }
        self.record(connection, &patients, as_of.latest()).await?;
        Ok(Released::Recorded)
    }
}

impl Release {
    /// The row of a patient who permits every use, or why not.
    async fn permitted(
        &self,
        connection: &mut AnyConnection,
        number: &str,
        approvals: &Approvals,
        as_of: AsOf,
    ) -> Result<Result<i64, Option<Denial>>, sqlx::Error> {
        let Some(patient) = patient_row(connection, number).await? else { return Ok(Err(None)) };
        let rows = sqlx::query(OF_PATIENT).bind(patient).fetch_all(connection).await?;
        let mut record = Record::default();
        for row in &rows {
            record.extend(Some(read_entry(row)?));
        }
        let mut asked =
            self.uses.iter().map(|wanted| permits(&self.catalogues, &record, approvals, wanted, as_of));
        Ok(asked.find_map(Result::err).map_or(Ok(patient), |denial| Err(Some(denial))))
    }

    async fn record(
        &self,
        connection: &mut AnyConnection,
        patients: &[i64],
        at: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        let release: i64 = sqlx::query_scalar(
            "INSERT INTO releases (entry, released_at, description, given) VALUES ($1, $2, $3, $4) RETURNING number",
        )
        .bind(self.description.id.as_str())
        .bind(to_millis(at))
        .bind(serde_json::to_string(&self.description).map_err(broken)?)
        .bind(i64::from(!patients.is_empty()))
        .fetch_one(&mut *connection)
        .await?;
        sqlx::query("INSERT INTO release_subjects (release, patient) SELECT $1, CAST(value ->> 0 AS BIGINT) FROM json_each($2)")
            .bind(release)
            .bind(rows(patients)?)
            .execute(&mut *connection)
            .await?;
        self.enter(connection, release, patients, at).await
    }

    /// A release is an entry of the ledger, too: what was given, and by their marks' digest to whose record it
    /// answers, cannot be changed afterwards.
    async fn enter(
        &self,
        connection: &mut AnyConnection,
        release: i64,
        patients: &[i64],
        at: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        let marks: Vec<String> = sqlx::query_scalar(
            "SELECT mark FROM patients WHERE id IN (SELECT CAST(value ->> 0 AS BIGINT) FROM json_each($1)) ORDER BY mark",
        )
        .bind(rows(patients)?)
        .fetch_all(&mut *connection)
        .await?;
        let payload = serde_json::json!({
            "release": release,
            "released_at": to_millis(at),
            "use": self.description,
            "people": patients.len(),
            "subjects": hex(&sha256(marks.join("\n").as_bytes())),
        });
        let name = format!("release {release}");
        let entry = NewEntry { kind: Kind::Release, patient: None, key: name.as_bytes(), payload };
        append(connection, entry, at).await?;
        Ok(())
    }
}

/// What stops a release is told to who wanted to release: a read of each of these records (A42).
async fn note_objections(
    connection: &mut AnyConnection,
    objections: &[Objection],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let patients = objections.iter().map(|objection| objection.patient.clone()).collect();
    let reader = Reader::Export { command: "release", reason: ExportReason::Release };
    append_read(connection, &reader, Subjects::Numbers(patients), now).await?;
    Ok(())
}

/// Patients' rows as the rows of a statement.
fn rows(patients: &[i64]) -> Result<String, sqlx::Error> {
    let rows: Vec<_> = patients.iter().map(|patient| [patient]).collect();
    serde_json::to_string(&rows).map_err(broken)
}

async fn last_of(connection: &mut AnyConnection, entry: &str) -> Result<Option<Recipient>, sqlx::Error> {
    let last: Option<String> =
        sqlx::query_scalar("SELECT description FROM releases WHERE entry = $1 ORDER BY number DESC LIMIT 1")
            .bind(entry)
            .fetch_optional(connection)
            .await?;
    last.map(|last| serde_json::from_str(&last).map_err(broken)).transpose()
}

/// All releases of one entry of the hospital's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What was said last.
    pub description: Recipient,
    /// When data were given first.
    pub first: DateTime<Utc>,
    /// When they were given last.
    pub last: DateTime<Utc>,
    /// How many different people's.
    pub people: u64,
    /// When anything was recorded last.
    pub changed: DateTime<Utc>,
}

impl Store {
    /// Every entry of the hospital's own list, the one given last first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn given(&self) -> Result<Vec<Given>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT (SELECT description FROM releases WHERE entry = r.entry ORDER BY number DESC LIMIT 1),
                    min(released_at) FILTER (WHERE given <> 0), max(released_at) FILTER (WHERE given <> 0), max(released_at),
                    (SELECT count(DISTINCT s.patient) FROM release_subjects s
                     JOIN releases o ON o.number = s.release WHERE o.entry = r.entry)
             FROM releases r GROUP BY entry ORDER BY 3 DESC, entry",
        )
        .fetch_all(self.readers())
        .await?;
        let given = |row: &AnyRow| {
            Ok(Given {
                description: serde_json::from_str(row.try_get(0)?).map_err(broken)?,
                first: from_millis(row.try_get(1)?)?,
                last: from_millis(row.try_get(2)?)?,
                changed: from_millis(row.try_get(3)?)?,
                people: u64::try_from(row.try_get::<i64, _>(4)?).map_err(broken)?,
            })
        };
        rows.iter().map(given).collect()
    }
}
