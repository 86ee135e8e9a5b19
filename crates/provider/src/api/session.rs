//! `POST /api/session`: opens a session from an invitation or a ticket, and the birth date.

use super::extract::Json;
use super::problem::ApiError;
use crate::provider::Provider;
use crate::secrets::Token;
use crate::store::sign_in::{SignIn, SignedIn};
use axum::extract::State;
use nattoku_consent::wire;
use std::sync::Arc;

/// Opens a session, or says what stands in the way.
pub async fn open(
    State(provider): State<Arc<Provider>>,
    request: Json<wire::SignIn>,
) -> Result<axum::Json<wire::Session>, ApiError> {
    let now = provider.now();
    let (bearer, resume) = (Token::long()?, Token::long()?);
    let attempt = SignIn {
        credential: request.value.credential,
        birth_date: request.value.birth_date,
        bearer: bearer.clone(),
        resume: resume.clone(),
        now,
        session: provider.settings.session,
        ticket: provider.settings.ticket,
        lock: provider.settings.lock,
    };
    match provider.store.write(attempt).await? {
        SignedIn::Opened(holder) => {
            let known = provider.store.people_of(holder, now).await?;
            let people: Vec<_> = known.into_iter().map(|known| known.person).collect();
            // Whoever only acted for others, and may not any more, has nothing to open.
            if people.is_empty() {
                return Err(ApiError::NotForThem);
            }
            Ok(axum::Json(wire::Session {
                bearer: bearer.as_str().to_owned(),
                expires_at: now + provider.settings.session,
                resume: resume.as_str().to_owned(),
                people,
            }))
        }
        SignedIn::WrongBirthDate(tries_left) => Err(ApiError::WrongBirthDate(tries_left)),
        SignedIn::LockedUntil(until) => {
            let millis = u64::try_from((until - now).num_milliseconds()).unwrap_or_default();
            Err(ApiError::TooManyTries(millis.div_ceil(1000).max(1)))
        }
        SignedIn::InvitationEnded => Err(ApiError::InvitationEnded),
        SignedIn::TicketEnded => Err(ApiError::SessionEnded),
    }
}
