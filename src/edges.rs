//! Everything that touches the browser: each module one thing, thin, without rules.

pub mod address;
pub mod api;
pub mod host;
pub mod json;
pub mod lists;
pub mod page;
pub mod proof;
pub mod tab;
