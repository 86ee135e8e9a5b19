//! The contract between the app and the server: what travels, named once for both.

use crate::event::{Decision, Entry, TermsShown};
use crate::id::{Digest, EventId};
use crate::text::Language;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Opens a session: `POST /api/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// What the patient holds.
    pub credential: Credential,
    /// What the patient knows.
    #[serde(with = "crate::time::day")]
    pub birth_date: NaiveDate,
}

/// What opens a session together with the birth date; worthless without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// The token of an invitation link.
    Invitation(String),
    /// The ticket of an earlier session in the same tab; short-lived.
    Resume(String),
}

/// A session: the answer to [`SignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The bearer token, to be held in memory only.
    pub bearer: String,
    /// When the bearer ends.
    #[serde(with = "crate::time::instant")]
    pub expires_at: DateTime<Utc>,
    /// Lets the same tab sign in again after a reload, with the birth date.
    pub resume: String,
    /// An opaque mark of the person, the same in each of their sessions: drafts are bound to it (A10).
    pub subject: String,
}

/// The patient's record: `GET /api/record`. Its `ETag` is `"VERSION"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordView {
    /// The number of the last entry; zero for an empty record.
    pub version: u64,
    /// The catalogue in force.
    pub catalogue: Digest,
    /// The server's clock, for "what holds now".
    #[serde(with = "crate::time::instant")]
    pub now: DateTime<Utc>,
    /// Every entry, in ledger order.
    pub entries: Vec<Entry>,
}

/// A decision on its way: `POST /api/decisions` with `Idempotency-Key: <id>` and, where
/// [`Decision::widens`], `If-Match: "VERSION"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Made by the client; the same as the `Idempotency-Key`.
    pub id: EventId,
    /// The words the patient saw.
    pub terms: TermsShown,
    /// What the device's clock says.
    #[serde(with = "crate::time::instant")]
    pub device_time: DateTime<Utc>,
    /// What was decided.
    pub decision: Decision,
}

/// The answer to a decision that was durably recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The entry as it stands in the ledger.
    pub entry: Entry,
}

/// The catalogue in force: `GET /api/catalogue`; an earlier one: `GET /api/catalogues/DIGEST`.
/// The digest is the SHA-256 of the response body and stands in the `ETag`.
pub const CATALOGUE_PATH: &str = "/api/catalogue";

/// Where sessions are opened.
pub const SESSION_PATH: &str = "/api/session";

/// Where the record is read.
pub const RECORD_PATH: &str = "/api/record";

/// Where decisions go.
pub const DECISIONS_PATH: &str = "/api/decisions";

/// An error a patient may see (RFC 9457), its texts in the language of the request's `Accept-Language`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
