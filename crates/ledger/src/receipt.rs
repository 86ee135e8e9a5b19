//! Receipts: what a patient takes home. Entry, content, proof and signed checkpoint together, so that nothing else
//! is needed to verify them, not the hospital and not a network.

mod file;

use crate::checkpoint::{Checkpoint, Trust};
use crate::entry::{Entry, commit};
use crate::hash::{Hash, from_hex, leaf_hash};
use crate::invalid::Invalid;
use crate::tree::verify_inclusion;
use serde::{Deserialize, Serialize};

/// A receipt as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The entry as it stands in the tree.
    pub entry: String,
    /// Its content.
    pub payload: String,
    /// The salt of the content, 64 hexadecimal digits.
    pub salt: String,
    /// Where the entry stands; the first is 0.
    pub index: u64,
    /// The digests that lead from there to the root, in base64.
    pub proof: Vec<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// What a receipt proves: that this entry, with this content, is in the tree that the hospital signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The entry.
    pub entry: Entry,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// Verifies all of it.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn verify(&self, trust: &Trust) -> Result<Proven, Invalid> {
        let entry = Entry::parse(&self.entry)?;
        let checkpoint = trust.open(&self.checkpoint)?;
        let proof = self.proof.iter().map(|digest| Hash::from_base64(digest)).collect::<Option<Vec<_>>>();
        let proof = proof.ok_or(Invalid::Proof)?;
        let leaf = leaf_hash(self.entry.as_bytes());
        verify_inclusion(&leaf, self.index, checkpoint.size, &proof, &checkpoint.root)?;
        let salt = from_hex(&self.salt).ok_or(Invalid::Payload)?;
        if commit(&salt, self.payload.as_bytes()) != entry.payload {
            return Err(Invalid::Payload);
        }
        Ok(Proven { entry, checkpoint })
    }
}

#[cfg(test)]
mod tests;
