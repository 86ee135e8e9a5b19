//! What the hospital's FHIR server is to be told, of everybody, and what it holds of ours already. What it holds is noted
//! in the same write as the place up to which it was told, so that neither is ahead of the other.

use super::deliveries::{Note, Outcome};
use super::target::TargetName;
use super::writer::Write;
use super::{Store, broken};
use chrono::{DateTime, Utc};
use nattoku_fhir::push::Held;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// Begins to tell a server: from the first entry on, so that it holds whole records.
#[derive(Debug)]
pub struct BeginWhole(pub TargetName);

impl Write for BeginWhole {
    type Done = ();

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO delivery_cursors (target, entry) VALUES ($1, 0) ON CONFLICT (target) DO NOTHING",
        )
        .bind(self.0.to_string())
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// An entry that the server is to be told of, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueEntry {
    /// Its number.
    pub entry: u64,
    /// The person's row.
    pub row: i64,
    /// Their opaque mark.
    pub mark: String,
    /// The number by which the hospital knows them.
    pub number: String,
}

/// What a server holds of one person's, by kind and our id.
pub type HeldThere = BTreeMap<(String, String), Held>;

/// Notes what came of telling a server of an entry, and what it holds since.
#[derive(Debug)]
pub struct NoteHeld {
    /// Which server.
    pub target: TargetName,
    /// Which entry.
    pub due: DueEntry,
    /// What came of it.
    pub outcome: Outcome,
    /// When.
    pub now: DateTime<Utc>,
    /// What it holds of this person's.
    pub held: HeldThere,
}

impl Write for NoteHeld {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let Self { target, due, outcome, now, held } = self;
        for ((kind, name), held) in held {
            // Nothing is noted of somebody who was erased while the server was told.
            sqlx::query(
                "INSERT INTO fhir_held (target, mark, kind, name, id, version, entry)
                 SELECT $1, $2, $3, $4, $5, $6, $7 FROM entries WHERE number = $8 AND payload <> ''
                 ON CONFLICT (target, mark, kind, name)
                 DO UPDATE SET id = excluded.id, version = excluded.version, entry = excluded.entry,
                     inactive = CASE WHEN fhir_held.version = excluded.version THEN fhir_held.inactive ELSE 0 END",
            )
            .bind(target.to_string())
            .bind(&due.mark)
            .bind(kind)
            .bind(name)
            .bind(held.id)
            .bind(held.version)
            .bind(i64::try_from(held.entry).map_err(broken)?)
            .bind(i64::try_from(due.entry).map_err(broken)?)
            .execute(&mut *connection)
            .await?;
        }
        Note { target, entry: due.entry, outcome, now }.run(connection).await
    }
}

/// A Consent that a server holds of somebody who is to be erased, and that may be active there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveConsent {
    /// Whose it is: their opaque subject id.
    pub subject: String,
    /// Our own id of it.
    pub name: String,
    /// Its id there.
    pub id: String,
}

/// Notes that a Consent is inactive at a server.
#[derive(Debug)]
pub struct NoteInactive {
    /// Which server.
    pub target: TargetName,
    /// Which Consent.
    pub consent: ActiveConsent,
}

impl Write for NoteInactive {
    type Done = ();

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE fhir_held SET inactive = 1 WHERE target = $1 AND mark = $2 AND kind = 'Consent' AND name = $3",
        )
        .bind(self.target.to_string())
        .bind(self.consent.subject)
        .bind(self.consent.name)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// A query over the Consents that a server ($1) is to make inactive.
macro_rules! active_consents {
    ($columns:literal, $after:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM erasure_requests r JOIN patients p ON p.id = r.patient JOIN fhir_held h ON h.mark = p.mark
             WHERE h.target = $1 AND h.kind = 'Consent' AND h.inactive = 0",
            $after
        )
    };
}

/// How many Consents a server is to make inactive.
pub(super) const ACTIVE: &str = active_consents!("count(*)", "");

/// A query over the entries that are due to a server ($1): everybody's, but for what was erased.
macro_rules! due {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "SELECT e.number AS entry, p.id, p.mark, p.number AS known_by
             FROM entries e JOIN patients p ON p.id = e.patient
             WHERE e.kind = 'event' AND e.payload <> '' AND p.acts_only = 0
               AND (e.number > (SELECT entry FROM delivery_cursors WHERE target = $1)
                    OR e.number IN (SELECT entry FROM dead_letters WHERE target = $1 AND again <> 0))
             ORDER BY e.number",
            $after
        )
    };
}

/// How many entries are due to a server.
pub(super) const WAITING: &str = due!("SELECT count(*) FROM (", ") AS due");

impl Store {
    /// The entry that a server is to be told of next, if there is one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn next_due_to_server(&self, target: &TargetName) -> Result<Option<DueEntry>, sqlx::Error> {
        let row =
            sqlx::query(due!("", " LIMIT 1")).bind(target.to_string()).fetch_optional(self.readers()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(DueEntry {
            entry: u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?,
            row: row.try_get(1)?,
            mark: row.try_get(2)?,
            number: row.try_get(3)?,
        }))
    }

    /// The Consent that a server is to make inactive next, if there is one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn next_active_consent(
        &self,
        target: &TargetName,
    ) -> Result<Option<ActiveConsent>, sqlx::Error> {
        let next: Option<(String, String, String)> =
            sqlx::query_as(active_consents!("h.mark, h.name, h.id", " ORDER BY h.mark, h.name LIMIT 1"))
                .bind(target.to_string())
                .fetch_optional(self.readers())
                .await?;
        Ok(next.map(|(subject, name, id)| ActiveConsent { subject, name, id }))
    }

    /// What a server holds of somebody's.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn held_there(&self, target: &TargetName, mark: &str) -> Result<HeldThere, sqlx::Error> {
        let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
            "SELECT kind, name, id, version, entry FROM fhir_held WHERE target = $1 AND mark = $2",
        )
        .bind(target.to_string())
        .bind(mark)
        .fetch_all(self.readers())
        .await?;
        let held = rows.into_iter().map(|(kind, name, id, version, entry)| {
            Ok(((kind, name), Held { id, version, entry: u64::try_from(entry).map_err(broken)? }))
        });
        held.collect()
    }
}
