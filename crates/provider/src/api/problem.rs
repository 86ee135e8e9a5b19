//! The one error type of the API, and how it reaches a patient: as a problem (RFC 9457) in their
//! language, with what to do next.

use crate::desk::{NotRecorded, Refusal};
use crate::http::language::preferred;
use crate::provider::Provider;
use crate::store::staff::TokenError;
use crate::store::writer::WriteError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fluent_bundle::FluentValue;
use nattoku_consent::wire::{Problem, ProblemKind};
use std::sync::Arc;

/// Everything that can go wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The birth date does not fit; so many tries are left.
    WrongBirthDate(u32),
    /// Too many tries; wait so many seconds.
    TooManyTries(u64),
    /// The invitation is not known, over or revoked.
    InvitationEnded,
    /// No session, or it ended.
    SessionEnded,
    /// A portal's token is not accepted, or opened a session before.
    TokenNotAccepted,
    /// Whom the portal means is not known yet.
    NotKnownYet,
    /// The session may not, or no longer, speak for this person.
    NotForThem,
    /// A token of the desk's is missing or not known.
    NotStaff,
    /// A token of the desk's has ended.
    TokenEnded,
    /// A token of the desk's does not have the right that is needed.
    RightMissing,
    /// A token asks too often; wait so many seconds.
    TooManyRequests(u64),
    /// The record, or the catalogue, is not the one the patient saw.
    RecordChanged,
    /// A widening decision came without the version it was made against.
    IfMatchMissing,
    /// The idempotency key stands for something else.
    KeyReused,
    /// The request cannot be understood: the status, and what is wrong, for the log and the support.
    Malformed(StatusCode, String),
    /// The body is too large.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// There is no such thing.
    NotFound,
    /// There is, but not for this method.
    WrongMethod,
    /// Something failed here. Nothing was recorded.
    Unavailable,
}

impl ApiError {
    /// A request that is well formed but says what cannot be.
    pub fn unprocessable(what: impl Into<String>) -> Self {
        Self::Malformed(StatusCode::UNPROCESSABLE_ENTITY, what.into())
    }

