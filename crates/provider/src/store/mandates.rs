//! Mandates (S28, U6): somebody may act for a patient, as the desk verified it. The event is an entry like any other;
//! beside it stands who it is that may, so that their own invitation opens it.

use super::desk::{Entered, append, earlier, patient_row};
use super::registration::{NewPatient, RegistrationError, register};
use super::staff::{Right, check};
use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::event::Payload;
use nattoku_consent::mandate::Mandate;
use nattoku_consent::standing::begins;
use nattoku_consent::{Body, Catalogue, Event, EventId, Language};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// Lets somebody act for a patient: the event, and who it is that may.
#[derive(Debug)]
pub struct BeginProxy {
    /// For whom: the number the hospital knows the patient by.
    pub patient: String,
    /// Who acts: the number the hospital knows them by, as a patient or only for this.
    pub holder: String,
    /// The language to note for who acts, if they were not known before.
    pub language: Language,
    /// The event; its body is [`Body::ProxyBegan`].
    pub event: Event,
    /// The SHA-256 of the staff member's token, as with [`super::desk::Enter`].
    pub token: Option<Hash>,
    /// The number of who acts, where it was erased and is registered anew.
    pub anew: BTreeSet<String>,
    /// The catalogue in force, by whose wall clock the mandate's last day is counted.
    pub catalogue: Arc<Catalogue>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

impl Write for BeginProxy {
    type Done = Entered;

    async fn run(self, connection: &mut AnyConnection) -> Result<Entered, sqlx::Error> {
        if let Err(error) = check(connection, self.token.as_ref(), Right::Mandates, self.now).await? {
            return Ok(Entered::Token(error));
        }
        if self.patient == self.holder {
            return Ok(Entered::ForThemself);
        }
        let Some(patient) = patient_row(connection, &self.patient).await? else {
            return Ok(Entered::NoPatient);
        };
        let Body::ProxyBegan(mandate) = &self.event.body else { return Err(broken("no mandate begins")) };
        let ends = begins(&self.catalogue, mandate.ends.day()).filter(|ends| *ends > self.now);
        if let Some(earlier) = earlier(connection, patient, &self.event).await? {
            return Ok(earlier);
        }
        let Some(ends) = ends else { return Ok(Entered::NoMandate) };
        // Whom the hospital does not know yet only acts.
        let holder = NewPatient { number: &self.holder, language: self.language.as_str(), acts_only: true };
        match register(connection, &[holder], &self.anew, self.now).await? {
            Ok(_) => {}
            Err(RegistrationError::Erased(_)) => return Ok(Entered::HolderErased),
            Err(RegistrationError::NotErased(_)) => return Ok(Entered::HolderNotErased),
        }
        let holder: i64 = sqlx::query_scalar("SELECT id FROM patients WHERE number = $1")
            .bind(&self.holder)
            .fetch_one(&mut *connection)
            .await?;
        let entered = append(connection, patient, &self.event, self.now).await?;
        sqlx::query("INSERT INTO mandates (event, holder, patient, ends_at) VALUES ($1, $2, $3, $4)")
            .bind(&self.event.id.0.as_bytes()[..])
            .bind(holder)
            .bind(patient)
            .bind(to_millis(ends))
            .execute(connection)
            .await?;
        Ok(entered)
    }
}

/// Ends a mandate before its day.
#[derive(Debug)]
pub struct EndProxy {
    /// For whom it was.
    pub patient: String,
    /// The event; its body is [`Body::ProxyEnded`].
    pub event: Event,
    /// The SHA-256 of the staff member's token, as with [`super::desk::Enter`].
    pub token: Option<Hash>,
    /// The instant of acceptance.
    pub now: DateTime<Utc>,
}

impl Write for EndProxy {
    type Done = Entered;

    async fn run(self, connection: &mut AnyConnection) -> Result<Entered, sqlx::Error> {
        if let Err(error) = check(connection, self.token.as_ref(), Right::Mandates, self.now).await? {
            return Ok(Entered::Token(error));
        }
        let Some(patient) = patient_row(connection, &self.patient).await? else {
            return Ok(Entered::NoPatient);
        };
        let Body::ProxyEnded(mandate) = self.event.body else { return Err(broken("no mandate ends")) };
        if let Some(earlier) = earlier(connection, patient, &self.event).await? {
            return Ok(earlier);
        }
        let ended = sqlx::query(
            "UPDATE mandates SET ended_at = $1
             WHERE event = $2 AND patient = $3 AND ended_at IS NULL AND ends_at > $1",
        )
        .bind(to_millis(self.now))
        .bind(&mandate.0.as_bytes()[..])
        .bind(patient)
        .execute(&mut *connection)
        .await?;
        if ended.rows_affected() == 0 {
            return Ok(Entered::NoMandate);
        }
        append(connection, patient, &self.event, self.now).await
    }
}

/// A mandate, with who it is that may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMandate {
    /// Its name: the id of the event that began it.
    pub id: EventId,
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The number the hospital knows by who acts.
    pub holder: String,
    /// When it ends by itself.
    pub ends_at: DateTime<Utc>,
    /// When it was ended before that.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was verified.
    pub mandate: Mandate,
}

impl KnownMandate {
    /// Whether somebody may act under it. One that was ended is over, whatever the clock showed then (A36).
    #[must_use]
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && self.ends_at > now
    }

    /// When it ends or ended.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.ended_at.map_or(self.ends_at, |ended| ended.min(self.ends_at))
    }
}

impl Store {
    /// Every mandate, in the order in which they began; those of one patient, where one is named by their row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn mandates(&self, of: Option<i64>) -> Result<Vec<KnownMandate>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT m.event, p.number, h.number, m.ends_at, e.payload, m.ended_at FROM mandates m
             JOIN patients p ON p.id = m.patient JOIN patients h ON h.id = m.holder
             JOIN entries e ON e.patient = m.patient AND e.idempotency_key = m.event
             WHERE e.payload <> '' AND ($1 IS NULL OR m.patient = $1) ORDER BY e.number",
        )
        .bind(of)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(known).collect()
    }
}

fn known(row: &AnyRow) -> Result<KnownMandate, sqlx::Error> {
    let payload: Payload = serde_json::from_str(row.try_get(4)?).map_err(broken)?;
    let Body::ProxyBegan(mandate) = payload.event.body else {
        return Err(broken("a mandate's entry begins none"));
    };
    Ok(KnownMandate {
        id: EventId(Uuid::from_slice(row.try_get(0)?).map_err(broken)?),
        patient: row.try_get(1)?,
        holder: row.try_get(2)?,
        ends_at: from_millis(row.try_get(3)?)?,
        ended_at: row.try_get::<Option<i64>, _>(5)?.map(from_millis).transpose()?,
        mandate,
    })
}
