//! `POST /api/decisions`: records a decision, durably and once, and answers with its receipt. To stop something is never refused for
//! staleness; to allow more takes the record and the words in force.

use super::extract::{Bearer, Json};
use super::people::asked_about;
use super::problem::ApiError;
use crate::provider::Provider;
use crate::secrets::sha256;
use crate::store::accept::{Accept, Accepted, Condition};
use crate::store::ledger::receipts::Asked;
use crate::store::people::Who;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use nattoku_consent::event::{Actor, Channel};
use nattoku_consent::wire::{self, DecisionRequest};
use nattoku_consent::{Body, Catalogues, Event};
use nattoku_ledger::Receipt;
use std::sync::Arc;

/// Records a decision; a repeat gets the first answer again, byte for byte.
pub async fn decide(
    State(provider): State<Arc<Provider>>,
    session: Bearer,
    headers: HeaderMap,
    Json { bytes, value: request }: Json<DecisionRequest>,
) -> Result<axum::Json<wire::Accepted>, ApiError> {
    check_key(&headers, &request)?;
    let who = asked_about(&provider, &session, &headers).await?.who;
    let condition = condition(&provider.catalogues, &headers, &request);
    let accept = Accept {
        session: session.0,
        who,
        event: event(request, who),
        body_hash: sha256(&bytes),
        now: provider.now(),
        condition,
    };
    match provider.store.write(accept).await? {
        Accepted::Entry { receipt: Some(receipt), .. } => answer(&receipt),
        Accepted::Entry { number, receipt: None } => {
            let receipt = provider.store.receipt(number, Asked::Person(who.patient)).await?;
            answer(&receipt.ok_or(ApiError::Unavailable)?)
        }
        Accepted::NoSession => Err(ApiError::SessionEnded),
        Accepted::KeyReused => Err(ApiError::KeyReused),
        Accepted::Stale => Err(ApiError::RecordChanged),
        Accepted::Refused(error) => Err(error),
    }
}

fn answer(receipt: &Receipt) -> Result<axum::Json<wire::Accepted>, ApiError> {
    let receipt = serde_json::to_string(receipt).map_err(|_| ApiError::Unavailable)?;
    Ok(axum::Json(wire::Accepted { receipt }))
}

fn event(request: DecisionRequest, who: Who) -> Event {
    Event {
        id: request.id,
        actor: who.mandate.map_or(Actor::Patient, Actor::Proxy),
        channel: if request.kiosk { Channel::Kiosk } else { Channel::App },
        desk: None,
        terms: request.terms,
        device_time: Some(request.device_time),
        body: Body::Decided(request.decision),
    }
}

fn check_key(headers: &HeaderMap, request: &DecisionRequest) -> Result<(), ApiError> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    // The draft standard writes the key as a quoted string; both forms mean the same.
    let key = key.map(|key| key.trim_matches('"')).and_then(|key| key.parse().ok());
    if key == Some(request.id.0) {
        return Ok(());
    }
    Err(ApiError::unprocessable("the Idempotency-Key must be the decision's id"))
}

/// What must hold before the decision is recorded.
fn condition(catalogues: &Catalogues, headers: &HeaderMap, request: &DecisionRequest) -> Condition<ApiError> {
    let required =
        check_names(catalogues, request).and_then(|()| check_version(catalogues, headers, request));
    match required {
        Ok(Some(version)) => Condition::Version(version),
        Ok(None) => Condition::None,
        Err(error) => Condition::Never(error),
    }
}

/// The words that were shown must be known, and everything the decision names must stand in them.
fn check_names(catalogues: &Catalogues, request: &DecisionRequest) -> Result<(), ApiError> {
    let shown = catalogues.get(&request.terms.catalogue);
    let shown = shown.ok_or_else(|| ApiError::unprocessable("the catalogue of the terms is not known"))?;
    if !shown.languages.contains(&request.terms.language) {
        let what = format!("the catalogue has no language \"{}\"", request.terms.language);
        return Err(ApiError::unprocessable(what));
    }
    match request.decision.unknown_name(shown) {
        None => Ok(()),
        Some(name) => Err(ApiError::unprocessable(format!("the catalogue does not know \"{name}\""))),
    }
}

/// The version a widening decision was made against; none for a decision that only stops things.
fn check_version(
    catalogues: &Catalogues,
    headers: &HeaderMap,
    request: &DecisionRequest,
) -> Result<Option<u64>, ApiError> {
    if !request.decision.widens() {
        return Ok(None);
    }
    let value = headers.get(header::IF_MATCH).ok_or(ApiError::IfMatchMissing)?;
    let seen = value.to_str().ok().and_then(|tag| tag.trim_matches('"').parse::<u64>().ok());
    let seen = seen.filter(|seen| *value == format!("\"{seen}\"")).ok_or(ApiError::RecordChanged)?;
    if request.terms.catalogue != *catalogues.current_digest() {
        return Err(ApiError::RecordChanged);
    }
    Ok(Some(seen))
}