    const fn kind(&self) -> ProblemKind {
        match self {
            Self::WrongBirthDate(_) => ProblemKind::WrongBirthDate,
            Self::TooManyTries(_) => ProblemKind::TooManyTries,
            Self::InvitationEnded => ProblemKind::InvitationEnded,
            Self::SessionEnded => ProblemKind::SessionEnded,
            Self::TokenNotAccepted => ProblemKind::TokenNotAccepted,
            Self::NotKnownYet => ProblemKind::NotKnownYet,
            Self::NotForThem | Self::NotStaff => ProblemKind::NotForThem,
            Self::TokenEnded => ProblemKind::TokenEnded,
            Self::RightMissing => ProblemKind::RightMissing,
            Self::TooManyRequests(_) => ProblemKind::TooManyRequests,
            Self::RecordChanged => ProblemKind::RecordChanged,
            Self::IfMatchMissing => ProblemKind::IfMatchMissing,
            Self::KeyReused => ProblemKind::KeyReused,
            Self::Malformed(..) => ProblemKind::Malformed,
            Self::TooLarge => ProblemKind::TooLarge,
            Self::NotFound | Self::WrongMethod => ProblemKind::NotFound,
            Self::TooSlow | Self::Unavailable => ProblemKind::Unavailable,
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::WrongBirthDate(_)
            | Self::SessionEnded
            | Self::NotStaff
            | Self::TokenEnded
            | Self::TokenNotAccepted => StatusCode::UNAUTHORIZED,
            Self::NotForThem | Self::NotKnownYet | Self::RightMissing => StatusCode::FORBIDDEN,
            Self::TooManyTries(_) | Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::InvitationEnded => StatusCode::GONE,
            Self::RecordChanged => StatusCode::PRECONDITION_FAILED,
            Self::IfMatchMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed(status, _) => *status,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stem of the message ids in `problem.ftl`.
    const fn text(&self) -> &'static str {
        match self.kind() {
            ProblemKind::WrongBirthDate => "problem-wrong-birth-date",
            ProblemKind::TooManyTries => "problem-too-many-tries",
            ProblemKind::InvitationEnded => "problem-invitation-ended",
            ProblemKind::SessionEnded => "problem-session-ended",
            ProblemKind::TokenNotAccepted => "problem-token-not-accepted",
            ProblemKind::NotKnownYet => "problem-not-known-yet",
            ProblemKind::NotForThem => "problem-not-for-them",
            ProblemKind::TokenEnded => "problem-token-ended",
            ProblemKind::RightMissing => "problem-right-missing",
            ProblemKind::TooManyRequests => "problem-too-many-requests",
            ProblemKind::RecordChanged => "problem-record-changed",
            ProblemKind::IfMatchMissing => "problem-if-match-missing",
            ProblemKind::KeyReused => "problem-key-reused",
            ProblemKind::Malformed => "problem-malformed",
            ProblemKind::TooLarge => "problem-too-large",
            ProblemKind::NotFound => "problem-not-found",
            ProblemKind::Unavailable => "problem-unavailable",
        }
    }

    /// A header the status asks for, besides `Retry-After`.
    const fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::SessionEnded | Self::NotStaff | Self::TokenEnded => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Self::TooSlow => Some((header::CONNECTION, HeaderValue::from_static("close"))),
            _ => None,
        }
    }

    fn problem(&self, provider: &Provider, request: &HeaderMap) -> Option<Problem> {
        let texts = &provider.texts;
        let languages: Vec<_> = texts.languages().collect();
        let language = preferred(request, &languages)?;
        let (retry_after, tries_left) = match self {
            Self::TooManyTries(seconds) => (Some(*seconds), Some(0)),
            Self::TooManyRequests(seconds) => (Some(*seconds), None),
            Self::WrongBirthDate(tries) => (None, Some(*tries)),
            _ => (None, None),
        };
        let what = if let Self::Malformed(_, what) = self { what.as_str() } else { "" };
        let arguments = [
            ("phone", FluentValue::from(provider.catalogues.current().desk.phone.as_str())),
            ("tries", FluentValue::from(tries_left.unwrap_or_default())),
            ("minutes", FluentValue::from(retry_after.unwrap_or_default().div_ceil(60))),
            ("what", FluentValue::from(what)),
        ];
        let text = |part: &str| texts.get(language, &format!("{}-{part}", self.text()), &arguments);
        Some(Problem {
            kind: self.kind(),
            title: text("title"),
            detail: text("detail"),
            status: self.status().as_u16(),
            language: language.clone(),
            retry_after,
            tries_left,
        })
    }
}

impl IntoResponse for ApiError {
    /// Only marks the response: [`render`] knows the reader's language and the desk's phone.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        tracing::error!(%error, "nothing was recorded");
        Self::Unavailable
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database could not be read");
        Self::Unavailable
    }
}

impl From<getrandom::Error> for ApiError {
    fn from(error: getrandom::Error) -> Self {
        tracing::error!(%error, "the operating system has no randomness");
        Self::Unavailable
    }
}

/// Writes the problem that a handler marked.
pub async fn render(State(provider): State<Arc<Provider>>, request: Request, next: Next) -> Response {
    let wishes = request.headers().clone();
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    let Some(problem) = error.problem(&provider, &wishes) else { return response };
    let Ok(body) = serde_json::to_vec(&problem) else { return response };
    let mut response = (error.status(), body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(language) = HeaderValue::from_str(problem.language.as_str()) {
        headers.insert(header::CONTENT_LANGUAGE, language);
    }
    headers.extend(error.header());
    headers.extend(problem.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
    response
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Unknown => Self::NotStaff,
            TokenError::Ended => Self::TokenEnded,
            TokenError::Lacks(_) => Self::RightMissing,
        }
    }
}

impl From<NotRecorded> for ApiError {
    fn from(error: NotRecorded) -> Self {
        match error {
            NotRecorded::Refused(refusal) => refusal.into(),
            NotRecorded::Write(error) => error.into(),
            NotRecorded::Read(error) => error.into(),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoPatient => Self::NotFound,
            Refusal::Token(error) => error.into(),
            Refusal::NoMandate => Self::NotForThem,
            Refusal::IdReused => Self::KeyReused,
            other => Self::unprocessable(other.to_string()),
        }
    }
}
