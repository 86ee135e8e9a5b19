//! The domain: what a patient is asked, what they answered, and which use of their data that permits.
//!
//! Pure by rule: no I/O, no clock, no randomness. `now`, bytes and ids are arguments, so the same code
//! runs on the server, in the hospital's command line and on the patient's phone, and gives one answer.

pub mod approvals;
#[cfg(feature = "authoring")]
pub mod authoring;
pub mod catalogue;
pub mod change;
pub mod delivery;
pub mod event;
pub mod flow;
pub mod id;
pub mod mandate;
pub mod paper;
pub mod permit;
pub mod record;
pub mod relevance;
pub mod standing;
pub mod table;
pub mod text;
pub mod time;
pub mod wire;

pub use approvals::{Approvals, ApprovedUse, OrganisationIdentity, ReviewDecision};
pub use catalogue::{Catalogue, Catalogues, Mode, Modifier, Programme, Purpose};
pub use change::{Change, Pending, asks_again, changes};
pub use event::{Answer, Body, Decision, Entry, Event};
pub use id::{Digest, EventId, ProgrammeId, QuestionId};
pub use permit::{Denial, Permit, ReviewedUse, Use, UseScope, permits};
pub use record::Record;
pub use relevance::{Relevance, relevance};
pub use standing::{AsOf, Basis, Standing, standing};
pub use text::{Language, Localized};
