//! The tree against the values that Certificate Transparency publishes, and against RFC 6962 read word for word.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod naive;
mod world;

use naive::{naive_path, naive_root, naive_subproof};
use nattoku_ledger::Invalid;
use nattoku_ledger::tree::{
    CannotGrow, Growth, Hash, Place, consistency, edge, grow, inclusion, leaf_hash, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;
use world::World;

/// The eight entries of Certificate Transparency's own tests.
const ENTRIES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

/// The roots of the trees of none to all of them.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

/// Index, size and proof.
const INCLUSIONS: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (0, 8, &[A, B, C]),
    (5, 8, &[D, E, ROOTS[4]]),
    (2, 3, &[ROOTS[2]]),
    (1, 5, &[ROOTS[1], B, D]),
];

/// The smaller size, the larger one and the proof.
const CONSISTENCIES: [(u64, u64, &[&str]); 4] =
    [(1, 1, &[]), (1, 8, &[A, B, C]), (6, 8, &[F, E, ROOTS[4]]), (2, 5, &[B, D])];

fn hash(hex: &str) -> Hash {
    hex.parse().unwrap()
}

#[test]
fn the_published_roots_and_proofs_come_out_and_hold() {
    let world = World::new(ENTRIES.iter().map(|entry| leaf_hash(entry)).collect());
    assert_eq!(world.roots, ROOTS.map(hash));
    let root = |size: u64| world.roots[usize::try_from(size).unwrap()];
    for (index, size, expected) in INCLUSIONS {
        let expected: Vec<_> = expected.iter().map(|hex| hash(hex)).collect();
        assert_eq!(world.inclusion(index, size), expected, "{index} of {size}");
        let leaf = leaf_hash(ENTRIES[usize::try_from(index).unwrap()]);
        assert_eq!(verify_inclusion(&leaf, index, size, &expected, &root(size)), Ok(()));
    }
    for (from, to, expected) in CONSISTENCIES {
        let expected: Vec<_> = expected.iter().map(|hex| hash(hex)).collect();
        assert_eq!(world.consistency(from, to), expected, "{from} to {to}");
        assert_eq!(verify_consistency(from, &root(from), to, &root(to), &expected), Ok(()));
    }
}

#[test]
fn every_size_up_to_130_is_as_the_rfc_says() {
    const SIZES: usize = 130;
    let world = World::numbered(SIZES as u64);
    for size in 0..=SIZES {
        let leaves = &world.leaves[..size];
        assert_eq!(world.roots[size], naive_root(leaves), "{size}");
        for index in 0..size {
            let proof = world.inclusion(index as u64, size as u64);
            assert_eq!(proof, naive_path(index, leaves), "{index} of {size}");
            let held =
                verify_inclusion(&leaves[index], index as u64, size as u64, &proof, &world.roots[size]);
            assert_eq!(held, Ok(()), "{index} of {size}");
        }
        for from in 1..size {
            let proof = world.consistency(from as u64, size as u64);
            assert_eq!(proof, naive_subproof(from, leaves, true), "{from} to {size}");
            let (old, new) = (&world.roots[from], &world.roots[size]);
            assert_eq!(verify_consistency(from as u64, old, size as u64, new, &proof), Ok(()));
        }
    }
}

#[test]
fn the_edge_is_the_bits_of_the_size() {
    assert_eq!(edge(0), []);
    let places = [(3, 0), (1, 4), (0, 10)].map(|(level, index)| Place { level, index });
    assert_eq!(edge(11), places);
    assert_eq!(edge(u64::MAX).len(), 64);
    assert_eq!(edge(1 << 63), [Place { level: 63, index: 0 }]);
    let full = vec![leaf_hash(b"x"); 64];
    assert_eq!(grow(u64::MAX, &full, &[leaf_hash(b"y")]), Err(CannotGrow::Full));
    assert_eq!(grow(11, &full[..2], &[]), Err(CannotGrow::Edge { expected: 3, given: 2 }));
}

