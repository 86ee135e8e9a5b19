//! `GET /fhir/{kind}/{id}`, and its history: one resource as it stands, as it stood, and every version of it.

use super::outcome::FhirError;
use super::told::{kind_of, versions, versions_then};
use super::{Client, FHIR_JSON, respond};
use crate::provider::Provider;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nattoku_consent::time::read_instant;
use nattoku_fhir::r4::{Bundle, BundleEntry, BundleLink, BundleResponse};
use nattoku_fhir::{Resource, r5};
use serde_json::json;
use std::sync::Arc;

/// The newest version; in R5, where that is asked for.
pub(super) async fn newest(
    State(provider): State<Arc<Provider>>,
    client: Client,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, FhirError> {
    let versions = versions(&provider, client, kind_of(&kind)?, &id).await?;
    one(versions.last(), &headers)
}

/// One version.
pub(super) async fn version(
    State(provider): State<Arc<Provider>>,
    client: Client,
    Path((kind, id, version)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, FhirError> {
    let kind = kind_of(&kind)?;
    // A Consent's version names the catalogue by which it was read.
    let catalogue = version.split_once('.').and_then(|(_, catalogue)| catalogue.parse().ok());
    let versions = match catalogue {
        Some(catalogue) => versions_then(&provider, client, catalogue, kind, &id).await?,
        None => versions(&provider, client, kind, &id).await?,
    };
    one(versions.iter().find(|resource| version_of(resource) == version), &headers)
}

/// Every version, newest first.
pub(super) async fn history(
    State(provider): State<Arc<Provider>>,
    client: Client,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Response, FhirError> {
    let versions = versions(&provider, client, kind_of(&kind)?, &id).await?;
    let service = provider.settings.base.service();
    let total = u32::try_from(versions.len()).ok();
    let entry = |(place, resource): (usize, Resource)| {
        let (status, method) = if place == 0 { ("201", "PUT") } else { ("200", "PUT") };
        let address = format!("{}/{}", resource.kind(), resource.id());
        let etag = etag(&resource);
        let last_modified = resource.meta().and_then(|meta| meta.last_updated.clone()).unwrap_or_default();
        BundleEntry {
            full_url: Some(format!("{service}/{address}")),
            resource,
            search: None,
            request: Some(json!({ "method": method, "url": address })),
            response: Some(BundleResponse { status: status.to_owned(), etag, last_modified }),
        }
    };
    let mut entries: Vec<_> = versions.into_iter().enumerate().map(entry).collect();
    entries.reverse();
    let link = BundleLink { relation: "self".to_owned(), url: format!("{service}/{kind}/{id}/_history") };
    let bundle = Bundle {
        r#type: Some("history".to_owned()),
        total,
        link: vec![link],
        entry: entries,
        ..Bundle::default()
    };
    respond(StatusCode::OK, &Resource::Bundle(bundle))
}

fn version_of(resource: &Resource) -> &str {
    resource.meta().and_then(|meta| meta.version_id.as_deref()).unwrap_or("1")
}

fn etag(resource: &Resource) -> String {
    format!("W/\"{}\"", version_of(resource))
}

/// A resource with its version and age in the headers; nothing more where the asker has it already.
fn one(resource: Option<&Resource>, headers: &HeaderMap) -> Result<Response, FhirError> {
    let none = || FhirError::NotFound("there is no such version".to_owned());
    let resource = resource.ok_or_else(none)?;
    let etag = etag(resource);
    let had = headers.get(header::IF_NONE_MATCH).and_then(|had| had.to_str().ok());
    let accepted =
        headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    let mut response = match resource {
        _ if had.is_some_and(|had| had.split(',').any(|tag| tag.trim() == etag)) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        Resource::Consent(consent) if wants_r5(accepted) => {
            let kind = HeaderValue::from_static("application/fhir+json; fhirVersion=5.0");
            let body = serde_json::to_vec(&r5::consent(consent)).map_err(|_| FhirError::Unavailable)?;
            (StatusCode::OK, [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        resource if serves(accepted) => respond(StatusCode::OK, resource)?,
        _ => return Err(FhirError::NotAcceptable),
    };
    let changed = resource.meta().and_then(|meta| read_instant(meta.last_updated.as_deref()?));
    let told = response.headers_mut();
    told.extend(HeaderValue::from_str(&etag).ok().map(|etag| (header::ETAG, etag)));
    let changed = changed.map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    let changed = changed.and_then(|at| HeaderValue::from_str(&at).ok());
    told.extend(changed.map(|at| (header::LAST_MODIFIED, at)));
    Ok(response)
}

fn wants_r5(accepted: &str) -> bool {
    accepted.replace(' ', "").contains("fhirVersion=5.0")
}

/// Whether what is served is among what is accepted.
fn serves(accepted: &str) -> bool {
    let kinds = ["*/*", "application/*", FHIR_JSON, "application/json"];
    let is_ours = |kind: &str| kinds.contains(&kind.split(';').next().unwrap_or_default().trim());
    accepted.is_empty() || accepted.split(',').any(is_ours)
}
