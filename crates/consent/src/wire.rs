//! The contract between the app and the server: what travels, named once for both.

mod problem;
mod reads;

pub use problem::{Problem, ProblemKind};
pub use reads::{DeskReason, ExportReason, READS_PATH, Reader, ReadsView, RecordRead, SystemPurpose};

use crate::event::{Decision, Entry, TermsShown};
use crate::id::{Digest, EventId, QuestionId};
use crate::mandate::Mandate;
use crate::standing::AsOf;
use crate::text::Localized;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Opens a session: `POST /api/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// What the patient holds.
    pub credential: Credential,
    /// What the patient knows.
    #[serde(with = "crate::time::day")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
    pub birth_date: NaiveDate,
}

/// What opens a session together with the birth date; worthless without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// The token of an invitation link.
    Invitation(String),
    /// The ticket of an earlier session in the same tab; short-lived.
    Resume(String),
}

/// Opens a session by what a portal says of who has signed in there: `POST /api/session/portal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortalSignIn {
    /// The name under which the provider knows the portal.
    pub portal: String,
    /// The portal's token: a signed JWT of at most five minutes, which opens one session.
    pub token: String,
}

/// Opens a session by what somebody came back with from signing in at a portal (OpenID Connect, SMART App Launch):
/// `POST /api/session/login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginSignIn {
    /// The name under which the provider knows the portal.
    pub portal: String,
    /// The authorization code.
    pub code: String,
    /// What the code was asked for with (PKCE, RFC 7636).
    pub verifier: String,
    /// What the portal's token must repeat.
    pub nonce: String,
    /// The address that was come back to.
    pub redirect: String,
}

/// A portal: `GET /api/portals/NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortalView {
    /// The only origin that its frame talks to; none: it shows no frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Where one signs in with it in a page of one's own; none: only in its frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginView>,
}

/// Where one signs in at a portal, and what is asked for there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginView {
    /// Where the browser is led.
    pub authorization: String,
    /// Who must answer (`iss`, RFC 9207).
    pub issuer: String,
    /// Under which name the provider is known there.
    pub client: String,
    /// What is asked for.
    pub scope: String,
    /// The FHIR server it is about, for SMART App Launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fhir: Option<String>,
}

/// A session: the answer to [`SignIn`], [`PortalSignIn`] and [`LoginSignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The bearer token, to be held in memory only.
    pub bearer: String,
    /// When the bearer ends.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub expires_at: DateTime<Utc>,
    /// Lets the same tab sign in again after a reload, with the birth date. None where a portal says who it is: it is
    /// asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<String>,
    /// Everybody the session may speak for: the person themself, unless they only act for others, and those
    /// they act for. Never empty.
    pub people: Vec<Person>,
}

/// Somebody a session may speak for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// An opaque mark of the person, the same in every session: drafts are bound to it (A10), and requests
    /// name it in [`PERSON_HEADER`].
    pub subject: String,
    /// Under which mandate the session speaks for them; none: they speak for themself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
}

/// The request header that names, by their mark, whom a request is about; without it, the first of a session's
/// people.
pub const PERSON_HEADER: &str = "nattoku-person";

/// The patient's record: `GET /api/record`. Its `ETag` is `"VERSION"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordView {
    /// The number of the last entry; zero for an empty record.
    pub version: u64,
    /// The catalogue in force.
    pub catalogue: Digest,
    /// The server's clock, for "what holds now".
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub now: DateTime<Utc>,
    /// When the ledger's last entry was accepted: later than `now` where the server's clock once stood ahead.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub ledger_time: DateTime<Utc>,
    /// Every entry, in ledger order.
    pub entries: Vec<Entry>,
    /// By which receipts are verified.
    pub ledger: LedgerKeys,
    /// The questions whose words changed materially since the person answered.
    pub reworded: Vec<Reworded>,
}

impl RecordView {
    /// The present, for what holds now.
    #[must_use]
    pub const fn as_of(&self) -> AsOf {
        AsOf::Present { clock: self.now, ledger: self.ledger_time }
    }
}

/// A question whose words changed materially since it was answered (U1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reworded {
    /// Which.
    pub question: QuestionId,
    /// Whether the person is asked; who said no may look, and is left in peace.
    pub asks: bool,
}

/// Where what became of a person's no is read: a list of [`Told`].
pub const TOLD_PATH: &str = "/api/told";

/// By which a ledger's receipts are verified: `GET /api/ledger`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LedgerKeys {
    /// The ledger's name, which every checkpoint bears.
    pub origin: String,
    /// Every key that ever signed it (C2SP signed-note verifier keys).
    pub keys: Vec<String>,
}

/// What became of a no at one recipient of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The number of the entry that says no.
    pub entry: u64,
    /// Who received data.
    pub recipient: Localized,
    /// How far it has come.
    pub state: TellState,
}

/// How far a no has come at a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TellState {
    /// The provider still has to tell them.
    Waiting,
    /// They were told.
    Told {
        /// On this day.
        #[serde(with = "crate::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        on: NaiveDate,
    },
    /// They confirmed that use has stopped.
    Acknowledged {
        /// On this day.
        #[serde(with = "crate::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        on: NaiveDate,
    },
    /// They could not stop.
    CouldNotStop {
        /// They said so on this day.
        #[serde(with = "crate::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        on: NaiveDate,
        /// Why, as the provider writes it for the patient.
        reason: String,
    },
}

/// A decision on its way: `POST /api/decisions` with `Idempotency-Key: <id>` and, where
/// [`Decision::widens`], `If-Match: "VERSION"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Made by the client; the same as the `Idempotency-Key`.
    pub id: EventId,
    /// The words the patient saw.
    pub terms: TermsShown,
    /// What the device's clock says.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub device_time: DateTime<Utc>,
    /// Whether it is made on a shared device of the provider's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kiosk: bool,
    /// What was decided.
    pub decision: Decision,
}

/// The answer to a decision that was durably recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The receipt (`nattoku_ledger::Receipt`, as JSON). The entry is what it proves: the app takes nothing else
    /// for received.
    pub receipt: String,
}

/// The catalogue in force: `GET /api/catalogue`; an earlier one: `GET /api/catalogues/DIGEST`.
/// The digest is the SHA-256 of the response body and stands in the `ETag`.
pub const CATALOGUE_PATH: &str = "/api/catalogue";

/// Where sessions are opened.
pub const SESSION_PATH: &str = "/api/session";

/// Where sessions are opened by a portal's token.
pub const PORTAL_SESSION_PATH: &str = "/api/session/portal";

/// Where sessions are opened by what somebody came back with from signing in at a portal.
pub const LOGIN_SESSION_PATH: &str = "/api/session/login";

/// Where the record is read.
pub const RECORD_PATH: &str = "/api/record";

/// By which keys receipts are verified; public.
pub const LEDGER_PATH: &str = "/api/ledger";

/// The receipt of one of the person's own entries: `GET /api/receipts/NUMBER`; or, for whoever holds the code that
/// stands on a receipt, `GET /api/receipts` with `Authorization: Receipt CODE`.
pub const RECEIPTS_PATH: &str = "/api/receipts";

/// The machine-readable record of what was agreed (ISO/IEC TS 27560 in DPV): `GET /api/consent-record`.
pub const CONSENT_RECORD_PATH: &str = "/api/consent-record";

/// Where decisions go.
pub const DECISIONS_PATH: &str = "/api/decisions";
