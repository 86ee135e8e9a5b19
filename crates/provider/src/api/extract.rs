//! What handlers read from a request: who asks, what the address says, and a JSON body within limits of size and
//! time. What cannot be read is told as a problem, like everything else.

use super::problem::ApiError;
use crate::http::client_address::{PeerAddress, counted_as, forwarded_for};
use crate::provider::Provider;
use crate::secrets::{Hash, sha256};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// A bearer token, of which only the SHA-256 is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Bearer(pub Hash);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = value.and_then(|value| value.split_once(' ')).ok_or(ApiError::SessionEnded)?;
        let is_bearer = scheme.eq_ignore_ascii_case("Bearer");
        is_bearer.then(|| Self(sha256(token.trim().as_bytes()))).ok_or(ApiError::SessionEnded)
    }
}

/// The client that asks, as limits count it: whom the proxy before the server names, or who is connected.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub IpAddr);

impl FromRequestParts<Arc<Provider>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, Infallible> {
        let header = provider.settings.client_address_header.as_ref();
        let named = header.and_then(|header| forwarded_for(&parts.headers, header));
        let peer = || parts.extensions.get().map(|PeerAddress(peer)| *peer);
        // A request that came by no connection is one of this process's own.
        Ok(Self(counted_as(named.or_else(peer).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)))))
    }
}

/// What stands in the path. What cannot be read is not there.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value)).map_err(|_| ApiError::NotFound)
    }
}

/// What stands in the query.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = axum::extract::Query::from_request_parts(parts, state).await;
        let unread =
            || ApiError::Malformed(StatusCode::BAD_REQUEST, "the query does not fit the contract".to_owned());
        read.map(|axum::extract::Query(value)| Self(value)).map_err(|_| unread())
    }
}

/// A JSON body, as the exact bytes that came and as what they say.
#[derive(Debug)]
pub struct Json<T> {
    /// The exact bytes.
    pub bytes: Bytes,
    /// What they say.
    pub value: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<Provider>> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, provider: &Arc<Provider>) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            let what = "the Content-Type must be application/json".to_owned();
            return Err(ApiError::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE, what));
        }
        let reading = Bytes::from_request(request, provider);
        let read =
            tokio::time::timeout(provider.settings.body, reading).await.map_err(|_| ApiError::TooSlow)?;
        let bytes = read.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
            _ => ApiError::Malformed(StatusCode::BAD_REQUEST, "the body broke off".to_owned()),
        })?;
        let value = serde_json::from_slice(&bytes)
            .map_err(|error| ApiError::Malformed(StatusCode::BAD_REQUEST, place_of(&error)))?;
        Ok(Self { bytes, value })
    }
}

/// Where a body cannot be read, without repeating what stands there: it may be personal.
fn place_of(error: &serde_json::Error) -> String {
    let why = if error.is_data() { "does not fit the contract" } else { "is not JSON" };
    format!("the body {why} at line {}, column {}", error.line(), error.column())
}
