//! FHIR R4 for hospital systems: Consent and what belongs to it, to be read and searched. A system's token opens it; an
//! error is an OperationOutcome; and what is permitted is answered by `$permitted`, from the same rules as everywhere.

mod defined;
pub mod outcome;
mod permitted;
mod query;
mod read;
mod search;
mod told;

use super::extract::Bearer;
use super::never_stored;
use crate::provider::Provider;
use crate::rate::OF_SYSTEM;
use crate::store::reads::{AppendRead, Reader, Subjects};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use nattoku_consent::wire::SystemPurpose;
use nattoku_fhir::capability::statement;
use outcome::FhirError;
use serde::Serialize;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// The media type of everything here.
const FHIR_JSON: &str = "application/fhir+json";

/// The largest request body: a search, or what is asked of an operation.
const BODY_LIMIT: usize = 16 * 1024;

/// Everything below `/fhir`, where it is nested.
pub fn router() -> Router<Arc<Provider>> {
    Router::new()
        .route("/metadata", get(metadata))
        .route("/Consent/$permitted", get(permitted::ask).post(permitted::ask))
        .route("/StructureDefinition/{id}", get(defined::definition))
        .route("/CodeSystem/{id}", get(defined::definition))
        .route("/OperationDefinition/{id}", get(defined::definition))
        .route("/Questionnaire/{id}", get(defined::questions))
        .route("/{kind}", get(search::by_address))
        .route("/{kind}/_search", post(search::by_body))
        .route("/{kind}/{id}", get(read::newest))
        .route("/{kind}/{id}/_history", get(read::history))
        .route("/{kind}/{id}/_history/{version}", get(read::version))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(never_stored))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            FhirError::Unavailable.into_response()
        }))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

async fn unknown() -> FhirError {
    FhirError::NotFound("there is nothing at this address".to_owned())
}

async fn wrong_method() -> FhirError {
    FhirError::WrongMethod
}

/// `GET /fhir/metadata`: for everybody, as FHIR asks.
async fn metadata(State(provider): State<Arc<Provider>>) -> Result<Response, FhirError> {
    let catalogue = provider.catalogues.current();
    let language = catalogue.languages.first().ok_or(FhirError::Unavailable)?;
    let version = env!("CARGO_PKG_VERSION");
    respond(StatusCode::OK, &statement(&provider.settings.base, catalogue, language, version))
}

/// A hospital system, by its token.
#[derive(Debug, Clone)]
pub(super) struct Client {
    name: String,
    purpose: SystemPurpose,
}

impl Client {
    fn reader(self) -> Reader {
        Reader::System { name: self.name, purpose: self.purpose }
    }

    /// Notes that it reads these records, before anything is told of them (A42).
    async fn note_read(self, provider: &Provider, subjects: Subjects) -> Result<(), FhirError> {
        let read = AppendRead { reader: self.reader(), subjects, now: provider.now() };
        provider.store.write(read).await?;
        Ok(())
    }
}

impl FromRequestParts<Arc<Provider>> for Client {
    type Rejection = FhirError;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, FhirError> {
        let bearer = Bearer::from_request_parts(parts, provider).await.map_err(|_| FhirError::NoToken)?;
        let known = provider.store.client_of(&bearer.0).await?;
        let (client, now) = (known.ok_or(FhirError::NoToken)?, provider.now());
        if client.ends_at <= now {
            return Err(FhirError::TokenEnded);
        }
        provider.token_rates.count(&bearer.0, OF_SYSTEM, now).map_err(FhirError::TooManyRequests)?;
        Ok(Self { name: client.name, purpose: client.purpose })
    }
}

/// An answer in FHIR's JSON.
fn respond(status: StatusCode, body: &impl Serialize) -> Result<Response, FhirError> {
    let body = serde_json::to_vec(body).map_err(|_| FhirError::Unavailable)?;
    Ok((status, [(header::CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON))], body).into_response())
}

/// The body of a request, within its time, and whether it is a form or JSON.
async fn body_of(provider: &Arc<Provider>, request: Request) -> Result<(String, Vec<u8>), FhirError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    let reading = axum::body::Bytes::from_request(request, provider);
    let read = tokio::time::timeout(provider.settings.body, reading).await.map_err(|_| FhirError::TooSlow)?;
    let bytes = read.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => FhirError::TooLarge,
        _ => FhirError::Invalid("the body broke off".to_owned()),
    })?;
    Ok((kind, bytes.to_vec()))
}
