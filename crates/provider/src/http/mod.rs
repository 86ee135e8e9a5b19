//! HTTP without the domain: listening, security headers, logs, precompressed answers, the built app, the desk's page.

pub mod app;
pub mod asset;
pub mod client_address;
pub mod connections;
pub mod desk;
pub mod language;
pub mod listen;
pub mod log;
pub mod security;
pub mod timed_stream;
