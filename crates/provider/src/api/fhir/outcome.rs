//! What can go wrong with a FHIR request, told as an OperationOutcome: in English, for whoever wrote the request. Nothing
//! of what was asked about is repeated.

use super::FHIR_JSON;
use crate::store::writer::WriteError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nattoku_fhir::Resource;
use nattoku_fhir::r4::OperationOutcome;

/// Everything that can go wrong with a FHIR request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FhirError {
    /// There is no token, or nobody knows it.
    NoToken,
    /// The token has ended.
    TokenEnded,
    /// The token asks too often; wait so many seconds.
    TooManyRequests(u64),
    /// There is no such thing.
    NotFound(String),
    /// There is, but not for this method.
    WrongMethod,
    /// The request says what cannot be, or asks by what cannot be asked.
    Invalid(String),
    /// A form that is not served.
    NotAcceptable,
    /// A body of another form than the two that are read.
    UnsupportedBody,
    /// The body is too large.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// Something failed here.
    Unavailable,
}

impl FhirError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::TokenEnded => StatusCode::UNAUTHORIZED,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedBody => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn outcome(&self) -> OperationOutcome {
        let (code, says) = match self {
            Self::NoToken => ("login", "give a bearer token of a hospital system, from `nattoku client add`"),
            Self::TokenEnded => ("expired", "the token has ended; make a new one with `nattoku client add`"),
            Self::TooManyRequests(_) => ("throttled", "too many requests; wait as long as Retry-After says"),
            Self::NotFound(what) => ("not-found", what.as_str()),
            Self::WrongMethod => {
                ("not-supported", "this address knows other methods only; see /fhir/metadata")
            }
            Self::Invalid(what) => ("invalid", what.as_str()),
            Self::NotAcceptable => ("not-supported", "only application/fhir+json is served"),
            Self::UnsupportedBody => (
                "not-supported",
                "send application/x-www-form-urlencoded, or Parameters as application/fhir+json",
            ),
            Self::TooLarge => ("too-long", "the body is too large"),
            Self::TooSlow => ("timeout", "the body did not come in time"),
            Self::Unavailable => ("exception", "something failed here; nothing was changed. Try again later"),
        };
        OperationOutcome::error(code, says)
    }
}

impl IntoResponse for FhirError {
    fn into_response(self) -> Response {
        let outcome = Resource::OperationOutcome(self.outcome());
        let body = serde_json::to_vec(&outcome).unwrap_or_default();
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON));
        let mut response = (self.status(), [kind], body).into_response();
        let headers = response.headers_mut();
        if matches!(self, Self::NoToken | Self::TokenEnded) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Self::TooManyRequests(seconds) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<WriteError> for FhirError {
    fn from(error: WriteError) -> Self {
        tracing::error!(%error, "a read could not be noted, and nothing was shown");
        Self::Unavailable
    }
}

impl From<sqlx::Error> for FhirError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database could not be read");
        Self::Unavailable
    }
}
