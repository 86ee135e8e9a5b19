//! Everything that touches the browser: each module one thing, thin, without rules.

pub mod address;
pub mod api;
pub mod json;
pub mod page;
pub mod tab;
