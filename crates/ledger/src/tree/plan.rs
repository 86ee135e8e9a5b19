//! Which stored digests a proof is made of, so that the store is asked once for all of them.

use super::{Place, Side, between, range, root_of, towards};
use crate::hash::Hash;

/// The digests that a proof is made of. A digest of the proof is over one perfect subtree, or at the right edge of
/// the tree over several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Place>>);

/// What proves that a leaf is in a tree of a size (RFC 6962, 2.1.1); nothing where the tree has no such leaf.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Plan> {
    let steps = (index < size).then(|| towards(index, size))?;
    Some(Plan(steps.into_iter().map(Side::places).collect()))
}

/// What proves that a tree of a size grew from a smaller one (RFC 6962, 2.1.2); nothing where it is not smaller.
/// From an empty tree, and from one of the same size, nothing needs to be proven: the proof is empty.
#[must_use]
pub fn consistency(from: u64, to: u64) -> Option<Plan> {
    if from > to {
        return None;
    }
    if from == 0 || from == to {
        return Some(Plan(Vec::new()));
    }
    let (common, steps) = between(from, to);
    let first = (common.start > 0).then(|| range(common.start, common.end));
    Some(Plan(first.into_iter().chain(steps.into_iter().map(Side::places)).collect()))
}

impl Plan {
    /// Where the digests stand that the proof is made of. Those of level 0 are leaves.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().flatten().copied()
    }

    /// The proof, from a store's answer; nothing where a digest is missing.
    pub fn proof(&self, hash_at: impl Fn(Place) -> Option<Hash>) -> Option<Vec<Hash>> {
        let digest = |places: &Vec<Place>| {
            places.iter().map(|place| hash_at(*place)).collect::<Option<Vec<_>>>().map(|all| root_of(&all))
        };
        self.0.iter().map(digest).collect()
    }
}
