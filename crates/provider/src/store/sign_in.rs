//! Opening a session: what the patient holds and what they know must fit together. Wrong birth dates
//! are counted in the database, so a restart gives no new tries, and nobody tries in parallel. Only who holds a letter
//! of the patient's can miss: nobody else can lock them out.

use super::sign_in_policy::{Consequence, Failures, consequence};
use super::writer::Write;
use super::{Store, broken, to_millis};
use crate::secrets::{Hash, Token, birth_date_mac, is_birth_date, sha256};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::wire::Credential;
use sqlx::{AnyConnection, FromRow};

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
    /// How long the first wait after too many tries lasts.
    pub lock: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// The session is open for the patient of this row.
    Opened(i64),
    /// The birth date does not fit; so many tries are left.
    WrongBirthDate(u32),
    /// The birth date does not fit, and there are no more tries until then.
    LockedBy(DateTime<Utc>),
    /// No more tries until then: there were too many before.
    LockedUntil(DateTime<Utc>),
    /// The birth date does not fit, and with that the letter ended.
    LetterEndedBy,
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
    /// By any of the patient's letters, since they last signed in.
    since_sign_in: i64,
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
        let before = self.failures(connection, door).await?;
        let consequence = consequence(before, self.lock);
        let (locked_until, signed_in) = match consequence {
            Consequence::TriesLeft(tries) => (None, SignedIn::WrongBirthDate(tries)),
            Consequence::Wait(wait) => (Some(self.now + wait), SignedIn::LockedBy(self.now + wait)),
            Consequence::LetterEnds => (None, SignedIn::LetterEndedBy),
        };
        sqlx::query("UPDATE invitations SET failures = failures + 1, revoked = $1 WHERE id = $2")
            .bind(i64::from(consequence == Consequence::LetterEnds))
            .bind(door.id)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "UPDATE patients SET sign_in_failures = sign_in_failures + 1, sign_in_locked_until = $1 WHERE id = $2",
        )
        .bind(locked_until.map_or(0, to_millis))
        .bind(door.patient)
        .execute(connection)
        .await?;
        Ok(signed_in)
    }

    /// The patient's wrong birth dates so far.
    async fn failures(&self, connection: &mut AnyConnection, door: &Door) -> Result<Failures, sqlx::Error> {
        let of_letters: i64 = sqlx::query_scalar(
            "SELECT CAST(sum(failures) AS BIGINT) FROM invitations
             WHERE patient = $1 AND revoked = 0 AND expires_at > $2",
        )
        .bind(door.patient)
        .bind(to_millis(self.now))
        .fetch_one(connection)
        .await?;
        let count = |count: i64| u32::try_from(count).map_err(broken);
        Ok(Failures { of_letters: count(of_letters)?, since_sign_in: count(door.since_sign_in)? })
    }

    async fn open(self, connection: &mut AnyConnection, door: &Door) -> Result<SignedIn, sqlx::Error> {
        let now = to_millis(self.now);
        for sweep in [
            "DELETE FROM sessions WHERE expires_at <= $1",
            "DELETE FROM resume_tickets WHERE expires_at <= $1",
        ] {
            sqlx::query(sweep).bind(now).execute(&mut *connection).await?;
        }
        sqlx::query("UPDATE patients SET sign_in_failures = 0, sign_in_locked_until = 0 WHERE id = $1")
            .bind(door.patient)
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

/// Ends a session, and the tickets of its letter, so that nobody comes back by one of them on a shared computer.
#[derive(Debug)]
pub struct SignOut {
    /// The SHA-256 of the session's bearer token.
    pub session: Hash,
}

impl Write for SignOut {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        for statement in [
            "DELETE FROM resume_tickets
             WHERE invitation IN (SELECT invitation FROM sessions WHERE token_hash = $1)",
            "DELETE FROM sessions WHERE token_hash = $1",
        ] {
            sqlx::query(statement).bind(&self.session[..]).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

async fn by_invitation(connection: &mut AnyConnection, token: &str) -> Result<Option<Door>, sqlx::Error> {
    sqlx::query_as(
        "SELECT i.id, i.patient, i.birth_date_mac, i.expires_at, i.revoked,
                p.sign_in_failures AS since_sign_in, p.sign_in_locked_until AS locked_until
         FROM invitations i JOIN patients p ON p.id = i.patient WHERE i.token_hash = $1",
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
        "SELECT i.id, i.patient, t.birth_date_mac, i.expires_at, i.revoked,
                p.sign_in_failures AS since_sign_in, p.sign_in_locked_until AS locked_until
         FROM resume_tickets t JOIN invitations i ON i.id = t.invitation JOIN patients p ON p.id = i.patient
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
