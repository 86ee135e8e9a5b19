//! What our own addresses stand for: the profile, the extensions, the codes, the operation, and the questions of every
//! catalogue there was. Nobody's data are in it, so everybody may read it.

use super::outcome::FhirError;
use super::respond;
use crate::http::language::preferred;
use crate::provider::Provider;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use nattoku_consent::Digest;
use nattoku_fhir::definitions::definitions;
use nattoku_fhir::questionnaire::questionnaire;
use std::sync::Arc;

fn none() -> FhirError {
    FhirError::NotFound("there is no such definition".to_owned())
}

/// A StructureDefinition, CodeSystem or OperationDefinition of ours.
pub(super) async fn definition(
    State(provider): State<Arc<Provider>>,
    uri: Uri,
    Path(id): Path<String>,
) -> Result<Response, FhirError> {
    let kind = uri.path().rsplit('/').nth(1).unwrap_or_default();
    let is_it = |value: &serde_json::Value| value["resourceType"] == kind && value["id"] == id.as_str();
    let known = definitions(&provider.settings.base).into_iter().map(|(_, value)| value);
    respond(StatusCode::OK, &known.into_iter().find(is_it).ok_or_else(none)?)
}

/// The questions of a catalogue, by its digest, in the reader's language.
pub(super) async fn questions(
    State(provider): State<Arc<Provider>>,
    Path(digest): Path<String>,
    headers: HeaderMap,
) -> Result<Response, FhirError> {
    let digest = Digest::try_from(digest).map_err(|_| none())?;
    let catalogue = provider.catalogues.get(&digest).ok_or_else(none)?;
    let languages: Vec<_> = catalogue.languages.iter().collect();
    let language = preferred(&headers, &languages).ok_or(FhirError::Unavailable)?;
    respond(StatusCode::OK, &questionnaire(&provider.settings.base, &digest, catalogue, language))
}
