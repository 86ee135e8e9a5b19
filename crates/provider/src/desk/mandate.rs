//! Beginning and ending a mandate (S28, U6), after the desk has verified it on paper.

use super::{NotRecorded, Recorded, Refusal, Staff, entered_by, finish, language, look_up, terms, text};
use crate::store::Store;
use crate::store::mandates::{BeginProxy, EndProxy};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::ValueEnum;
use nattoku_consent::event::{Actor, Channel};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Body, Catalogue, Catalogues, Event, EventId};
use serde::Deserialize;

/// Why somebody may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// 親権者: a parent.
    Parent,
    /// 後見人: a guardian.
    Guardian,
    /// 保佐人・補助人: a curator or assistant.
    Curator,
    /// Family, where the law lets them.
    Family,
}

impl From<Basis> for ProxyBasis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Parent => Self::Parent,
            Basis::Guardian => Self::Guardian,
            Basis::Curator => Self::Curator,
            Basis::Family => Self::Family,
        }
    }
}

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// It ends on this day, which is no part of it any more.
    Day(
        #[serde(with = "nattoku_consent::time::day")]
        #[schemars(with = "String", extend("format" = "date"))]
        NaiveDate,
    ),
    /// The person, born on this day, comes of age.
    OfAge(
        #[serde(with = "nattoku_consent::time::day")]
        #[schemars(with = "String", extend("format" = "date"))]
        NaiveDate,
    ),
}

/// A mandate that begins now.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Names the mandate from then on; a repeat changes nothing.
    pub id: EventId,
    /// For whom.
    pub patient: String,
    /// Who acts: the number the hospital knows them by.
    pub holder: String,
    /// Why.
    pub basis: Basis,
    /// The name of who acts.
    pub proxy_name: String,
    /// The name of the patient.
    pub person_name: String,
    /// Until when.
    pub until: Until,
    /// Whether the number of who acts was erased, and they are registered anew.
    pub anew: bool,
}

/// Begins a mandate.
///
/// # Errors
/// Nothing was recorded.
pub async fn begin(
    store: &Store,
    catalogues: &Catalogues,
    begin: Begin,
    staff: Staff,
    now: DateTime<Utc>,
) -> Result<Recorded, NotRecorded> {
    let patient = look_up(store, &begin.patient).await?;
    let language = language(catalogues.current(), None, &patient)?;
    let mandate = Mandate {
        basis: begin.basis.into(),
        proxy: text(&begin.proxy_name, "the name of who acts")?,
        person: text(&begin.person_name, "the name of the patient")?,
        ends: ends(catalogues.current(), begin.basis, begin.until, now)?,
    };
    let event = Event {
        id: begin.id,
        actor: Actor::Staff,
        channel: Channel::Paper,
        desk: Some(entered_by(&staff)?),
        terms: terms(catalogues, &language),
        device_time: None,
        body: Body::ProxyBegan(mandate),
    };
    let holder = text(&begin.holder, "the number of who acts")?;
    let entered = store.write(BeginProxy {
        patient: begin.patient,
        anew: begin.anew.then(|| holder.clone()).into_iter().collect(),
        holder,
        language: language.clone(),
        event,
        token: staff.token,
        catalogue: catalogues.current().clone(),
        now,
    });
    let entered = entered.await?;
    finish(store, &patient, language, entered).await
}

/// Ends a mandate before its day.
///
/// # Errors
/// Nothing was recorded.
pub async fn end(
    store: &Store,
    catalogues: &Catalogues,
    (patient, mandate): (String, EventId),
    id: EventId,
    staff: Staff,
    now: DateTime<Utc>,
) -> Result<Recorded, NotRecorded> {
    let known = look_up(store, &patient).await?;
    let language = language(catalogues.current(), None, &known)?;
    let event = Event {
        id,
        actor: Actor::Staff,
        channel: Channel::Paper,
        desk: Some(entered_by(&staff)?),
        terms: terms(catalogues, &language),
        device_time: None,
        body: Body::ProxyEnded(mandate),
    };
    let entered = store.write(EndProxy { patient, event, token: staff.token, now }).await?;
    finish(store, &known, language, entered).await
}

/// When a mandate ends that begins now: on a later day of the provider's calendar.
///
/// # Errors
/// There is no such day.
pub fn ends(catalogue: &Catalogue, basis: Basis, until: Until, now: DateTime<Utc>) -> Result<Ends, Refusal> {
    let today = today(catalogue, now);
    let ends = match until {
        // A parent acts for a child: without the date of birth nobody would know when the child is asked (A37).
        Until::Day(_) if basis == Basis::Parent => return Err(Refusal::ParentUntilDay),
        Until::Day(day) => Ends::On(day),
        Until::OfAge(born) if born > today => return Err(Refusal::Unborn(born)),
        Until::OfAge(born) => {
            let day = catalogue.provider.comes_of_age_on(born).filter(|day| *day > today);
            Ends::ComingOfAge(day.ok_or(Refusal::OfAge(born))?)
        }
    };
    if ends.day() > today { Ok(ends) } else { Err(Refusal::Over(ends.day())) }
}

/// Today, by the provider's wall clock.
#[must_use]
pub fn today(catalogue: &Catalogue, now: DateTime<Utc>) -> NaiveDate {
    (now + Duration::minutes(catalogue.provider.utc_offset_minutes.into())).date_naive()
}
