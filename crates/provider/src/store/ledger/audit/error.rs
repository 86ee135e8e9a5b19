//! Why a ledger does not verify, in words that name the place.

use super::{ErasureFault, SubjectFault};
use crate::store::ledger::LedgerError;
use nattoku_ledger::audit::Fault;

/// Why a ledger does not verify.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Something in it is not as it was.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// An entry that no leaf stands for, by its number.
    #[error("entry {0} has no leaf in the tree: it was put in past the ledger")]
    NoLeaf(i64),
    /// A leaf whose entry is gone, by the entry's number.
    #[error("entry {0} is gone: its leaf is still in the tree")]
    NoRow(u64),
    /// The rows say something else than the leaf: by the entry's number.
    #[error("entry {0}: its row says something else than its leaf")]
    OtherRow(u64),
    /// The leaves do not stand one behind the other.
    #[error("the leaf at index {0} is missing")]
    NoSuchPlace(u64),
    /// A checkpoint is gone: for how many entries it was.
    #[error("the checkpoint for the first {0} entries is missing")]
    NoCheckpoint(i64),
    /// The newest entries are signed by nobody.
    #[error("the entries from index {0} on are under no checkpoint: one is missing")]
    Unsigned(u64),
    /// A digest that receipts are made of is wrong or missing: of which leaves, the first and the last.
    #[error(
        "the digest kept for the entries at index {first} to {last} is wrong or missing: receipts would not hold"
    )]
    Node {
        /// The first leaf below it.
        first: i64,
        /// The last leaf below it.
        last: i64,
    },
    /// An entry without content that no erasure lists, by its number.
    #[error(
        "entry {0} has lost its content, and no erasure lists it: what it said, a refusal perhaps, is missing"
    )]
    Emptied(i64),
    /// An entry of a patient whose row is gone, by its number.
    #[error("entry {0} is of a patient whose row is gone")]
    Nobodys(i64),
    /// A patient's row does not fit.
    #[error("patient row {row}: {fault}")]
    Patient {
        /// The row's id.
        row: i64,
        /// What does not fit.
        fault: SubjectFault,
    },
    /// An erasure does not fit.
    #[error("entry {number}, an erasure: {fault}")]
    Erasure {
        /// The entry's number.
        number: i64,
        /// What does not fit.
        fault: ErasureFault,
    },
    /// A catalogue is not the one that its digest names.
    #[error("the catalogue {0} holds other words than those that were in force under this digest")]
    OtherCatalogue(String),
    /// A catalogue is missing.
    #[error("the catalogue {0} is missing: entries name it, or it is in force")]
    NoCatalogue(String),
    /// No catalogue is in force.
    #[error("no catalogue is in force, though there are catalogues: the row of meta is missing")]
    NoCatalogueInForce,
    /// A release is not the one that the entry of this number records.
    #[error(
        "entry {0}: what it released, when, or of whom, is not what the tables say: a no might not reach who holds data"
    )]
    Release(i64),
    /// A release of this number that no entry records.
    #[error("release {0} is in no entry: it was put in past the ledger")]
    UnrecordedRelease(i64),
    /// Patients are not registered by entries yet.
    #[error(
        "this copy is of an earlier version, and has no entries that register its patients. Verify it by the version \
         that made it, or let any other command of this version open a copy of it first"
    )]
    Earlier,
    /// It is not what was last published from here.
    #[error("{0}")]
    Published(LedgerError),
    /// There is no ledger here.
    #[error(
        "this file holds no ledger: it is from before there was one, or was copied without the -wal file beside it"
    )]
    None,
    /// The keys cannot be used.
    #[error("{0}")]
    Keys(String),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
}
