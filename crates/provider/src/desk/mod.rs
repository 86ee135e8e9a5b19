//! What staff enter for a patient, from paper or the phone (S35, U10): the checks that the command line and the desk's
//! page share. What is entered here is recorded as what comes from the app: same names, same ledger, same receipt.

pub mod mandate;
pub mod receipt;
pub mod words;

use crate::secrets::Hash;
use crate::store::Store;
use crate::store::desk::{Enter, Entered, LookedUp};
use crate::store::ledger::receipts::Asked;
use crate::store::writer::WriteError;
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use nattoku_consent::event::{Actor, Channel, Desk, TermsShown};
use nattoku_consent::{Body, Catalogues, Decision, Event, EventId, Language};
use nattoku_ledger::Receipt;
use serde::Deserialize;

/// By which route it came to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, schemars::JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// On paper.
    Paper,
    /// By telephone.
    Phone,
}

impl From<Route> for Channel {
    fn from(route: Route) -> Self {
        match route {
            Route::Paper => Self::Paper,
            Route::Phone => Self::Phone,
        }
    }
}

/// Who enters it, and by what right.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The staff member.
    pub id: String,
    /// Where the scanned paper, or the note of the call, is found.
    pub scan: Option<String>,
    /// The SHA-256 of their token; none on the command line.
    pub token: Option<Hash>,
}

/// What a patient, or somebody who acts for them, said at the desk.
#[derive(Debug, Clone)]
pub struct Said {
    /// Made by who enters it; a repeat changes nothing.
    pub id: EventId,
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// How it came.
    pub route: Route,
    /// The language of the words they saw; none: the one noted for them.
    pub language: Option<Language>,
    /// Under which mandate somebody said it for them.
    pub under: Option<EventId>,
    /// What was decided.
    pub decision: Decision,
}

/// Why nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum Refusal {
    #[error("no patient has this number. Check the number")]
    NoPatient,
    #[error("no answer is given. Give at least one")]
    NothingSaid,
    #[error("the catalogue in force does not know \"{0}\". Check the name")]
    UnknownName(String),
    #[error("the catalogue in force has no language \"{0}\". Choose one of its languages")]
    UnknownLanguage(Language),
    #[error("no such mandate for this patient holds now. See `nattoku proxy list`")]
    NoMandate,
    #[error("nobody acts for themself under a mandate: patient and holder are one. Check both numbers")]
    ForThemself,
    #[error("the token is not known any more. Ask for a new one")]
    NotStaff,
    #[error("this id stands for something else already. Look the patient up again")]
    IdReused,
    #[error("{0} is empty. Fill it in")]
    Empty(&'static str),
    #[error("the mandate would end on {0}, which is not after today. Check the day")]
    Over(chrono::NaiveDate),
    #[error(
        "the person born on {0} is of age on no day of the calendar after today. Check the date of birth"
    )]
    OfAge(chrono::NaiveDate),
    #[error("the date of birth {0} has not come yet. Check the date of birth")]
    Unborn(chrono::NaiveDate),
}

/// Why nothing was recorded, whoever is to blame.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum NotRecorded {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Read(#[from] sqlx::Error),
}

/// What was recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The entry's number.
    pub number: u64,
    /// Its receipt.
    pub receipt: Receipt,
    /// The language of the words that were seen.
    pub language: Language,
}

/// Records what was said, and answers with its receipt. Staff need no version: the person is there, or on the phone.
///
/// # Errors
/// Nothing was recorded.
pub async fn record(
    store: &Store,
    catalogues: &Catalogues,
    said: Said,
    staff: Staff,
    now: DateTime<Utc>,
) -> Result<Recorded, NotRecorded> {
    let patient = look_up(store, &said.patient).await?;
    let language = language(catalogues, said.language, &patient)?;
    check(catalogues, &said.decision)?;
    let event = Event {
        id: said.id,
        actor: said.under.map_or(Actor::Staff, Actor::Proxy),
        channel: said.route.into(),
        desk: Some(entered_by(&staff)?),
        terms: terms(catalogues, &language),
        device_time: None,
        body: Body::Decided(said.decision),
    };
    let entered = store.write(Enter { patient: said.patient, event, token: staff.token, now }).await?;
    finish(store, &patient, language, entered).await
}

/// The patient of a number.
///
/// # Errors
/// There is none.
pub async fn look_up(store: &Store, number: &str) -> Result<LookedUp, NotRecorded> {
    Ok(store.look_up(number).await?.ok_or(Refusal::NoPatient)?)
}

/// The receipt of what was entered.
async fn finish(
    store: &Store,
    patient: &LookedUp,
    language: Language,
    entered: Entered,
) -> Result<Recorded, NotRecorded> {
    let number = match entered {
        Entered::Entry(number) => number,
        Entered::NoPatient => return Err(Refusal::NoPatient.into()),
        Entered::NoMandate => return Err(Refusal::NoMandate.into()),
        Entered::ForThemself => return Err(Refusal::ForThemself.into()),
        Entered::NotStaff => return Err(Refusal::NotStaff.into()),
        Entered::IdReused => return Err(Refusal::IdReused.into()),
    };
    let receipt = store.receipt(number, Asked::Person(patient.row)).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Recorded { number, receipt, language })
}

/// Something must be said, and all that is named must stand in the catalogue in force.
fn check(catalogues: &Catalogues, decision: &Decision) -> Result<(), Refusal> {
    if matches!(decision, Decision::Answered { answers, .. } if answers.is_empty()) {
        return Err(Refusal::NothingSaid);
    }
    decision.unknown_name(catalogues.current()).map_or(Ok(()), |name| Err(Refusal::UnknownName(name)))
}

/// The language of the words that were seen: the one given, the one noted for the patient, or the original.
fn language(
    catalogues: &Catalogues,
    given: Option<Language>,
    patient: &LookedUp,
) -> Result<Language, Refusal> {
    let languages = &catalogues.current().languages;
    if let Some(given) = given {
        return if languages.contains(&given) { Ok(given) } else { Err(Refusal::UnknownLanguage(given)) };
    }
    let noted = languages.iter().find(|language| language.as_str() == patient.language);
    noted.or_else(|| languages.first()).cloned().ok_or(Refusal::Empty("the catalogue's list of languages"))
}

fn terms(catalogues: &Catalogues, language: &Language) -> TermsShown {
    TermsShown { catalogue: catalogues.current_digest().clone(), language: language.clone() }
}

fn entered_by(staff: &Staff) -> Result<Desk, Refusal> {
    let id = text(&staff.id, "the staff member")?;
    let scan = staff.scan.as_deref().map(str::trim).filter(|scan| !scan.is_empty()).map(str::to_owned);
    Ok(Desk { staff: id, scan })
}

/// A text that is not empty.
fn text(given: &str, what: &'static str) -> Result<String, Refusal> {
    let given = given.trim();
    if given.is_empty() { Err(Refusal::Empty(what)) } else { Ok(given.to_owned()) }
}
