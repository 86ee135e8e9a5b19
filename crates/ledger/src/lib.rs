//! The ledger: entries in an append-only Merkle tree, checkpoints of it signed by the hospital, and receipts by
//! which a patient proves what was recorded without having to trust the hospital again.
//!
//! Pure by rule: no I/O, no clock, no randomness; bytes, salts and keys are arguments. The same code writes the
//! ledger on the server and verifies a receipt on a phone.

pub mod audit;
pub mod checkpoint;
pub mod entry;
pub mod hash;
pub mod invalid;
pub mod key;
pub mod receipt;
pub mod tree;

pub use audit::{Audit, Fault, Summary, Why};
pub use checkpoint::{Checkpoint, Signer, Trust};
pub use entry::{Entry, Kind, commit};
pub use hash::{Hash, leaf_hash};
pub use invalid::Invalid;
pub use key::BadKey;
pub use receipt::{Proven, Receipt};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
