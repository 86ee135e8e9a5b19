//! How much is done: bounded, so that every change is tested; in full where the variable says so.

use std::sync::LazyLock;

static FULL: LazyLock<bool> =
    LazyLock::new(|| std::env::var("NATTOKU_FAULTS").is_ok_and(|how| how == "full"));

/// So many in the bounded run, and so many in the full one.
pub(crate) fn scaled(bounded: usize, full: usize) -> usize {
    if *FULL { full } else { bounded }
}

/// Says how far a long run has come, and what was counted.
pub(crate) fn tell(what: &str) {
    eprintln!("   {what}");
}

/// A number below `limit`, another one each time.
pub(crate) fn any_below(limit: u64) -> u64 {
    // Of version 4, so all but six bits are random.
    uuid::Uuid::new_v4().as_u64_pair().1 % limit
}
