//! `GET /api/record`: everything recorded about the patient who asks.

use super::extract::Bearer;
use super::problem::ApiError;
use crate::provider::Provider;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use nattoku_consent::wire::RecordView;
use std::sync::Arc;

/// The record, its version in the `ETag`.
pub async fn read(
    State(provider): State<Arc<Provider>>,
    bearer: Bearer,
) -> Result<impl IntoResponse, ApiError> {
    let patient =
        provider.store.patient_of(&bearer.0, provider.now()).await?.ok_or(ApiError::SessionEnded)?;
    let entries = provider.store.entries(patient).await?;
    let view = RecordView {
        version: entries.last().map_or(0, |entry| entry.number),
        catalogue: provider.catalogues.current_digest().clone(),
        now: provider.now(),
        entries,
    };
    Ok(([(header::ETAG, format!("\"{}\"", view.version))], Json(view)))
}
