//! `GET /api/record`: everything recorded about the patient who asks.

use super::extract::Patient;
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
    patient: Patient,
) -> Result<impl IntoResponse, ApiError> {
    let entries = provider.store.entries(patient.0).await?;
    let view = RecordView {
        version: entries.last().map_or(0, |entry| entry.number),
        catalogue: provider.catalogues.current_digest().clone(),
        now: provider.now(),
        entries,
    };
    Ok(([(header::ETAG, format!("\"{}\"", view.version))], Json(view)))
}
