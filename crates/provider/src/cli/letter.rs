//! An invitation on paper: for whom it is, and what it says.

use chrono::NaiveDate;
use nattoku_consent::Language;

/// A patient to invite.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// The number the hospital knows them by.
    pub patient: String,
    /// Their birth date.
    pub birth_date: NaiveDate,
    /// The language they prefer.
    pub language: Language,
    /// Their name, to be printed.
    pub name: Option<String>,
}

/// An invitation on its way to the printer.
#[derive(Debug, Clone)]
pub struct Letter {
    /// For whom.
    pub invitee: Invitee,
    /// The link, with the token in its fragment, which browsers send to no server.
    pub link: String,
    /// The last day it works, by the provider's wall clock.
    pub valid_until: NaiveDate,
}
