//! `GET /api/catalogue` and `GET /api/catalogues/DIGEST`: the words in force, and every earlier ones.

use super::extract::Path;
use super::problem::ApiError;
use crate::provider::Provider;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use nattoku_consent::Digest;
use std::sync::Arc;

/// The catalogue in force.
pub async fn in_force(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    provider.in_force.respond(&headers)
}

/// The catalogue of a digest, for ever the same.
pub async fn by_digest(
    State(provider): State<Arc<Provider>>,
    Path(digest): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let digest = Digest::try_from(digest).map_err(|_| ApiError::NotFound)?;
    let asset = provider.served.get(&digest).ok_or(ApiError::NotFound)?;
    Ok(asset.respond(&headers))
}
