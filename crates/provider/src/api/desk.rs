//! `POST /api/desk/look`, `/record` and `/proxy`: what the desk's page asks for. A staff member's token opens it, and
//! names them in what they record. Patient numbers travel in bodies, never in an address.

use super::extract::Json;
use super::problem::ApiError;
use super::staff::Member;
use crate::desk::mandate::{self, Basis, Until};
use crate::desk::receipt::WrittenReceipt;
use crate::desk::words::Words;
use crate::desk::{self, Recorded, Route, Said, look_up};
use crate::http::language::preferred;
use crate::provider::Provider;
use crate::qr::{Drawing, draw};
use crate::store::reads::{AppendRead, Reader, Subjects};
use crate::store::staff::Right;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::{Programme, Question};
use nattoku_consent::wire::DeskReason;
use nattoku_consent::{Decision, Digest, EventId, Language, ProgrammeId, QuestionId, Record, standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whom to look up.
#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(rename = "DeskLook")]
#[serde(deny_unknown_fields)]
pub struct Look {
    patient: String,
    /// Why: the patient reads it under their record.
    reason: DeskReason,
}

/// A patient as they stand now, also in words of the reader's language.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskLooked")]
pub struct Looked {
    /// The words in force, to be named when an answer is recorded.
    catalogue: Digest,
    /// The language noted for them.
    language: String,
    questions: Vec<Stands>,
    notices: Vec<Told>,
    mandates: Vec<Acts>,
    /// What the token opens.
    rights: BTreeSet<Right>,
}

#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskStanding")]
struct Stands {
    question: QuestionId,
    /// In words.
    stands: String,
}

#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskNotice")]
struct Told {
    programme: ProgrammeId,
    name: String,
    /// When and how, in words.
    told: String,
}

#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskMandate")]
struct Acts {
    mandate: EventId,
    holder: String,
    /// Who, why and until when, in words.
    acts: String,
}

/// What holds for a patient now.
pub async fn look(
    State(provider): State<Arc<Provider>>,
    member: Member,
    headers: HeaderMap,
    Json { value: Look { patient, reason }, .. }: Json<Look>,
) -> Result<axum::Json<Looked>, ApiError> {
    let staff = member.with(Right::Look)?;
    let (catalogues, now) = (&provider.catalogues, provider.now());
    let as_of = provider.store.present(now).await?;
    let languages: Vec<_> = provider.texts.languages().collect();
    let language = preferred(&headers, &languages).ok_or(ApiError::Unavailable)?;
    let words = Words { texts: &provider.texts, catalogue: catalogues.current(), language };
    let known = look_up(&provider.store, &patient).await?;
    let reader = Reader::Desk { staff: staff.id.clone(), reason };
    provider.store.write(AppendRead { reader, subjects: Subjects::one(known.row), now }).await?;
    let record = Record::from_entries(provider.store.entries(known.row).await?);
    let stands = |question: Question<'_>| Stands {
        question: question.id().clone(),
        stands: words.standing(&standing(catalogues, &record, question.id(), as_of)),
    };
    Ok(axum::Json(Looked {
        catalogue: catalogues.current_digest().clone(),
        questions: catalogues.current().questions().map(stands).collect(),
        notices: words
            .catalogue
            .programmes
            .iter()
            .flat_map(|programme| told(&words, &record, programme))
            .collect(),
        mandates: acts(&provider, &words, known.row, now).await?,
        language: known.language,
        rights: staff.rights.clone(),
    }))
}

fn told(words: &Words<'_>, record: &Record, programme: &Programme) -> Vec<Told> {
    let told = |notice: nattoku_consent::record::Recorded<'_, _>| Told {
        programme: programme.id.clone(),
        name: programme.name.get(words.language).to_owned(),
        told: words.notice(notice.what),
    };
    record.notices_of(&programme.id).map(told).collect()
}

