//! A tree with everything that a store would keep of it.

use nattoku_ledger::tree::{Hash, Place, consistency, grow, inclusion, leaf_hash};
use std::collections::BTreeMap;

/// Leaves, and a store of every digest that growing them one by one completes.
pub(crate) struct World {
    pub(crate) leaves: Vec<Hash>,
    pub(crate) stored: BTreeMap<Place, Hash>,
    /// By size.
    pub(crate) roots: Vec<Hash>,
}

impl World {
    pub(crate) fn new(leaves: Vec<Hash>) -> Self {
        let empty = grow(0, &[], &[]).unwrap();
        let (mut stored, mut roots, mut edge) = (BTreeMap::new(), vec![empty.root], empty.edge);
        for (index, leaf) in (0..).zip(&leaves) {
            stored.insert(Place { level: 0, index }, *leaf);
            let growth = grow(index, &edge, &[*leaf]).unwrap();
            for (place, hash) in growth.completed {
                assert!(place.level > 0, "leaves are not told again");
                assert_eq!(stored.insert(place, hash), None, "{place:?} is completed once");
            }
            roots.push(growth.root);
            edge = growth.edge;
        }
        Self { leaves, stored, roots }
    }

    pub(crate) fn numbered(size: u64) -> Self {
        Self::new((0..size).map(|number| leaf_hash(&number.to_be_bytes())).collect())
    }

    pub(crate) fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        inclusion(index, size).and_then(|plan| plan.proof(|place| self.stored.get(&place).copied())).unwrap()
    }

    pub(crate) fn consistency(&self, from: u64, to: u64) -> Vec<Hash> {
        consistency(from, to).and_then(|plan| plan.proof(|place| self.stored.get(&place).copied())).unwrap()
    }
}
