//! `GET /api/record`: everything recorded about the person who asks, or whom they act for.

use super::extract::Bearer;
use super::people::asked_about;
use super::problem::ApiError;
use crate::provider::Provider;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use nattoku_consent::wire::RecordView;
use std::sync::Arc;

/// The record, its version in the `ETag`.
pub async fn read(
    State(provider): State<Arc<Provider>>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let patient = asked_about(&provider, &bearer, &headers).await?.who.patient;
    let entries = provider.store.entries(patient).await?;
    let now = provider.store.instant(provider.now()).await?;
    let view = RecordView {
        version: entries.last().map_or(0, |entry| entry.number),
        catalogue: provider.catalogues.current_digest().clone(),
        now,
        entries,
        ledger: provider.ledger.clone(),
        told: provider.store.told(patient).await?,
    };
    Ok(([(header::ETAG, format!("\"{}\"", view.version))], Json(view)))
}
