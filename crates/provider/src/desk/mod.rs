//! What staff enter for a patient, from paper or the phone (S35, U10): the checks that the command line and the desk's
//! page share. What is entered here is recorded as what comes from the app: same names, same ledger, same receipt.

pub mod mandate;
pub mod receipt;
pub mod words;

use crate::secrets::Hash;
use crate::store::Store;
use crate::store::desk::{Enter, Entered, LookedUp};
use crate::store::ledger::receipts::Asked;
use crate::store::staff::TokenError;
use crate::store::writer::WriteError;
use chrono::{DateTime, NaiveDate, Utc};
use clap::ValueEnum;
use nattoku_consent::event::{Actor, Channel, Desk, TermsShown};
use nattoku_consent::paper::{self, NotNewer, WordsCode, WordsError};
use nattoku_consent::{Body, Catalogue, Catalogues, Decision, Event, EventId, Language, QuestionId};
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
    /// The code of the words that the form bears; none: those in force, as with what is read out by phone.
    pub words: Option<String>,
    /// The day of the signature or the call.
    pub signed: Option<NaiveDate>,
    /// Whether who enters it has confirmed with the person that a yes is later than a no of that day or after it.
    pub confirmed: bool,
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
    #[error(
        "the number of who acts was erased. Check it; if they are to be registered anew, use `nattoku proxy begin --anew`"
    )]
    HolderErased,
    #[error("the number of who acts was not erased. Leave --anew out")]
    HolderNotErased,
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("this id stands for something else already. Look the patient up again")]
    IdReused,
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error("a yes on paper needs the code of its words. Copy it from the form, such as {0}")]
    NoWords(WordsCode),
    #[error("a yes on paper needs the day on which it was signed. Give the day")]
    NotSigned,
    #[error("the day {0} has not come yet. Check the day of the signature")]
    NotYet(NaiveDate),
    #[error("{0} is before {1}, when these words were issued. Check the day, and the code on the form")]
    BeforeIssue(NaiveDate, NaiveDate),
    #[error(
        "the yes to \"{question}\" is not newer than the no of {day} (entry {entry}). Ask the person: if the yes is their later word, confirm it"
    )]
    NotNewer { question: QuestionId, day: NaiveDate, entry: u64 },
    #[error("{0} is empty. Fill it in")]
    Empty(&'static str),
    #[error("the mandate would end on {0}, which is not after today. Check the day")]
    Over(NaiveDate),
    #[error(
        "the person born on {0} is of age on no day of the calendar after today. Check the date of birth"
    )]
    OfAge(NaiveDate),
    #[error(
        "a parent's mandate ends when the child comes of age. Give the child's date of birth instead of a last day"
    )]
    ParentUntilDay,
    #[error("the date of birth {0} has not come yet. Check the date of birth")]
    Unborn(NaiveDate),
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
    /// The number the hospital knows the patient by.
    pub patient: String,
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
    let (digest, words) = match &said.words {
        Some(code) => paper::words(catalogues, code).map_err(Refusal::from)?,
        None => (catalogues.current_digest(), &**catalogues.current()),
    };
    check(catalogues, words, &said.decision)?;
    let language = language(words, said.language.clone(), &patient)?;
    let signed = signed(catalogues, words, &said, now)?;
    let confirmed_by = said.confirmed.then(|| staff.id.trim().to_owned());
    let event = Event {
        id: said.id,
        actor: said.under.map_or(Actor::Staff, Actor::Proxy),
        channel: said.route.into(),
        desk: Some(Desk { signed, confirmed_by, ..entered_by(&staff)? }),
        terms: TermsShown { catalogue: digest.clone(), language: language.clone() },
        device_time: None,
        body: Body::Decided(said.decision),
    };
    let catalogue = catalogues.current().clone();
    let enter = Enter { patient: said.patient, event, token: staff.token, catalogue, now };
    let entered = store.write(enter).await?;
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
        Entered::HolderErased => return Err(Refusal::HolderErased.into()),
        Entered::HolderNotErased => return Err(Refusal::HolderNotErased.into()),
        Entered::Token(error) => return Err(Refusal::Token(error).into()),
        Entered::IdReused => return Err(Refusal::IdReused.into()),
        Entered::NotNewer(NotNewer { question, refused_on, entry }) => {
            return Err(Refusal::NotNewer { question, day: refused_on, entry }.into());
        }
    };
    let receipt = store.receipt(number, Asked::Person(patient.row)).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Recorded { patient: patient.number.clone(), number, receipt, language })
}

/// The day of the signature or the call. A yes needs one, and on paper the code of its words; a no counts without
/// either. Nobody signs words before they are issued (A33, A34).
fn signed(
    catalogues: &Catalogues,
    words: &Catalogue,
    said: &Said,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, Refusal> {
    let today = paper::local_day(catalogues.current(), now);
    let signed = said.signed.or((said.route == Route::Phone).then_some(today));
    if said.decision.widens() && said.route == Route::Paper {
        let code = || WordsCode::new(catalogues.current_digest(), catalogues.current());
        said.words.as_ref().ok_or_else(|| Refusal::NoWords(code()))?;
        signed.ok_or(Refusal::NotSigned)?;
    }
    match signed {
        Some(day) if day > today => Err(Refusal::NotYet(day)),
        Some(day) if day < words.issued => Err(Refusal::BeforeIssue(day, words.issued)),
        signed => Ok(signed),
    }
}

/// Something must be said, and all that is named must stand in the words that were read and in those in force.
fn check(catalogues: &Catalogues, words: &Catalogue, decision: &Decision) -> Result<(), Refusal> {
    if matches!(decision, Decision::Answered { answers, .. } if answers.is_empty()) {
        return Err(Refusal::NothingSaid);
    }
    let unknown = decision.unknown_name(catalogues.current()).or_else(|| decision.unknown_name(words));
    unknown.map_or(Ok(()), |name| Err(Refusal::UnknownName(name)))
}

/// The language of the words that were seen: the one given, the one noted for the patient, or the original.
fn language(words: &Catalogue, given: Option<Language>, patient: &LookedUp) -> Result<Language, Refusal> {
    let languages = &words.languages;
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
    Ok(Desk { staff: id, scan, ..Desk::default() })
}

/// A text that is not empty.
fn text(given: &str, what: &'static str) -> Result<String, Refusal> {
    let given = given.trim();
    if given.is_empty() { Err(Refusal::Empty(what)) } else { Ok(given.to_owned()) }
}
