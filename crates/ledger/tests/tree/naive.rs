//! RFC 6962 read word for word: slow, recursive, and nothing shared with the library but the type of a digest.

use nattoku_ledger::Hash;
use sha2::{Digest, Sha256};

/// RFC 6962, 2.1, word for word.
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash(Sha256::digest(b"").into()),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(naive_split(leaves.len()));
            let node = [&[1_u8][..], &naive_root(left).0, &naive_root(right).0].concat();
            Hash(Sha256::digest(node).into())
        }
    }
}

/// The largest power of two smaller than n.
fn naive_split(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// RFC 6962, 2.1.1: PATH(m, D[n]).
pub(crate) fn naive_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = naive_split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, last) =
        if m < k { (naive_path(m, left), right) } else { (naive_path(m - k, right), left) };
    path.push(naive_root(last));
    path
}

/// RFC 6962, 2.1.2: SUBPROOF(m, D[n], b).
pub(crate) fn naive_subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let k = naive_split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, last) = if m <= k {
        (naive_subproof(m, left, known), right)
    } else {
        (naive_subproof(m - k, right, false), left)
    };
    proof.push(naive_root(last));
    proof
}
