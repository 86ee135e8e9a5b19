//! Accepting an event into the ledger: at most once per idempotency key, in the ledger's order, and,
//! where it widens what may happen, only on top of the record that the person saw.

use super::ledger::Sealed;
use super::people::Who;
use super::writer::Write;
use super::{broken, from_millis, to_millis};
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::event::Payload;
use nattoku_consent::{Entry, Event};
use nattoku_ledger::Receipt;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// An event on its way into the ledger.
#[derive(Debug)]
pub struct Accept<R> {
    /// The SHA-256 of the bearer token: whether its session is still open, and may still speak for the person, is
    /// asked in the same statement that writes, so that no revocation can come between.
    pub session: Hash,
    /// Whose entry it is, and by what right.
    pub who: Who,
    /// What happened; its id is the idempotency key.
    pub event: Event,
    /// The SHA-256 of the request that brought it.
    pub body_hash: Hash,
    /// The instant of acceptance; raised to that of the last entry where the clock stepped back.
    pub now: DateTime<Utc>,
    /// What must hold before it is accepted. A repeat of what was accepted is answered without asking.
    pub condition: Condition<R>,
}

/// What must hold before an event is accepted.
#[derive(Debug)]
pub enum Condition<R> {
    /// Nothing: to stop something is never refused for staleness.
    None,
    /// The record is at this version.
    Version(u64),
    /// Nothing can make it acceptable, for this reason.
    Never(R),
}

/// What came of it.
#[derive(Debug)]
pub enum Accepted<R> {
    /// It is in the ledger, now or since an earlier try with the same key and body.
    Entry {
        /// Its number.
        number: u64,
        /// Its receipt, where it was sealed now; that of an earlier try is read.
        receipt: Option<Box<Receipt>>,
    },
    /// There is no such session, or it ended.
    NoSession,
    /// The key stands for something else.
    KeyReused,
    /// The record has moved on.
    Stale,
    /// The condition could not hold.
    Refused(R),
}

impl<R: Send + Sync + 'static> Write for Accept<R> {
    type Done = Accepted<R>;

    // The rest only reads.
    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<Accepted<R>, sqlx::Error> {
        if let Some(entry) = self.append(connection).await? {
            return Ok(entry);
        }
        if !self.who.may_speak(connection, &self.session, self.now).await? {
            return Ok(Accepted::NoSession);
        }
        if let Some(earlier) = self.earlier(connection).await? {
            return Ok(earlier);
        }
        Ok(match self.condition {
            Condition::Never(reason) => Accepted::Refused(reason),
            Condition::Version(_) | Condition::None => Accepted::Stale,
        })
    }

    fn sealed(done: &mut Self::Done, sealed: &Sealed) {
        if let Accepted::Entry { number, receipt } = done {
            *receipt = sealed.receipt(*number).map(Box::new);
        }
    }
}

impl<R> Accept<R> {
    /// Appends the event if everything holds; most do. The instant never goes backward, whatever the
    /// clock does (A12).
    async fn append(&self, connection: &mut AnyConnection) -> Result<Option<Accepted<R>>, sqlx::Error> {
        let version = match self.condition {
            Condition::None => None,
            Condition::Version(seen) => Some(i64::try_from(seen).unwrap_or(i64::MAX)),
            Condition::Never(_) => return Ok(None),
        };
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(broken)?;
        let number: Option<i64> = sqlx::query_scalar(
            "INSERT INTO entries (kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
             SELECT 'event', p.id, $3, $4,
                    max($2, coalesce((SELECT accepted_at FROM entries ORDER BY number DESC LIMIT 1), 0)), $7,
                    '{\"subject\":\"' || p.mark || '\",\"event\":' || $5 || '}'
             FROM sessions AS s JOIN patients AS p ON p.id = $8
             WHERE s.token_hash = $1 AND s.expires_at > $2
               AND CASE WHEN $9 IS NULL THEN p.id = s.patient AND p.acts_only = 0
                   ELSE EXISTS (SELECT 1 FROM mandates AS m WHERE m.event = $9 AND m.holder = s.patient
                                AND m.patient = p.id AND m.ended_at IS NULL AND m.ends_at > $2) END
               AND ($6 IS NULL OR $6 = (SELECT coalesce(max(number), 0) FROM entries
                                       WHERE patient = p.id AND kind = 'event'))
             ON CONFLICT (patient, idempotency_key) DO NOTHING
             RETURNING number",
        )
        .bind(&self.session[..])
        .bind(to_millis(self.now))
        .bind(&self.event.id.0.as_bytes()[..])
        .bind(&self.body_hash[..])
        .bind(serde_json::to_string(&self.event).map_err(broken)?)
        .bind(version)
        .bind(&salt[..])
        .bind(self.who.patient)
        .bind(self.who.mandate.map(|mandate| mandate.0.as_bytes().to_vec()))
        .fetch_optional(connection)
        .await?;
        let Some(number) = number else { return Ok(None) };
        Ok(Some(Accepted::Entry { number: u64::try_from(number).map_err(broken)?, receipt: None }))
    }

    async fn earlier(&self, connection: &mut AnyConnection) -> Result<Option<Accepted<R>>, sqlx::Error> {
        let row =
            sqlx::query("SELECT number, body_hash FROM entries WHERE patient = $1 AND idempotency_key = $2")
                .bind(self.who.patient)
                .bind(&self.event.id.0.as_bytes()[..])
                .fetch_optional(connection)
                .await?;
        let Some(row) = row else { return Ok(None) };
        let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
        let same = row.try_get::<&[u8], _>(1)? == self.body_hash;
        Ok(Some(if same { Accepted::Entry { number, receipt: None } } else { Accepted::KeyReused }))
    }
}

/// Reads an entry from a row that begins with number, accepted_at, payload.
pub(super) fn read_entry(row: &AnyRow) -> Result<Entry, sqlx::Error> {
    let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
    let payload: &str = row.try_get(2)?;
    if payload.is_empty() {
        return Err(broken(format!(
            "entry {number} has lost its content, and no erasure says so: run `nattoku verify`, and bring back a good copy"
        )));
    }
    let payload: Payload = serde_json::from_str(payload).map_err(broken)?;
    Ok(Entry { number, accepted_at: from_millis(row.try_get(1)?)?, event: payload.event })
}
