//! The session: held in memory only, gone with the page.

use super::{Moment, Seen};
use crate::loader::{Loader, RecordKey};
use nattoku_consent::mandate::Mandate;
use nattoku_consent::wire::{Person, Problem};
use std::rc::Rc;

/// An open session and what it let us read.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The bearer token.
    pub bearer: Rc<str>,
    /// Everybody the session may speak for.
    pub people: Rc<[Person]>,
    /// Which of them it speaks for now.
    pub person: usize,
    /// That person's record.
    pub seen: Rc<Seen>,
    /// Asks for that person's record anew.
    pub reading: Loader,
    /// Asks for the record of whoever is turned to.
    pub turning: Loader,
}

impl Known {
    /// A session that speaks for the first of its people, whose record was read.
    #[must_use]
    pub fn new(bearer: Rc<str>, people: Rc<[Person]>, seen: Rc<Seen>) -> Self {
        Self { bearer, people, person: 0, seen, reading: Loader::default(), turning: Loader::default() }
    }

    /// The opaque mark of the person; drafts are bound to it (A10).
    #[must_use]
    pub fn subject(&self) -> &str {
        self.people.get(self.person).map_or("", |person| &person.subject)
    }

    /// That person's record, as it is read in this session.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        RecordKey { session: self.bearer.clone(), subject: self.subject().into() }
    }

    /// The mandate under which the session speaks now; none: the person speaks for themself.
    #[must_use]
    pub fn mandate(&self) -> Option<&Mandate> {
        self.people.get(self.person)?.mandate.as_ref()
    }
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
    /// The code typed is no code of an invitation.
    NoSuchCode,
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
