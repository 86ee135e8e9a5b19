//! The session: held in memory only, gone with the page.

use super::{Moment, Seen};
use nattoku_consent::wire::Problem;
use std::rc::Rc;

/// An open session and what it let us read.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The bearer token.
    pub bearer: Rc<str>,
    /// The opaque mark of the person; drafts are bound to it (A10).
    pub subject: Rc<str>,
    /// The person's record.
    pub seen: Rc<Seen>,
}

/// Where signing in stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// Not signed in; with what went wrong last, if anything did.
    Closed(Option<SignInTrouble>),
    /// The birth date was sent; with the moment at which the person asked to stop everything, if they did.
    Opening(Option<Moment>),
    /// Signed in.
    Open(Known),
}

/// Why signing in did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInTrouble {
    /// The date typed is not a date.
    NoSuchDate,
    /// The server could not be reached.
    Unreachable,
    /// The server said why.
    Told(Problem),
    /// The session came to its end.
    Ended,
}

impl Default for Session {
    fn default() -> Self {
        Self::Closed(None)
    }
}
