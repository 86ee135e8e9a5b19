//! The rules of the domain: as properties of random histories, and as examples that read like requirements.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says so by failing")]

mod approved;
mod asking;
mod changes;
mod conditions;
mod delivery;
mod flow;
mod history;
mod naive;
mod people;
mod permission;
mod proxies;
mod refusals;
mod relevance;
mod requirements;
mod reviews;
mod sample;
mod skipped;
mod use_refusals;
mod widening;
mod withdrawal;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngAlgorithm;

/// So many cases, and nothing written beside the sources: a failure is repeated by its printed input.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    }
}
