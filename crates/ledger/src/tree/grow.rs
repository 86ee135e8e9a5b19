//! How a tree grows: from the digests at its edge and new leaves to the digests that are then complete.

use super::{Place, edge as edge_of, root_of};
use crate::hash::{Hash, node_hash};

/// What a tree is after growing, and what there is to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// How many leaves it has now.
    pub size: u64,
    /// The digests of [`edge`](super::edge) of that size: all that is needed to grow it further.
    pub edge: Vec<Hash>,
    /// Every perfect subtree of two leaves or more that was completed, each once and for ever.
    pub completed: Vec<(Place, Hash)>,
    /// The digest of the whole tree.
    pub root: Hash,
}

/// Why a tree cannot grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotGrow {
    /// The digests at the edge are not as many as a tree of this size has.
    #[error("a tree of this size has {expected} digests at its edge, not {given}")]
    Edge {
        /// How many there must be.
        expected: usize,
        /// How many there were.
        given: usize,
    },
    /// There would be more leaves than can be counted.
    #[error("the tree is full")]
    Full,
}

/// Adds leaves to a tree of a size, of which only the digests at its edge are known.
///
/// # Errors
/// The edge is not one of a tree of that size, or the tree is full.
pub fn grow(size: u64, edge: &[Hash], leaves: &[Hash]) -> Result<Growth, CannotGrow> {
    let places = edge_of(size);
    if places.len() != edge.len() {
        return Err(CannotGrow::Edge { expected: places.len(), given: edge.len() });
    }
    let mut growing = Growing { size, edge: edge.to_vec() };
    let mut completed = Vec::new();
    for leaf in leaves {
        growing.push(*leaf, |place, hash| completed.push((place, hash)))?;
    }
    let root = growing.root();
    Ok(Growth { size: growing.size, edge: growing.edge, completed, root })
}

/// A tree of which only the edge is kept.
#[derive(Debug)]
pub(crate) struct Growing {
    pub(crate) size: u64,
    edge: Vec<Hash>,
}

impl Growing {
    pub(crate) const fn empty() -> Self {
        Self { size: 0, edge: Vec::new() }
    }

    /// Adds a leaf, and tells of every subtree that it completes.
    pub(crate) fn push(
        &mut self,
        leaf: Hash,
        mut completed: impl FnMut(Place, Hash),
    ) -> Result<(), CannotGrow> {
        let grown = self.size.checked_add(1).ok_or(CannotGrow::Full)?;
        let mut hash = leaf;
        // Each bit that carries over joins two subtrees of one size.
        for level in 1..=grown.trailing_zeros() {
            if let Some(left) = self.edge.pop() {
                hash = node_hash(&left, &hash);
                let place =
                    Place { level: level.try_into().unwrap_or_default(), index: (grown >> level) - 1 };
                completed(place, hash);
            }
        }
        self.edge.push(hash);
        self.size = grown;
        Ok(())
    }

    pub(crate) fn root(&self) -> Hash {
        root_of(&self.edge)
    }
}
