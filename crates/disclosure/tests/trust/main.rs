//! What a follower takes and what it refuses (A14): every way in which a site, or somebody between, could
//! show something older, frozen, mixed, far ahead or forged. Each row is one of them, with its verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(feature = "signed")]

mod curve;
mod envelopes;
mod keys;
mod parts;
mod versions;
mod world;

use world::Row;

#[test]
fn every_scenario_ends_as_it_must() {
    let rows: Vec<Row> =
        [versions::rows(), keys::rows(), envelopes::rows(), parts::rows()].into_iter().flatten().collect();
    assert!(rows.len() >= 60, "only {} scenarios", rows.len());
    let wrong: Vec<_> = rows.iter().filter(|row| !row.is_right()).map(Row::to_string).collect();
    assert!(wrong.is_empty(), "{} of {} end otherwise:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn every_scenario_has_a_name_of_its_own() {
    let rows = [versions::rows(), keys::rows(), envelopes::rows(), parts::rows()].concat();
    let names: std::collections::BTreeSet<_> = rows.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), rows.len());
}
