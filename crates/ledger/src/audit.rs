//! Checks a whole ledger as it streams by, entry by entry, and names the first one that is not right.

use crate::checkpoint::Trust;
use crate::entry::{Entry, commit};
use crate::hash::{Hash, leaf_hash};
use crate::invalid::Invalid;
use crate::tree::Growing;

/// The check under way. After a fault it has nothing more to say: the caller stops there.
#[derive(Debug)]
pub struct Audit {
    trust: Trust,
    tree: Growing,
    last: Option<Entry>,
    erased: u64,
    checkpoints: u64,
    signed: u64,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {} at index {index}: {why}", number.map_or_else(|| "(no number)".to_owned(), |number| number.to_string()))]
pub struct Fault {
    /// Where in the tree, counted from 0. For a checkpoint, the last entry before it.
    pub index: u64,
    /// The entry's number, where it can be read.
    pub number: Option<u64>,
    /// What is wrong.
    pub why: Why,
}

/// What can be wrong with an entry or a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The entry is not written as a ledger writes it.
    #[error("it is not written as a ledger writes an entry")]
    Malformed,
    /// The number is not larger than the one before.
    #[error("its number is not larger than {before}, the one before")]
    Number {
        /// The number before.
        before: u64,
    },
    /// It was accepted earlier than the one before.
    #[error("it was accepted earlier than the one before")]
    Time,
    /// The content is not the one the entry was made for.
    #[error("the content that is kept is not the one that was recorded")]
    Payload,
    /// There are more entries than can be counted.
    #[error("the tree is full")]
    Full,
    /// The checkpoint was made for another number of entries.
    #[error("the checkpoint after it is for {size} entries")]
    Size {
        /// For how many.
        size: u64,
    },
    /// The checkpoint was made for other entries.
    #[error("the checkpoint after it was signed for other entries: this one or one before it was changed")]
    Root,
    /// The checkpoint itself is not valid.
    #[error("the checkpoint after it does not hold: {0}")]
    Checkpoint(Invalid),
}

/// What an audit saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many entries.
    pub entries: u64,
    /// Of how many the content is erased.
    pub erased: u64,
    /// How many checkpoints.
    pub checkpoints: u64,
    /// How many entries the last checkpoint is for; those after it are signed by nobody yet.
    pub signed: u64,
    /// The digest over all entries.
    pub root: Hash,
}

impl Audit {
    /// Begins with the first entry.
    #[must_use]
    pub const fn new(trust: Trust) -> Self {
        Self { trust, tree: Growing::empty(), last: None, erased: 0, checkpoints: 0, signed: 0 }
    }

    /// Takes the next entry, with its salt and content unless they are erased.
    ///
    /// # Errors
    /// It is not right.
    pub fn entry(&mut self, bytes: &[u8], payload: Option<(&[u8; 32], &[u8])>) -> Result<(), Fault> {
        let entry = Entry::parse(bytes);
        let number = entry.as_ref().ok().map(|entry| entry.number);
        let index = self.tree.size;
        self.take(bytes, entry, payload).map_err(|why| Fault { index, number, why })
    }

    fn take(
        &mut self,
        bytes: &[u8],
        entry: Result<Entry, Invalid>,
        payload: Option<(&[u8; 32], &[u8])>,
    ) -> Result<(), Why> {
        let entry = entry.map_err(|_| Why::Malformed)?;
        if let Some(before) = &self.last {
            if entry.number <= before.number {
                return Err(Why::Number { before: before.number });
            }
            // Instants of the one form are in order when their texts are.
            if entry.accepted_at < before.accepted_at {
                return Err(Why::Time);
            }
        }
        match payload {
            Some((salt, content)) if commit(salt, content) != entry.payload => return Err(Why::Payload),
            Some(_) => {}
            None => self.erased += 1,
        }
        self.tree.push(leaf_hash(bytes), |_, _| {}).map_err(|_| Why::Full)?;
        self.last = Some(entry);
        Ok(())
    }

    /// Takes a checkpoint. They come in order of size, each after its last entry.
    ///
    /// # Errors
    /// It does not hold, or not for the entries so far.
    pub fn checkpoint(&mut self, note: &str) -> Result<(), Fault> {
        self.hold(note).map_err(|why| {
            let number = self.last.as_ref().map(|entry| entry.number);
            Fault { index: self.tree.size.saturating_sub(1), number, why }
        })
    }

    fn hold(&mut self, note: &str) -> Result<(), Why> {
        let checkpoint = self.trust.open(note).map_err(Why::Checkpoint)?;
        if checkpoint.size != self.tree.size {
            return Err(Why::Size { size: checkpoint.size });
        }
        if checkpoint.root != self.tree.root() {
            return Err(Why::Root);
        }
        self.checkpoints += 1;
        self.signed = checkpoint.size;
        Ok(())
    }

    /// Ends.
    #[must_use]
    pub fn finish(self) -> Summary {
        let Self { tree, erased, checkpoints, signed, .. } = self;
        Summary { entries: tree.size, erased, checkpoints, signed, root: tree.root() }
    }
}

#[cfg(test)]
mod tests;
