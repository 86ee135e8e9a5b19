//! Faults, as trust.md numbers them: the real server is killed, its disk fails, answers are lost on the way, clocks
//! are wrong. Bounded here; in full by `cargo xtask faults`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod clocks;
mod device;
mod disk;
mod flush;
mod hang;
mod kill;
mod live;
mod model;
mod premises;
mod proxy;
mod scale;
mod schedules;
mod sender;
mod server;
mod strace;
mod twice;
