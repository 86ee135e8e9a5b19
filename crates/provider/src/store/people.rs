//! Whom a session may speak for (S28): the person themself, and those for whom a verified mandate holds now.

use super::{Store, broken, to_millis};
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::event::Payload;
use nattoku_consent::wire::Person;
use nattoku_consent::{Body, EventId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use uuid::Uuid;

/// Whose record it is, and by what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The person's row.
    pub patient: i64,
    /// Under which mandate; none: for themself.
    pub mandate: Option<EventId>,
}

impl Who {
    /// Whether the session is open and may speak for them at `now`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) async fn may_speak(
        self,
        connection: &mut AnyConnection,
        session: &Hash,
        now: DateTime<Utc>,
    ) -> Result<bool, sqlx::Error> {
        let open: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM sessions AS s JOIN patients AS p ON p.id = $3
             WHERE s.token_hash = $1 AND s.expires_at > $2
               AND CASE WHEN $4 IS NULL THEN p.id = s.patient AND p.acts_only = 0
                   ELSE EXISTS (SELECT 1 FROM mandates AS m WHERE m.event = $4 AND m.holder = s.patient
                                AND m.patient = p.id AND m.ended_at IS NULL AND m.ends_at > $2) END",
        )
        .bind(&session[..])
        .bind(to_millis(now))
        .bind(self.patient)
        .bind(self.mandate.map(|mandate| mandate.0.as_bytes().to_vec()))
        .fetch_optional(connection)
        .await?;
        Ok(open.is_some())
    }
}

/// Somebody a session may speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their row, and by what right.
    pub who: Who,
    /// As the app is told.
    pub person: Person,
}

impl Store {
    /// Everybody whom `holder`, the person who signed in, may speak for at `now`: themself first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn people_of(&self, holder: i64, now: DateTime<Utc>) -> Result<Vec<Known>, sqlx::Error> {
        let own: Option<String> =
            sqlx::query_scalar("SELECT mark FROM patients WHERE id = $1 AND acts_only = 0")
                .bind(holder)
                .fetch_optional(self.readers())
                .await?;
        let own = own.map(|subject| Known {
            who: Who { patient: holder, mandate: None },
            person: Person { subject, mandate: None },
        });
        let rows = sqlx::query(
            "SELECT p.id, p.mark, m.event, e.payload FROM mandates m
             JOIN patients p ON p.id = m.patient
             JOIN entries e ON e.patient = m.patient AND e.idempotency_key = m.event
             WHERE m.holder = $1 AND m.ended_at IS NULL AND m.ends_at > $2 AND e.payload <> '' ORDER BY e.number",
        )
        .bind(holder)
        .bind(to_millis(now))
        .fetch_all(self.readers())
        .await?;
        let others: Result<Vec<_>, _> = rows.iter().map(acted_for).collect();
        Ok(own.into_iter().chain(others?).collect())
    }
}

fn acted_for(row: &AnyRow) -> Result<Known, sqlx::Error> {
    let event = EventId(Uuid::from_slice(row.try_get(2)?).map_err(broken)?);
    let payload: Payload = serde_json::from_str(row.try_get(3)?).map_err(broken)?;
    let Body::ProxyBegan(mandate) = payload.event.body else {
        return Err(broken("a mandate's entry begins none"));
    };
    Ok(Known {
        who: Who { patient: row.try_get(0)?, mandate: Some(event) },
        person: Person { subject: row.try_get(1)?, mandate: Some(mandate) },
    })
}