/// Who may act for the patient now.
async fn acts(
    provider: &Provider,
    words: &Words<'_>,
    patient: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Acts>, ApiError> {
    let known = provider.store.mandates(Some(patient)).await?;
    let holding = known.into_iter().filter(|known| known.is_active(now));
    let acts = holding.map(|known| {
        let acts = words.mandate(&known);
        Acts { mandate: known.id, holder: known.holder, acts }
    });
    Ok(acts.collect())
}

/// What a patient said.
#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(rename = "DeskRecord")]
#[serde(deny_unknown_fields)]
pub struct RecordRequest {
    /// Made by the page; a repeat changes nothing.
    id: EventId,
    patient: String,
    /// The words in force when the patient was looked up.
    catalogue: Digest,
    channel: Route,
    /// The code of the words that the form bears. A yes on paper needs it; otherwise the words in force count.
    #[serde(default)]
    words: Option<String>,
    /// The day of the signature or the call. A yes on paper needs it; for a call it is today, if not given.
    #[serde(default, with = "nattoku_consent::time::maybe_day")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    signed: Option<NaiveDate>,
    /// Whether the staff member has asked the person, and a yes that is not newer than a no is their later word.
    #[serde(default)]
    confirmed: bool,
    #[serde(default)]
    language: Option<Language>,
    #[serde(default)]
    scan: Option<String>,
    /// The mandate under which somebody said it for them.
    #[serde(default)]
    under: Option<EventId>,
    decision: Decision,
}

/// The entry, and its receipt.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskAnswered")]
pub struct Answered {
    /// The number the hospital knows the patient by.
    patient: String,
    /// The entry's number.
    number: u64,
    /// The receipt (`nattoku_ledger::Receipt`, as JSON).
    receipt: String,
    /// What a person reads of the receipt, in the patient's language.
    lines: String,
    /// The address at which whoever holds the receipt verifies it, as a QR code.
    qr: Drawing,
    /// The receipt as a file to hand over, in the patient's language.
    file: String,
    /// In which language that is.
    language: Language,
}

/// Records what a patient said, once.
pub async fn record(
    State(provider): State<Arc<Provider>>,
    member: Member,
    Json { value: request, .. }: Json<RecordRequest>,
) -> Result<axum::Json<Answered>, ApiError> {
    let catalogues = &provider.catalogues;
    if request.catalogue != *catalogues.current_digest() {
        return Err(ApiError::RecordChanged);
    }
    let said = Said {
        id: request.id,
        patient: request.patient,
        route: request.channel,
        words: request.words,
        signed: request.signed,
        confirmed: request.confirmed,
        language: request.language,
        under: request.under,
        decision: request.decision,
    };
    let staff = member.enters(Right::Record, request.scan)?;
    let recorded = desk::record(&provider.store, catalogues, said, staff, provider.now()).await?;
    answer(&provider, recorded).await
}

/// A mandate that begins or ends.
#[derive(Debug, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ProxyRequest {
    /// Somebody may act from now on.
    Begin(BeginRequest),
    /// They may not any more.
    End(EndRequest),
}

/// A mandate that begins.
#[derive(Debug, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginRequest {
    id: EventId,
    patient: String,
    holder: String,
    basis: Basis,
    proxy_name: String,
    person_name: String,
    until: Until,
    #[serde(default)]
    scan: Option<String>,
}

/// A mandate that ends before its day.
#[derive(Debug, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndRequest {
    id: EventId,
    patient: String,
    mandate: EventId,
    #[serde(default)]
    scan: Option<String>,
}

/// Begins or ends a mandate, once.
pub async fn proxy(
    State(provider): State<Arc<Provider>>,
    member: Member,
    Json { value: request, .. }: Json<ProxyRequest>,
) -> Result<axum::Json<Answered>, ApiError> {
    let (store, catalogues, now) = (&provider.store, &provider.catalogues, provider.now());
    let recorded = match request {
        ProxyRequest::Begin(BeginRequest {
            id,
            patient,
            holder,
            basis,
            proxy_name,
            person_name,
            until,
            scan,
        }) => {
            let begin =
                mandate::Begin { id, patient, holder, basis, proxy_name, person_name, until, anew: false };
            mandate::begin(store, catalogues, begin, member.enters(Right::Mandates, scan)?, now).await?
        }
        ProxyRequest::End(EndRequest { id, patient, mandate, scan }) => {
            mandate::end(
                store,
                catalogues,
                (patient, mandate),
                id,
                member.enters(Right::Mandates, scan)?,
                now,
            )
            .await?
        }
    };
    answer(&provider, recorded).await
}

async fn answer(provider: &Provider, recorded: Recorded) -> Result<axum::Json<Answered>, ApiError> {
    let written =
        desk::receipt::write(&provider.store, &provider.texts, &provider.catalogues, &recorded).await?;
    let Recorded { patient, number, receipt, language } = recorded;
    let path = format!("/{language}/verify#r={number}.{}", receipt.salt);
    let qr = draw(&provider.settings.base.address(&path)).map_err(|_| ApiError::Unavailable)?;
    let receipt = serde_json::to_string(&receipt).map_err(|_| ApiError::Unavailable)?;
    let WrittenReceipt { lines, file } = written;
    Ok(axum::Json(Answered { patient, number, receipt, lines, qr, file, language }))
}
