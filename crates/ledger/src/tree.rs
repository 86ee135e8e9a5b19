//! The tree of RFC 6962, section 2.1: how it grows, which stored digests a proof is made of, and whether a proof
//! holds.
//!
//! The digests are those of the crate `sha2`; what is written here is which of them stand beside which. The
//! crates for such trees either keep the whole tree in memory (`ct-merkle`) or bring a second set of
//! cryptography and a reader of addresses along (`tlog_tiles`); a store that is asked once, and a phone, need
//! neither.

mod grow;
mod plan;
mod verify;

pub use crate::hash::{Hash, leaf_hash};
pub(crate) use grow::Growing;
pub use grow::{CannotGrow, Growth, grow};
pub use plan::{Plan, consistency, inclusion};
pub use verify::{verify_consistency, verify_inclusion};

use crate::hash::{node_hash, of};
use std::ops::Range;

/// Where a perfect subtree stands: the root of the `index`-th one of 2^`level` leaves. Level 0 is a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// How many levels above the leaves.
    pub level: u8,
    /// How many of the same level stand to its left.
    pub index: u64,
}

/// The perfect subtrees that make a tree of a size, left to right.
#[must_use]
pub fn edge(size: u64) -> Vec<Place> {
    range(0, size)
}

/// The perfect subtrees of the leaves from `start` to before `end`. The start of every subtree of RFC 6962 is a
/// multiple of the largest power of two within it, so that they stand where the store has them.
fn range(start: u64, end: u64) -> Vec<Place> {
    let mut places = Vec::new();
    let mut at = start;
    while at < end {
        let level = (end - at).ilog2();
        places.push(Place { level: level.try_into().unwrap_or_default(), index: at >> level });
        at += 1 << level;
    }
    places
}

/// The digest over perfect subtrees, left to right; of none, the digest of the empty tree.
fn root_of(subtrees: &[Hash]) -> Hash {
    let mut from_the_right = subtrees.iter().rev().copied();
    let last = from_the_right.next();
    last.map_or_else(|| of(&[]), |last| from_the_right.fold(last, |right, left| node_hash(&left, &right)))
}

/// Where a tree of this many leaves divides: at the largest power of two smaller than it.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// What stands beside the way from the root down: the leaves of a range, to the left or to the right.
enum Side {
    Left(Range<u64>),
    Right(Range<u64>),
}

impl Side {
    fn places(self) -> Vec<Place> {
        let (Self::Left(leaves) | Self::Right(leaves)) = self;
        range(leaves.start, leaves.end)
    }
}

/// What stands beside the way from a leaf up to the root, nearest to the leaf first.
fn towards(index: u64, size: u64) -> Vec<Side> {
    let mut steps = Vec::new();
    let mut within = 0..size;
    while within.end - within.start > 1 {
        within = down(within, |middle| index < middle, &mut steps);
    }
    steps.reverse();
    steps
}

/// The largest subtree that ends where the smaller tree does, and what stands beside the way from there up to the
/// root of the larger one. The smaller tree has at least one leaf.
fn between(from: u64, to: u64) -> (Range<u64>, Vec<Side>) {
    let mut steps = Vec::new();
    let mut within = 0..to;
    while within.end != from {
        within = down(within, |middle| from <= middle, &mut steps);
    }
    steps.reverse();
    (within, steps)
}

/// Goes one level down, to the left or to the right, and notes what is left aside.
fn down(within: Range<u64>, to_the_left: impl Fn(u64) -> bool, aside: &mut Vec<Side>) -> Range<u64> {
    let middle = within.start + split(within.end - within.start);
    if to_the_left(middle) {
        aside.push(Side::Right(middle..within.end));
        within.start..middle
    } else {
        aside.push(Side::Left(within.start..middle));
        middle..within.end
    }
}
