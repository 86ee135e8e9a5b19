//! Erasing what is personal of a patient (A30). The leaves of the tree stay, and every proof with them.

use super::door::Kind;
use super::writer::Write;
use super::{Store, broken};
use sqlx::AnyConnection;

/// Erases what is personal of a patient: every payload with its salt and hash, their number and language, and every
/// way in. Which data were given of how many people stays true, so the releases stay.
#[derive(Debug)]
pub struct Erase {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// Erases although their no has not reached everybody yet.
    pub leave_letters: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// So many entries lost their content.
    Entries(u64),
    /// There is no such patient.
    NoPatient,
    /// Nothing was erased: so many who hold their data have not been told of a no, and nobody could tell them of
    /// whom any more.
    Untold(u64),
}

impl Write for Erase {
    type Done = Erased;

    async fn run(self, connection: &mut AnyConnection) -> Result<Erased, sqlx::Error> {
        let patient: Option<i64> = sqlx::query_scalar("SELECT id FROM patients WHERE number = $1")
            .bind(&self.patient)
            .fetch_optional(&mut *connection)
            .await?;
        let Some(patient) = patient else { return Ok(Erased::NoPatient) };
        let untold: i64 =
            sqlx::query_scalar("SELECT count(*) FROM outbox WHERE patient = $1 AND state = 'waiting'")
                .bind(patient)
                .fetch_one(&mut *connection)
                .await?;
        if untold > 0 && !self.leave_letters {
            return u64::try_from(untold).map(Erased::Untold).map_err(broken);
        }
        let erased = sqlx::query(
            "UPDATE entries SET payload = '', salt = $2, body_hash = $2 WHERE patient = $1 AND payload <> ''",
        )
        .bind(patient)
        .bind(Vec::new())
        .execute(&mut *connection)
        .await?;
        for sweep in [
            "DELETE FROM sessions WHERE patient = $1",
            "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = $1)",
            "DELETE FROM invitations WHERE patient = $1",
            "DELETE FROM portal_subjects WHERE patient = $1",
            "DELETE FROM mandates WHERE patient = $1 OR holder = $1",
            "UPDATE outbox SET reason = CASE WHEN reason IS NOT NULL THEN '' END WHERE patient = $1",
            "UPDATE patients SET number = 'erased ' || id, language = '', acts_only = 1 WHERE id = $1",
        ] {
            sqlx::query(sweep).bind(patient).execute(&mut *connection).await?;
        }
        Ok(Erased::Entries(erased.rows_affected()))
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
        if self.kind() == Kind::Postgres {
            return Ok(true);
        }
        let mut connection = self.another_writer().await?;
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await?;
        Ok(busy == 0)
    }
}
