//! Opening and ending sessions: `POST /api/session` from an invitation or a ticket, and the birth date; `/portal` and `/login`
//! below it from what a portal says of who has signed in there, in its frame or in a page of their own; `DELETE` ends one.

use super::extract::{Bearer, Client, Json, Path};
use super::problem::ApiError;
use crate::portal::login::NotSignedIn;
use crate::portal::token::{Claims, Refused, Unverified};
use crate::portal::{Frame, Portal, PortalId};
use crate::provider::Provider;
use crate::secrets::Token;
use crate::store::portals::{PortalSignIn, PortalSignedIn};
use crate::store::sign_in::{SignIn, SignOut, SignedIn};
use axum::extract::State;
use axum::http::StatusCode;
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
        SignedIn::LockedBy(until) => {
            // Whose sign-in it is stands in no log.
            tracing::warn!(%until, "sign-in is locked after too many wrong birth dates");
            Err(ApiError::TooManyTries(seconds_until(until, now)))
        }
        SignedIn::LockedUntil(until) => Err(ApiError::TooManyTries(seconds_until(until, now))),
        SignedIn::LetterEndedBy => {
            tracing::warn!("a letter ended after too many wrong birth dates");
            Err(ApiError::InvitationEnded)
        }
        SignedIn::InvitationEnded => Err(ApiError::InvitationEnded),
        SignedIn::TicketEnded => Err(ApiError::SessionEnded),
    }
}

/// Ends the session of the bearer. One that has ended already, or never was, is no error: the outcome is the same.
pub async fn end(State(provider): State<Arc<Provider>>, bearer: Bearer) -> Result<StatusCode, ApiError> {
    provider.store.write(SignOut { session: bearer.0 }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the whole seconds until an instant, at least one.
fn seconds_until(until: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    let millis = u64::try_from((until - now).num_milliseconds()).unwrap_or_default();
    millis.div_ceil(1000).max(1)
}

/// The portal of this name.
pub async fn portal(
    State(provider): State<Arc<Provider>>,
    Path(name): Path<String>,
) -> Result<axum::Json<wire::PortalView>, ApiError> {
    let (_, portal) = provider.portals.get(&name).ok_or(ApiError::NotFound)?;
    let origin = portal.frame.as_ref().map(|frame| frame.origin.clone());
    let login = portal.login.as_ref().map(|login| login.view().clone());
    Ok(axum::Json(wire::PortalView { origin, login }))
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
    open_for(&provider, id, claims, now).await
}

/// Opens a session by what somebody came back with from signing in at a portal, or says what stands in the way.
pub async fn open_by_login(
    State(provider): State<Arc<Provider>>,
    Client(client): Client,
    request: Json<wire::LoginSignIn>,
) -> Result<axum::Json<wire::Session>, ApiError> {
    let now = provider.now();
    let named = provider.portals.get(&request.value.portal);
    let named = named.and_then(|(id, portal)| Some((id, portal, portal.login.as_ref()?)));
    let (id, portal, login) = named.ok_or(ApiError::TokenNotAccepted)?;
    provider.login_attempts.count(id, client, now).map_err(|wait| {
        tracing::warn!(portal = %id, "too many codes from one address, or for one portal: none is exchanged");
        ApiError::TooManyTries(seconds_until(now + wait, now))
    })?;
    let claims = login.exchange(&request.value, &portal.keys, now).await.map_err(|why| {
        tracing::warn!(portal = %id, %why, "nobody has signed in");
        match why {
            NotSignedIn::Unavailable(_) => ApiError::Unavailable,
            _ => ApiError::TokenNotAccepted,
        }
    })?;
    provider.login_attempts.succeeded(id, client);
    open_for(&provider, id, claims, now).await
}

/// Opens a session for whom a portal means.
async fn open_for(
    provider: &Provider,
    id: &PortalId,
    claims: Claims,
    now: DateTime<Utc>,
) -> Result<axum::Json<wire::Session>, ApiError> {
    let bearer = Token::long()?;
    let attempt = PortalSignIn {
        portal: id.clone(),
        claims,
        bearer: bearer.clone(),
        now,
        session: provider.settings.session,
    };
    match provider.store.write(attempt).await? {
        PortalSignedIn::Opened(holder) => opened(provider, holder, &bearer, None, now).await,
        PortalSignedIn::Used => {
            tracing::warn!(portal = %id, why = "it opened a session before (jti, nonce)", "a token is refused");
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
    let Frame { expected, .. } = portal.frame.as_ref().ok_or(ApiError::TokenNotAccepted)?;
    let unverified = Unverified::read(token).map_err(refused)?;
    let key = portal.keys.key(unverified.key(), now).await.map_err(|why| {
        tracing::error!(portal = %id, %why, "nobody can sign in from a portal");
        ApiError::Unavailable
    })?;
    let key = key.ok_or_else(|| refused(Refused::Key))?;
    unverified.verify(&key, expected, now).map_err(refused)
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
