//! Sessions from portals: whom a portal means by a subject, and that each of its tokens opens one session.

use super::registration::{NewPatient, RegistrationError, register};
use super::to_millis;
use super::writer::Write;
use crate::portal::PortalId;
use crate::portal::token::Claims;
use crate::secrets::{Token, sha256};
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::Language;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// Opens a session by a token that was verified.
pub struct PortalSignIn {
    /// Whose token.
    pub portal: PortalId,
    /// What it says.
    pub claims: Claims,
    /// The token of the session, if it is opened.
    pub bearer: Token,
    /// The instant of the try.
    pub now: DateTime<Utc>,
    /// How long the session lasts.
    pub session: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortalSignedIn {
    /// The session is open for the patient of this row.
    Opened(i64),
    /// The token opened one before.
    Used,
    /// Nobody is known by this subject.
    Unknown,
}

impl Write for PortalSignIn {
    type Done = PortalSignedIn;

    async fn run(self, connection: &mut AnyConnection) -> Result<PortalSignedIn, sqlx::Error> {
        let now = to_millis(self.now);
        for sweep in
            ["DELETE FROM sessions WHERE expires_at <= $1", "DELETE FROM portal_tokens WHERE ends_at <= $1"]
        {
            sqlx::query(sweep).bind(now).execute(&mut *connection).await?;
        }
        let fresh = sqlx::query(
            "INSERT INTO portal_tokens (portal, token_hash, ends_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(self.portal.as_str())
        .bind(&sha256(self.claims.id.as_bytes())[..])
        .bind(to_millis(self.claims.ends_at))
        .execute(&mut *connection)
        .await?;
        if fresh.rows_affected() == 0 {
            return Ok(PortalSignedIn::Used);
        }
        let patient: Option<i64> =
            sqlx::query_scalar("SELECT patient FROM portal_subjects WHERE portal = $1 AND subject = $2")
                .bind(self.portal.as_str())
                .bind(&self.claims.subject)
                .fetch_optional(&mut *connection)
                .await?;
        let Some(patient) = patient else { return Ok(PortalSignedIn::Unknown) };
        sqlx::query("INSERT INTO sessions (token_hash, patient, expires_at) VALUES ($1, $2, $3)")
            .bind(&sha256(self.bearer.as_str().as_bytes())[..])
            .bind(patient)
            .bind(to_millis(self.now + self.session))
            .execute(connection)
            .await?;
        Ok(PortalSignedIn::Opened(patient))
    }
}

/// Whom a portal means by a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The portal's name for them.
    pub subject: String,
    /// The language to note for a patient who was not known before.
    pub language: Language,
}

impl Subject {
    /// Whom to register, if the number is not registered.
    fn registrant(&self) -> NewPatient<'_> {
        NewPatient { number: &self.patient, language: self.language.as_str(), acts_only: false }
    }
}

/// Notes whom a portal means: all of them, or none.
#[derive(Debug)]
pub struct NameSubjects {
    /// Which portal.
    pub portal: PortalId,
    /// Whom it means.
    pub subjects: Vec<Subject>,
    /// The numbers that were erased, and are registered anew.
    pub anew: BTreeSet<String>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// So many are new.
    New(u64),
    /// The subject at this place of the list stands for somebody else. Nothing was noted.
    SomebodyElse(usize),
    /// A number cannot be registered. Nothing was noted.
    Refused(RegistrationError),
}

impl Write for NameSubjects {
    type Done = Named;

    async fn run(self, connection: &mut AnyConnection) -> Result<Named, sqlx::Error> {
        let mut conflict = None;
        for (place, Subject { patient, subject, .. }) in self.subjects.iter().enumerate() {
            let known: Option<String> = sqlx::query_scalar(
                "SELECT p.number FROM portal_subjects s JOIN patients p ON p.id = s.patient
                 WHERE s.portal = $1 AND s.subject = $2",
            )
            .bind(self.portal.as_str())
            .bind(subject)
            .fetch_optional(&mut *connection)
            .await?;
            if known.is_some_and(|known| known != *patient) {
                conflict = Some(place);
                break;
            }
        }
        if let Some(place) = conflict {
            return Ok(Named::SomebodyElse(place));
        }
        let people: Vec<_> = self.subjects.iter().map(Subject::registrant).collect();
        if let Err(refused) = register(connection, &people, &self.anew, self.now).await? {
            return Ok(Named::Refused(refused));
        }
        let mut new = 0;
        for subject in &self.subjects {
            new += name(connection, &self.portal, subject).await?;
        }
        Ok(Named::New(new))
    }
}

async fn name(
    connection: &mut AnyConnection,
    portal: &PortalId,
    Subject { patient, subject, .. }: &Subject,
) -> Result<u64, sqlx::Error> {
    let named = sqlx::query(
        "INSERT INTO portal_subjects (portal, subject, patient)
         SELECT $1, $2, id FROM patients WHERE number = $3 ON CONFLICT DO NOTHING",
    )
    .bind(portal.as_str())
    .bind(subject)
    .bind(patient)
    .execute(connection)
    .await?;
    Ok(named.rows_affected())
}
