//! Opening a session: what the patient holds and what they know must fit together. Wrong birth dates
//! are counted in the database, so a restart gives no new tries, and nobody tries in parallel.

use super::writer::Write;
use super::{Store, to_millis};
use crate::secrets::{Hash, Token, birth_date_mac, is_birth_date, sha256};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::wire::Credential;
use sqlx::{AnyConnection, FromRow};

/// How many wrong birth dates there may be before a wait.
pub const TRIES: u32 = 5;

/// A try to open a session.
pub struct SignIn {
    /// What the patient holds.
    pub credential: Credential,
    /// What the patient knows.
    pub birth_date: NaiveDate,
    /// The token of the session, if it is opened.
    pub bearer: Token,
    /// The ticket to come back by after a reload.
    pub resume: Token,
    /// The instant of the try.
    pub now: DateTime<Utc>,
    /// How long the session lasts.
    pub session: Duration,
    /// How long the ticket lasts.
    pub ticket: Duration,
    /// How long a wait after too many tries lasts.
    pub lock: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// The session is open for the patient of this row.
    Opened(i64),
    /// The birth date does not fit; so many tries are left.
    WrongBirthDate(u32),
    /// No more tries until then.
    LockedUntil(DateTime<Utc>),
    /// The invitation is not known, over or revoked.
    InvitationEnded,
    /// The ticket is not known or over.
    TicketEnded,
}

#[derive(FromRow)]
struct Door {
    id: i64,
    patient: i64,
    birth_date_mac: Vec<u8>,
    expires_at: i64,
    /// Not 0: it was revoked.
    revoked: i64,
    failures: i64,
    locked_until: i64,
}

impl Write for SignIn {
    type Done = SignedIn;

    async fn run(self, connection: &mut AnyConnection) -> Result<SignedIn, sqlx::Error> {
        let now = to_millis(self.now);
        let (token, door, unknown) = match &self.credential {
            Credential::Invitation(token) => {
                (token, by_invitation(connection, token).await?, SignedIn::InvitationEnded)
            }
            Credential::Resume(ticket) => {
                (ticket, by_ticket(connection, ticket, now).await?, SignedIn::TicketEnded)
            }
        };
        let Some(door) = door else { return Ok(unknown) };
        if door.revoked != 0 || door.expires_at <= now {
            return Ok(SignedIn::InvitationEnded);
        }
        if let Some(until) =
            DateTime::from_timestamp_millis(door.locked_until).filter(|until| *until > self.now)
        {
            return Ok(SignedIn::LockedUntil(until));
        }
        if !is_birth_date(token, self.birth_date, &door.birth_date_mac) {
            return self.count_failure(connection, &door).await;
        }
        self.open(connection, &door).await
    }
}

impl SignIn {
    async fn count_failure(
        &self,
        connection: &mut AnyConnection,
        door: &Door,
    ) -> Result<SignedIn, sqlx::Error> {
        let failures = u32::try_from(door.failures + 1).unwrap_or(TRIES);
        let locked_until = (failures >= TRIES).then(|| self.now + self.lock);
        sqlx::query("UPDATE invitations SET failures = $1, locked_until = $2 WHERE id = $3")
            .bind(if locked_until.is_some() { 0 } else { i64::from(failures) })
            .bind(locked_until.map_or(0, to_millis))
            .bind(door.id)
            .execute(connection)
            .await?;
        Ok(locked_until.map_or_else(|| SignedIn::WrongBirthDate(TRIES - failures), SignedIn::LockedUntil))
    }

    async fn open(self, connection: &mut AnyConnection, door: &Door) -> Result<SignedIn, sqlx::Error> {
        let now = to_millis(self.now);
        for sweep in [
            "DELETE FROM sessions WHERE expires_at <= $1",
            "DELETE FROM resume_tickets WHERE expires_at <= $1",
        ] {
            sqlx::query(sweep).bind(now).execute(&mut *connection).await?;
        }
        sqlx::query("UPDATE invitations SET failures = 0, locked_until = 0 WHERE id = $1")
            .bind(door.id)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, invitation, patient, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(&sha256(self.bearer.as_str().as_bytes())[..])
        .bind(door.id)
        .bind(door.patient)
        .bind(to_millis(self.now + self.session))
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO resume_tickets (token_hash, invitation, birth_date_mac, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(&sha256(self.resume.as_str().as_bytes())[..])
        .bind(door.id)
        .bind(&birth_date_mac(self.resume.as_str(), self.birth_date)[..])
        .bind(to_millis(self.now + self.ticket))
        .execute(connection)
        .await?;
        Ok(SignedIn::Opened(door.patient))
    }
}

async fn by_invitation(connection: &mut AnyConnection, token: &str) -> Result<Option<Door>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, patient, birth_date_mac, expires_at, revoked, failures, locked_until
         FROM invitations WHERE token_hash = $1",
    )
    .bind(&sha256(token.as_bytes())[..])
    .fetch_optional(connection)
    .await
}

async fn by_ticket(
    connection: &mut AnyConnection,
    ticket: &str,
    now: i64,
) -> Result<Option<Door>, sqlx::Error> {
    sqlx::query_as(
        "SELECT i.id, i.patient, t.birth_date_mac, i.expires_at, i.revoked, i.failures, i.locked_until
         FROM resume_tickets t JOIN invitations i ON i.id = t.invitation
         WHERE t.token_hash = $1 AND t.expires_at > $2",
    )
    .bind(&sha256(ticket.as_bytes())[..])
    .bind(now)
    .fetch_optional(connection)
    .await
}

impl Store {
    /// The patient of a session, by its bearer token's SHA-256, if it has not ended at `now`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn patient_of(&self, session: &Hash, now: DateTime<Utc>) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT patient FROM sessions WHERE token_hash = $1 AND expires_at > $2")
            .bind(&session[..])
            .bind(to_millis(now))
            .fetch_optional(self.readers())
            .await
    }
}
