//! What a patient is told when something cannot be done (RFC 9457).

use crate::text::Language;
use serde::{Deserialize, Serialize};

/// An error a patient may see (RFC 9457), its texts in the language of the request's `Accept-Language`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// What kind of problem: a stable name the app acts on.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// What went wrong, in a few words.
    pub title: String,
    /// What to do about it.
    pub detail: String,
    /// The HTTP status.
    pub status: u16,
    /// The language of the texts.
    pub language: Language,
    /// Seconds until another try makes sense, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Tries left before a wait, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
}

/// The kinds of problems, as relative URI references (RFC 9457, section 3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProblemKind {
    /// The birth date does not fit the invitation (401).
    #[serde(rename = "/problems/wrong-birth-date")]
    WrongBirthDate,
    /// Too many tries; wait (429).
    #[serde(rename = "/problems/too-many-tries")]
    TooManyTries,
    /// No such invitation, or its time is over, or it was revoked (410).
    #[serde(rename = "/problems/invitation-ended")]
    InvitationEnded,
    /// No session, or it ended: sign in again (401).
    #[serde(rename = "/problems/session-ended")]
    SessionEnded,
    /// A portal's token is not accepted, or opened a session before (401).
    #[serde(rename = "/problems/token-not-accepted")]
    TokenNotAccepted,
    /// The provider does not know yet whom the portal means (403).
    #[serde(rename = "/problems/not-known-yet")]
    NotKnownYet,
    /// The session may not, or no longer, speak for this person (403).
    #[serde(rename = "/problems/not-for-them")]
    NotForThem,
    /// A staff member's token has ended (401).
    #[serde(rename = "/problems/token-ended")]
    TokenEnded,
    /// A staff member's token does not have the right that is needed (403).
    #[serde(rename = "/problems/right-missing")]
    RightMissing,
    /// Too many requests by one token; wait (429).
    #[serde(rename = "/problems/too-many-requests")]
    TooManyRequests,
    /// The record changed since it was read (412).
    #[serde(rename = "/problems/record-changed")]
    RecordChanged,
    /// A widening decision came without `If-Match` (428).
    #[serde(rename = "/problems/if-match-missing")]
    IfMatchMissing,
    /// The same key came with another body (422).
    #[serde(rename = "/problems/key-reused")]
    KeyReused,
    /// The request cannot be understood (400, 415, 422).
    #[serde(rename = "/problems/malformed")]
    Malformed,
    /// The request is too large (413).
    #[serde(rename = "/problems/too-large")]
    TooLarge,
    /// No such thing (404, 405).
    #[serde(rename = "/problems/not-found")]
    NotFound,
    /// The server cannot do it now; nothing was recorded (500, 503, 408).
    #[serde(rename = "/problems/unavailable")]
    Unavailable,
}
