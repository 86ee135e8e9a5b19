//! What providers publish: who received data, what a review body allowed, and what came of it.
//!
//! The contracts of the feeds, their reading within limits, and the rules by which a signed feed is taken or
//! refused. Pure by rule: no I/O, no clock, no randomness; `now`, bytes and keys are arguments.

#[cfg(feature = "checks")]
pub mod check;
pub mod clean;
pub mod entry;
pub mod feed;
pub mod flow;
pub mod identifier;
pub mod limits;
pub mod manifest;
pub mod publisher;
pub mod read;
#[cfg(feature = "schema")]
pub mod schema;
pub mod search;
pub mod served;

#[cfg(feature = "signed")]
pub mod jws;
#[cfg(feature = "signed")]
pub mod publish;
#[cfg(feature = "signed")]
pub mod trust;

pub use entry::{Entries, Outcome, Recipient, Review};
pub use feed::{Feed, FeedKind};
pub use identifier::{Country, EntryId, WebLink};
pub use manifest::Manifest;
