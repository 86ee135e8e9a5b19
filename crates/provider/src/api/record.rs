//! `GET /api/record`: everything recorded about the person who asks, or whom they act for.

use super::extract::{Bearer, Query};
use super::people::asked_about;
use super::problem::ApiError;
use crate::provider::Provider;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use nattoku_consent::catalogue::Question;
use nattoku_consent::change::Insistence;
use nattoku_consent::wire::{ReadsView, RecordRead, RecordView, Reworded, Told};
use nattoku_consent::{AsOf, Catalogues, Record, asks_again};
use serde::Deserialize;
use std::sync::Arc;

/// The record, its version in the `ETag`.
pub async fn read(
    State(provider): State<Arc<Provider>>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let patient = asked_about(&provider, &bearer, &headers).await?.who.patient;
    let entries = provider.store.entries(patient).await?;
    let as_of = provider.store.present(provider.now()).await?;
    let reworded = reworded(&provider.catalogues, &Record::from_entries(entries.clone()), as_of);
    let view = RecordView {
        version: entries.last().map_or(0, |entry| entry.number),
        catalogue: provider.catalogues.current_digest().clone(),
        now: as_of.clock(),
        ledger_time: as_of.latest(),
        entries,
        ledger: provider.ledger.clone(),
        reworded,
    };
    Ok(([(header::ETAG, format!("\"{}\"", view.version))], Json(view)))
}

/// The questions that were answered in words that have changed materially since.
fn reworded(catalogues: &Catalogues, record: &Record, as_of: AsOf) -> Vec<Reworded> {
    let reworded = |question: Question<'_>| {
        let pending = asks_again(catalogues, record, question.id(), as_of)?;
        Some(Reworded { question: question.id().clone(), asks: pending.insistence == Insistence::Ask })
    };
    catalogues.current().questions().filter_map(reworded).collect()
}

/// `GET /api/told`: what became of the person's no at everybody who holds their data.
pub async fn told(
    State(provider): State<Arc<Provider>>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<Json<Vec<Told>>, ApiError> {
    let patient = asked_about(&provider, &bearer, &headers).await?.who.patient;
    Ok(Json(provider.store.told(patient).await?))
}

/// How many reads stand on a page.
const READS: u32 = 100;

/// Which page of the reads is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadsPage {
    #[serde(default)]
    skip: u32,
}

/// `GET /api/record/reads`: who read the person's record, when and why, the newest first (A42). That the person reads
/// it is no entry.
pub async fn reads(
    State(provider): State<Arc<Provider>>,
    Query(ReadsPage { skip }): Query<ReadsPage>,
    bearer: Bearer,
    headers: HeaderMap,
) -> Result<Json<ReadsView>, ApiError> {
    let patient = asked_about(&provider, &bearer, &headers).await?.who.patient;
    let mut reads = provider.store.reads(patient, skip, READS + 1).await?;
    let next = (reads.len() > READS as usize).then(|| skip.saturating_add(READS));
    reads.truncate(READS as usize);
    Ok(Json(ReadsView { reads: reads.into_iter().map(RecordRead::from).collect(), next }))
}
