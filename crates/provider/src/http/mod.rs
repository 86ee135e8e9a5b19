//! HTTP without the domain: listening, security headers, logs, precompressed answers, the built app.

pub mod app;
pub mod asset;
pub mod language;
pub mod listen;
pub mod log;
pub mod security;
