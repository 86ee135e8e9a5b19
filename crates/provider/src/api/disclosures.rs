//! `GET /api/disclosures` and the parts it names: public, the same for everybody, and told about nobody.

use super::problem::ApiError;
use crate::disclosures::{ShowError, Shown};
use crate::provider::Provider;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use std::sync::Arc;

/// Every provider whose feeds are shown.
pub async fn index(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let shown = shown(&provider).await?;
    Ok(shown.index().ok_or(ApiError::NotFound)?.respond(&headers))
}

/// A part of a feed, at an address that names its bytes.
pub async fn part(
    State(provider): State<Arc<Provider>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shown = shown(&provider).await?;
    let address = uri.path_and_query().ok_or(ApiError::NotFound)?;
    Ok(shown.part(address.as_str()).ok_or(ApiError::NotFound)?.respond(&headers))
}

async fn shown(provider: &Provider) -> Result<Arc<Shown>, ApiError> {
    let catalogue = provider.catalogues.current();
    Ok(provider.disclosures.shown(&provider.store, catalogue, provider.now()).await?)
}

impl From<ShowError> for ApiError {
    fn from(error: ShowError) -> Self {
        tracing::error!(%error, "the disclosures cannot be shown");
        Self::Unavailable
    }
}
