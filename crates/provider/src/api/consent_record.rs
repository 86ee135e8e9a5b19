//! `GET /api/consent-record`: the machine-readable record of what was agreed (ISO/IEC TS 27560, in DPV), for the person
//! or whom they act for. Beside a receipt, which proves; this one only says, in words that other programs know.

use super::extract::Bearer;
use super::people::asked_about;
use super::problem::ApiError;
use crate::consent_record::{Source, consent_record};
use crate::http::language::preferred;
use crate::provider::Provider;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use nattoku_consent::Record;
use std::sync::Arc;

/// The record as JSON-LD, its context inside.
pub async fn read(
    State(provider): State<Arc<Provider>>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let about = asked_about(&provider, &bearer, &headers).await?;
    let catalogues = &provider.catalogues;
    let languages: Vec<_> = catalogues.current().languages.iter().collect();
    let language = preferred(&headers, &languages).ok_or(ApiError::Unavailable)?;
    let record = Record::from_entries(provider.store.entries(about.who.patient).await?);
    let subject = &about.person.subject;
    let as_of = provider.store.present(provider.now()).await?;
    let body = consent_record(&Source { catalogues, record: &record, subject, language, as_of });
    let body = serde_json::to_vec_pretty(&body).map_err(|_| ApiError::Unavailable)?;
    Ok(([(header::CONTENT_TYPE, "application/ld+json")], body))
}
