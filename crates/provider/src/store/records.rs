//! Reading records: one patient's, for their screen; everybody's, for the hospital's lists. The latter
//! stream in the order of patients, so that memory stays flat however many there are.

use super::accept::read_entry;
use super::{Store, broken, from_millis};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use nattoku_consent::{AsOf, Entry, Record};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A patient's events in ledger order; none of a patient who was erased. An event that lost its content without an
/// erasure is read all the same, and then fails: a refusal that cannot be read must not pass for one that was never made.
pub(super) const OF_PATIENT: &str = "SELECT number, accepted_at, payload FROM entries
     WHERE patient = $1 AND kind = 'event'
       AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = $1)
     ORDER BY number";

/// By how much the clock may stand behind the ledger's last entry at a start: as far as a clock that is kept by the
/// network is ever set back.
const MAX_CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// A patient and their record.
#[derive(Debug)]
pub struct PatientRecord {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// Their opaque mark.
    pub mark: String,
    /// What was recorded.
    pub record: Record,
}

/// The present by the clock and by the ledger's last entry: what the ledger has accepted counts, a refusal above all,
/// and where the clock once stood ahead, no wait is over early (A36).
pub(super) async fn present(
    connection: &mut AnyConnection,
    clock: DateTime<Utc>,
) -> Result<AsOf, sqlx::Error> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    Ok(AsOf::Present { clock, ledger: last.map(from_millis).transpose()?.unwrap_or(clock) })
}

impl Store {
    /// The present, for asking what holds now.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn present(&self, clock: DateTime<Utc>) -> Result<AsOf, sqlx::Error> {
        present(&mut *self.readers().acquire().await?, clock).await
    }

    /// How far the clock stands behind the ledger's last entry, where that is more than a restart explains: what was
    /// accepted then would seem to lie ahead (A36).
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn clock_behind(&self, clock: DateTime<Utc>) -> Result<Option<TimeDelta>, sqlx::Error> {
        let behind = self.present(clock).await?.latest() - clock;
        Ok(Some(behind).filter(|behind| *behind > MAX_CLOCK_SKEW))
    }

    /// Every entry of a patient, in ledger order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn entries(&self, patient: i64) -> Result<Vec<Entry>, sqlx::Error> {
        let rows = sqlx::query(OF_PATIENT).bind(patient).fetch_all(self.readers()).await?;
        rows.iter().map(read_entry).collect()
    }

    /// How many patients there are.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn count_patients(&self) -> Result<u64, sqlx::Error> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM patients WHERE acts_only = 0")
            .fetch_one(self.readers())
            .await?;
        u64::try_from(count).map_err(broken)
    }

    /// Hands every patient's record to `each`, one by one, as they stand at one moment.
    ///
    /// # Errors
    /// The database cannot be read, or `each` failed.
    pub async fn for_each_record<E: From<sqlx::Error>>(
        &self,
        each: impl FnMut(PatientRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_record_up_to(i64::MAX, each).await
    }

    /// As [`Store::for_each_record`], for the patients up to a row: those whose records a read was noted for.
    ///
    /// # Errors
    /// The database cannot be read, or `each` failed.
    pub async fn for_each_record_up_to<E: From<sqlx::Error>>(
        &self,
        last: i64,
        mut each: impl FnMut(PatientRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows = sqlx::query(
            "SELECT e.number, e.accepted_at, e.payload, p.id, p.number, p.mark
             FROM patients p LEFT JOIN entries e ON e.patient = p.id AND e.kind = 'event'
             WHERE p.acts_only = 0 AND p.id <= $1
               AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.kind = 'erasure' AND x.patient = p.id)
             ORDER BY p.id, e.number",
        )
        .bind(last)
        .fetch(self.readers());
        let mut current: Option<(i64, PatientRecord)> = None;
        while let Some(row) = rows.try_next().await? {
            let id: i64 = row.try_get(3)?;
            if current.as_ref().is_some_and(|(current, _)| *current != id)
                && let Some((_, complete)) = current.take()
            {
                each(complete)?;
            }
            let (_, patient) = match &mut current {
                Some(patient) => patient,
                none => {
                    let (patient, mark) = (row.try_get(4)?, row.try_get(5)?);
                    none.insert((id, PatientRecord { patient, mark, record: Record::default() }))
                }
            };
            patient.record.extend(entry_of(&row)?);
        }
        current.map_or(Ok(()), |(_, last)| each(last))
    }
}

/// The entry in a row, if the patient has one.
fn entry_of(row: &AnyRow) -> Result<Option<Entry>, sqlx::Error> {
    let number: Option<i64> = row.try_get(0)?;
    number.map(|_| read_entry(row)).transpose()
}