#[test]
fn nothing_is_proven_of_what_is_not_there() {
    assert_eq!(inclusion(0, 0), None);
    assert_eq!(inclusion(8, 8), None);
    assert_eq!(consistency(9, 8), None);
    for (from, to) in [(0, 0), (0, 8), (8, 8)] {
        assert_eq!(consistency(from, to).map(|plan| plan.places().count()), Some(0));
    }
    let world = World::numbered(8);
    let (leaf, root) = (&world.leaves[7], &world.roots[8]);
    let proof = world.inclusion(7, 8);
    assert_eq!(verify_inclusion(leaf, 8, 8, &proof, root), Err(Invalid::Proof));
    assert_eq!(verify_inclusion(leaf, 0, 0, &[], &world.roots[0]), Err(Invalid::Proof));
    let plan = inclusion(7, 8).unwrap();
    assert_eq!(plan.proof(|place| world.stored.get(&place).copied().filter(|_| place.level > 0)), None);
}

#[test]
fn from_nothing_and_to_itself_need_no_proof_but_the_right_roots() {
    let world = World::numbered(5);
    let (none, five, other) = (world.roots[0], world.roots[5], leaf_hash(b"other"));
    let verify =
        |from, old: &Hash, to, new: &Hash, proof: &[Hash]| verify_consistency(from, old, to, new, proof);
    assert_eq!(verify(0, &none, 5, &five, &[]), Ok(()));
    assert_eq!(verify(0, &none, 0, &none, &[]), Ok(()));
    assert_eq!(verify(5, &five, 5, &five, &[]), Ok(()));
    for bad in [
        verify(0, &other, 5, &five, &[]),
        verify(0, &none, 0, &five, &[]),
        verify(0, &none, 5, &five, &[other]),
        verify(5, &five, 5, &other, &[]),
        verify(5, &five, 5, &five, &[other]),
        verify(5, &five, 4, &world.roots[4], &[]),
        verify(4, &world.roots[4], 5, &five, &[]),
    ] {
        assert_eq!(bad, Err(Invalid::Inconsistent));
    }
}

/// Every way to say another position or size, turn one bit, leave one out, add one, or change the order.
fn spoilt(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for place in 0..proof.len() {
        let with = |change: &dyn Fn(&mut Vec<Hash>)| {
            let mut proof = proof.to_vec();
            change(&mut proof);
            proof
        };
        all.push(with(&|proof| proof[place].0[place % 32] ^= 1 << (place % 8)));
        all.push(with(&|proof| _ = proof.remove(place)));
        all.push(with(&|proof| proof.insert(place, proof[place])));
        if place > 0 {
            all.push(with(&|proof| proof.swap(place, place - 1)));
        }
    }
    all.push([proof, &[leaf_hash(b"more")]].concat());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn larger_trees_grow_in_parts_and_prove_as_the_rfc_says(
        size in 131_u64..1200, part in 0.0..1.0_f64, place in 0.0..1.0_f64,
    ) {
        let within = |part: f64, of: u64| (part * of as f64) as u64;
        let (first, index) = (within(part, size - 1) + 1, within(place, size));
        let world = World::numbered(size);
        let leaves = &world.leaves;
        let (before, after) = leaves.split_at(usize::try_from(first).unwrap());
        let one = grow(0, &[], before).unwrap();
        let Growth { root, edge, .. } = grow(first, &one.edge, after).unwrap();
        prop_assert_eq!(root, naive_root(leaves));
        let nodes: Vec<_> = nattoku_ledger::tree::edge(size).iter().map(|place| world.stored[place]).collect();
        prop_assert_eq!(edge, nodes);

        let leaf = &leaves[usize::try_from(index).unwrap()];
        let proof = world.inclusion(index, size);
        prop_assert_eq!(&proof, &naive_path(usize::try_from(index).unwrap(), leaves));
        prop_assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
        for proof in spoilt(&proof) {
            prop_assert!(verify_inclusion(leaf, index, size, &proof, &root).is_err());
        }
        for wrong in [index ^ 1, index + 1, index.wrapping_sub(1), index + size, index ^ 64] {
            prop_assert!(verify_inclusion(leaf, wrong, size, &proof, &root).is_err());
        }

        let proof = world.consistency(first, size);
        prop_assert_eq!(&proof, &naive_subproof(usize::try_from(first).unwrap(), leaves, true));
        let old = world.roots[usize::try_from(first).unwrap()];
        prop_assert_eq!(verify_consistency(first, &old, size, &root, &proof), Ok(()));
        for proof in spoilt(&proof) {
            if first < size {
                prop_assert!(verify_consistency(first, &old, size, &root, &proof).is_err());
            }
        }
        if first < size {
            let other = Hash([7; 32]);
            prop_assert!(verify_consistency(first, &other, size, &root, &proof).is_err());
            prop_assert!(verify_consistency(first, &old, size, &other, &proof).is_err());
        }
    }
}
