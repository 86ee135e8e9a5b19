//! `GET /api/receipts/NUMBER`, `GET /api/receipts` and `GET /api/ledger`: proofs of what was recorded, for the person,
//! for whoever holds a receipt's code, and for everybody who watches the ledger.

use super::extract::{Bearer, Path, Query};
use super::people::asked_about;
use super::problem::ApiError;
use crate::provider::Provider;
use crate::secrets::unhex;
use crate::store::ledger::receipts::Asked;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use nattoku_ledger::Receipt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The receipt of one of the person's own entries.
pub async fn of_entry(
    State(provider): State<Arc<Provider>>,
    Path(number): Path<u64>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<Json<Receipt>, ApiError> {
    let about = asked_about(&provider, &bearer, &headers).await?;
    let receipt = provider.store.receipt(number, Asked::Person(about.who.patient)).await?;
    receipt.map(Json).ok_or(ApiError::NotFound)
}

/// The receipt whose code is held. The code is a secret of 256 bits; it travels in a header, not in an address.
pub async fn by_code(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Json<Receipt>, ApiError> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let code = value.and_then(|value| value.strip_prefix("Receipt ")).ok_or(ApiError::NotFound)?;
    let (number, secret) = code.split_once('.').ok_or(ApiError::NotFound)?;
    let (number, secret) = (number.parse().ok(), unhex(secret).filter(|secret| secret.len() == 32));
    let (Some(number), Some(secret)) = (number, secret) else { return Err(ApiError::NotFound) };
    let receipt = provider.store.receipt(number, Asked::Code(&secret)).await?;
    receipt.map(Json).ok_or(ApiError::NotFound)
}

/// What of the ledger is public.
#[derive(Debug, schemars::JsonSchema, Serialize)]
pub struct LedgerView {
    origin: String,
    keys: Vec<String>,
    /// The checkpoint last signed.
    checkpoint: Option<String>,
    /// That the tree of the size asked for is the beginning of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    consistency: Option<Vec<String>>,
}

/// From which earlier size a watcher wants the proof.
#[derive(Debug, Deserialize)]
pub struct Since {
    since: Option<u64>,
}

/// The ledger's keys and newest checkpoint, with the proof that it grew from an earlier one (A16).
pub async fn ledger(
    State(provider): State<Arc<Provider>>,
    Query(since): Query<Since>,
) -> Result<Json<LedgerView>, ApiError> {
    let checkpoint = provider.store.checkpoint().await?;
    let size = checkpoint.as_deref().and_then(|note| note.lines().nth(1)?.parse().ok());
    let consistency = match (since.since, size) {
        (Some(from), Some(to)) => provider.store.consistency(from, to).await?,
        _ => None,
    };
    let (origin, keys) = (provider.ledger.origin.clone(), provider.ledger.keys.clone());
    Ok(Json(LedgerView { origin, keys, checkpoint, consistency }))
}
