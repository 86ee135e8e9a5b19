//! Whether a proof holds. Nothing here trusts what it is given: sizes, positions and lengths must fit each other.

use super::{Side, between, root_of, towards};
use crate::hash::{Hash, node_hash};
use crate::invalid::Invalid;

/// Whether a leaf stands at a position in the tree of a size and a root.
///
/// # Errors
/// [`Invalid::Proof`]: it is not proven.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Invalid> {
    if index >= size {
        return Err(Invalid::Proof);
    }
    let steps = towards(index, size);
    if steps.len() != proof.len() {
        return Err(Invalid::Proof);
    }
    let up = |hash: Hash, (side, beside): (&Side, &Hash)| match side {
        Side::Left(_) => node_hash(beside, &hash),
        Side::Right(_) => node_hash(&hash, beside),
    };
    let reached = steps.iter().zip(proof).fold(*leaf, up);
    if reached == *root { Ok(()) } else { Err(Invalid::Proof) }
}

/// Whether the tree of one size and root is the beginning of the tree of another size and root.
///
/// # Errors
/// [`Invalid::Inconsistent`]: it is not proven.
pub fn verify_consistency(
    from: u64,
    from_root: &Hash,
    to: u64,
    to_root: &Hash,
    proof: &[Hash],
) -> Result<(), Invalid> {
    let holds = match from {
        _ if from > to => false,
        0 => proof.is_empty() && *from_root == root_of(&[]) && (to > 0 || from_root == to_root),
        _ if from == to => proof.is_empty() && from_root == to_root,
        _ => roots(from, from_root, to, proof) == Some((*from_root, *to_root)),
    };
    if holds { Ok(()) } else { Err(Invalid::Inconsistent) }
}

/// The roots that a proof of consistency gives for both trees; nothing where its length does not fit.
fn roots(from: u64, from_root: &Hash, to: u64, proof: &[Hash]) -> Option<(Hash, Hash)> {
    let (common, steps) = between(from, to);
    // Where the smaller tree is a subtree of the larger one, its root is known and not part of the proof.
    let (first, rest) = if common.start == 0 { (from_root, proof) } else { proof.split_first()? };
    if steps.len() != rest.len() {
        return None;
    }
    let up = |(old, new): (Hash, Hash), (side, beside): (&Side, &Hash)| match side {
        Side::Left(_) => (node_hash(beside, &old), node_hash(beside, &new)),
        // What stands to the right came after the smaller tree.
        Side::Right(_) => (old, node_hash(&new, beside)),
    };
    Some(steps.iter().zip(rest).fold((*first, *first), up))
}
