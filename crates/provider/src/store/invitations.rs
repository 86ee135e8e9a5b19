//! Invitations: made in one piece with their patients, and revoked with everything they opened.

use super::to_millis;
use super::writer::Write;
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::Language;
use sqlx::SqliteConnection;

/// An invitation as it is kept: neither its token nor the birth date is in it.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The language the patient prefers.
    pub language: Language,
    /// The SHA-256 of the token.
    pub token_hash: Hash,
    /// The birth date's MAC under the token.
    pub birth_date_mac: Hash,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Makes invitations: all of them, or none.
#[derive(Debug)]
pub struct Invite(pub Vec<Invitation>);

impl Write for Invite {
    type Done = ();

    async fn run(self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        for invitation in self.0 {
            let patient = patient_row(connection, &invitation.patient, &invitation.language).await?;
            sqlx::query(
                "INSERT INTO invitations (token_hash, patient, birth_date_mac, expires_at) VALUES (?, ?, ?, ?)",
            )
            .bind(&invitation.token_hash[..])
            .bind(patient)
            .bind(&invitation.birth_date_mac[..])
            .bind(to_millis(invitation.expires_at))
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

/// The row of a patient, made where there is none; an invitation brings the language up to date.
async fn patient_row(
    connection: &mut SqliteConnection,
    patient: &str,
    language: &Language,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO patients (number, language) VALUES (?, ?)
         ON CONFLICT (number) DO UPDATE SET language = excluded.language RETURNING id",
    )
    .bind(patient)
    .bind(language.as_str())
    .fetch_one(connection)
    .await
}

/// Revokes every invitation of a patient, and ends what they opened.
#[derive(Debug)]
pub struct Revoke {
    /// The number the hospital knows the patient by.
    pub patient: String,
}

impl Write for Revoke {
    /// How many invitations were revoked; `None`: no such patient.
    type Done = Option<u64>;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Option<u64>, sqlx::Error> {
        let patient: Option<i64> = sqlx::query_scalar("SELECT id FROM patients WHERE number = ?")
            .bind(&self.patient)
            .fetch_optional(&mut *connection)
            .await?;
        let Some(patient) = patient else { return Ok(None) };
        sqlx::query("DELETE FROM sessions WHERE patient = ?").bind(patient).execute(&mut *connection).await?;
        sqlx::query(
            "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = ?)",
        )
        .bind(patient)
        .execute(&mut *connection)
        .await?;
        let revoked = sqlx::query("UPDATE invitations SET revoked = 1 WHERE patient = ? AND revoked = 0")
            .bind(patient)
            .execute(connection)
            .await?;
        Ok(Some(revoked.rows_affected()))
    }
}
