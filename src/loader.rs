//! Which responses count: the one rule that every part of the app keeps (A40).

use std::rc::Rc;

/// Whose record is read, and in which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKey {
    /// The session's bearer token.
    pub session: Rc<str>,
    /// The subject: the opaque mark of the person.
    pub subject: Rc<str>,
}

impl RecordKey {
    /// As another program of the page names it; `None` where nobody is signed in.
    #[must_use]
    pub fn of(session: Option<String>, subject: Option<String>) -> Option<Self> {
        Some(Self { session: session?.into(), subject: subject?.into() })
    }
}

/// One request, to be given back with its response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    record: Option<RecordKey>,
    number: u32,
}

impl Request {
    /// Whose record it asks for; `None`: nobody's yet, as when a session is opened.
    #[must_use]
    pub const fn record(&self) -> Option<&RecordKey> {
        self.record.as_ref()
    }
}

/// Asks for one thing at a time: only the response to the last request counts, and only for the session and the
/// person that it was made for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loader {
    last: Request,
}

impl Loader {
    /// Makes a request; the responses to earlier ones no longer count.
    pub fn ask(&mut self, record: Option<RecordKey>) -> Request {
        self.last = Request { record, number: self.last.number.wrapping_add(1) };
        self.last.clone()
    }

    /// Waits for nothing any more.
    pub fn abandon(&mut self) {
        self.ask(None);
    }

    /// The last request.
    #[must_use]
    pub const fn last(&self) -> &Request {
        &self.last
    }

    /// Whether the response to a request counts.
    #[must_use]
    pub fn takes(&self, request: &Request) -> bool {
        self.last == *request
    }
}
