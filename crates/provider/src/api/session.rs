//! Opening sessions: `POST /api/session` from an invitation or a ticket, and the birth date; `POST /api/session/portal`
//! from what a portal says of who has signed in there.

use super::extract::{Json, Path};
use super::problem::ApiError;
use crate::portal::token::{Claims, Refused, Unverified};
use crate::portal::{Portal, PortalId};
use crate::provider::Provider;
use crate::secrets::Token;
use crate::store::portals::{PortalSignIn, PortalSignedIn};
use crate::store::sign_in::{SignIn, SignedIn};
use axum::extract::State;
use chrono::{DateTime, Utc};
use nattoku_consent::wire;
use serde_json::Value;
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
        SignedIn::Opened(holder) => opened(&provider, holder, &bearer, Some(&resume), now).await,
        SignedIn::WrongBirthDate(tries_left) => Err(ApiError::WrongBirthDate(tries_left)),
        SignedIn::LockedUntil(until) => {
            let millis = u64::try_from((until - now).num_milliseconds()).unwrap_or_default();
            Err(ApiError::TooManyTries(millis.div_ceil(1000).max(1)))
        }
        SignedIn::InvitationEnded => Err(ApiError::InvitationEnded),
        SignedIn::TicketEnded => Err(ApiError::SessionEnded),
    }
}

/// The portal of this name.
pub async fn portal(
    State(provider): State<Arc<Provider>>,
    Path(name): Path<String>,
) -> Result<axum::Json<wire::PortalView>, ApiError> {
    let (_, portal) = provider.portals.get(&name).ok_or(ApiError::NotFound)?;
    Ok(axum::Json(wire::PortalView { origin: portal.origin.clone() }))
}

/// The keys by which portals verify what they are told (a JWK set, RFC 7517).
pub async fn webhook_keys(State(provider): State<Arc<Provider>>) -> Result<axum::Json<Value>, ApiError> {
    provider.webhook_keys.clone().map(axum::Json).ok_or(ApiError::NotFound)
}

/// Opens a session by a portal's token, or says what stands in the way.
pub async fn open_by_portal(
    State(provider): State<Arc<Provider>>,
    request: Json<wire::PortalSignIn>,
) -> Result<axum::Json<wire::Session>, ApiError> {
    let now = provider.now();
    let wire::PortalSignIn { portal: name, token } = &request.value;
    let (id, portal) = provider.portals.get(name).ok_or(ApiError::TokenNotAccepted)?;
    let claims = claims(id, portal, token, now).await?;
    let bearer = Token::long()?;
    let attempt = PortalSignIn {
        portal: id.clone(),
        claims,
        bearer: bearer.clone(),
        now,
        session: provider.settings.session,
    };
    match provider.store.write(attempt).await? {
        PortalSignedIn::Opened(holder) => opened(&provider, holder, &bearer, None, now).await,
        PortalSignedIn::Used => {
            tracing::warn!(portal = %id, why = "it opened a session before (jti)", "a token is refused");
            Err(ApiError::TokenNotAccepted)
        }
        PortalSignedIn::Unknown => {
            tracing::warn!(portal = %id, "a portal means somebody who was not named by `nattoku import subjects`");
            Err(ApiError::NotKnownYet)
        }
    }
}

/// What a portal's token says, if it is accepted.
async fn claims(id: &PortalId, portal: &Portal, token: &str, now: DateTime<Utc>) -> Result<Claims, ApiError> {
    let refused = |why: Refused| {
        tracing::warn!(portal = %id, %why, "a token is refused");
        ApiError::TokenNotAccepted
    };
    let unverified = Unverified::read(token).map_err(refused)?;
    let key = portal.keys.key(unverified.key(), now).await.map_err(|why| {
        tracing::error!(portal = %id, %why, "nobody can sign in from a portal");
        ApiError::Unavailable
    })?;
    let key = key.ok_or_else(|| refused(Refused::Key))?;
    unverified.verify(&key, &portal.expected, now).map_err(refused)
}

/// The session that was opened for the person of this row.
async fn opened(
    provider: &Provider,
    holder: i64,
    bearer: &Token,
    resume: Option<&Token>,
    now: DateTime<Utc>,
) -> Result<axum::Json<wire::Session>, ApiError> {
    let known = provider.store.people_of(holder, now).await?;
    let people: Vec<_> = known.into_iter().map(|known| known.person).collect();
    // Whoever only acted for others, and may not any more, has nothing to open.
    if people.is_empty() {
        return Err(ApiError::NotForThem);
    }
    Ok(axum::Json(wire::Session {
        bearer: bearer.as_str().to_owned(),
        expires_at: now + provider.settings.session,
        resume: resume.map(|ticket| ticket.as_str().to_owned()),
        people,
    }))
}
