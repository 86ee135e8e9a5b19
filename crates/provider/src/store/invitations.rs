//! Invitations: made in one piece with their patients, and revoked with everything they opened.

use super::registration::{NewPatient, RegistrationError, register};
use super::to_millis;
use super::writer::Write;
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::Language;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

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
    /// Whether they are asked themselves.
    pub role: Role,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Whether who is invited is asked themselves, or only acts for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// As the hospital knows them; whoever it does not know is a patient.
    AsKnown,
    /// As the hospital knows them; whoever it does not know only acts for others.
    ActsOnly,
    /// A patient, also if they only acted for others so far.
    Patient,
}

/// Makes invitations: all of them, or none. A new one ends the earlier ones of its patient, which may be lost, with
/// everything they opened.
#[derive(Debug)]
pub struct Invite {
    /// The invitations.
    pub invitations: Vec<Invitation>,
    /// The numbers that were erased, and are registered anew.
    pub anew: BTreeSet<String>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

/// What making invitations did besides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Invited {
    /// How many of those who are invited only act for others.
    pub only_act: u64,
    /// How many earlier invitations ended that had not been revoked.
    pub replaced: u64,
}

impl Write for Invite {
    type Done = Result<Invited, RegistrationError>;

    async fn run(self, connection: &mut AnyConnection) -> Result<Self::Done, sqlx::Error> {
        let people: Vec<_> = self.invitations.iter().map(Invitation::registrant).collect();
        if let Err(refused) = register(connection, &people, &self.anew, self.now).await? {
            return Ok(Err(refused));
        }
        let mut invited = Invited::default();
        for invitation in self.invitations {
            let (patient, acts_only) = row(connection, &invitation).await?;
            invited.only_act += u64::from(acts_only);
            invited.replaced += end_earlier(connection, patient).await?;
            sqlx::query(
                "INSERT INTO invitations (token_hash, patient, birth_date_mac, expires_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(&invitation.token_hash[..])
            .bind(patient)
            .bind(&invitation.birth_date_mac[..])
            .bind(to_millis(invitation.expires_at))
            .execute(&mut *connection)
            .await?;
        }
        Ok(Ok(invited))
    }
}

impl Invitation {
    /// Whom to register, if the number is not registered.
    fn registrant(&self) -> NewPatient<'_> {
        let acts_only = self.role == Role::ActsOnly;
        NewPatient { number: &self.patient, language: self.language.as_str(), acts_only }
    }
}

/// The row of who is invited and whether they only act for others. An invitation brings the language up to date.
async fn row(connection: &mut AnyConnection, invitation: &Invitation) -> Result<(i64, bool), sqlx::Error> {
    let (row, acts_only): (i64, i64) = sqlx::query_as(
        "UPDATE patients SET language = $2, acts_only = acts_only * $3 WHERE number = $1 RETURNING id, acts_only",
    )
    .bind(&invitation.patient)
    .bind(invitation.language.as_str())
    // Who is invited as a patient is one, whatever they were.
    .bind(i64::from(invitation.role != Role::Patient))
    .fetch_one(connection)
    .await?;
    Ok((row, acts_only != 0))
}

/// Ends a patient's earlier invitations and what they opened; returns how many had not been revoked. A wait after wrong
/// birth dates ends, too: it may be the doing of whoever found the earlier letter.
async fn end_earlier(connection: &mut AnyConnection, patient: i64) -> Result<u64, sqlx::Error> {
    for statement in [
        "DELETE FROM sessions WHERE invitation IN (SELECT id FROM invitations WHERE patient = $1)",
        "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = $1)",
        "UPDATE patients SET sign_in_locked_until = 0 WHERE id = $1",
    ] {
        sqlx::query(statement).bind(patient).execute(&mut *connection).await?;
    }
    let ended = sqlx::query("UPDATE invitations SET revoked = 1 WHERE patient = $1 AND revoked = 0")
        .bind(patient)
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
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

    async fn run(self, connection: &mut AnyConnection) -> Result<Option<u64>, sqlx::Error> {
        let patient: Option<i64> = sqlx::query_scalar("SELECT id FROM patients WHERE number = $1")
            .bind(&self.patient)
            .fetch_optional(&mut *connection)
            .await?;
        let Some(patient) = patient else { return Ok(None) };
        sqlx::query("DELETE FROM sessions WHERE patient = $1")
            .bind(patient)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "DELETE FROM resume_tickets WHERE invitation IN (SELECT id FROM invitations WHERE patient = $1)",
        )
        .bind(patient)
        .execute(&mut *connection)
        .await?;
        let revoked = sqlx::query("UPDATE invitations SET revoked = 1 WHERE patient = $1 AND revoked = 0")
            .bind(patient)
            .execute(connection)
            .await?;
        Ok(Some(revoked.rows_affected()))
    }
}
