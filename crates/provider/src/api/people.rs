//! Whom a request is about: the person who signed in, or one they act for, named by their mark in a header.

use super::extract::Bearer;
use super::problem::ApiError;
use crate::provider::Provider;
use crate::store::people::Known;
use axum::http::HeaderMap;
use nattoku_consent::wire::PERSON_HEADER;

/// The person a request is about.
///
/// # Errors
/// There is no session, or it may not speak for them.
pub async fn asked_about(
    provider: &Provider,
    bearer: &Bearer,
    headers: &HeaderMap,
) -> Result<Known, ApiError> {
    let now = provider.now();
    let holder = provider.store.patient_of(&bearer.0, now).await?.ok_or(ApiError::SessionEnded)?;
    let people = provider.store.people_of(holder, now).await?;
    let named = headers.get(PERSON_HEADER);
    let mut people = people.into_iter();
    let found = match named {
        None => people.next(),
        Some(named) => people.find(|known| known.person.subject.as_bytes() == named.as_bytes()),
    };
    found.ok_or(ApiError::NotForThem)
}
