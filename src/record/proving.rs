//! Receipts: what one proved on this device, or why it proves nothing.

use crate::proof::Qr;
use nattoku_consent::{Catalogue, Entry};
use nattoku_ledger::Invalid;
use std::rc::Rc;
use std::sync::Arc;

/// A receipt that was verified on this device.
#[derive(Debug, Clone)]
pub struct Proved {
    /// The entry it proves.
    pub entry: Entry,
    /// The receipt itself, in JSON.
    pub receipt: Rc<str>,
    /// The address that opens its verification, as a QR code. Whoever has it can read the receipt.
    pub qr: Option<Qr>,
    /// The words that were shown.
    pub shown: Arc<Catalogue>,
    /// The file in which it was brought, with the lines that a person reads.
    pub file: Option<Rc<str>>,
}

impl PartialEq for Proved {
    fn eq(&self, other: &Self) -> bool {
        self.receipt == other.receipt && self.file == other.file
    }
}

/// Why there is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProof {
    /// The provider, or the program that verifies, could not be reached.
    Unreachable,
    /// There is no such receipt, or not any more.
    NotFound,
    /// It proves nothing.
    Invalid(Invalid),
}

/// The receipt that is shown, or checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Proof {
    /// There is none.
    #[default]
    None,
    /// It is on its way, or being verified.
    Checking,
    /// It holds.
    Holds(Rc<Proved>),
    /// It does not hold, or could not be had.
    Fails(NoProof),
}
