//! The hospital's side of Nattoku: one binary that serves the patient's app, keeps the record of
//! decisions in SQLite, and answers "who permits this use today?".
//!
//! `cli` and `api` are thin; what happens to the data happens in `store`, one file per operation, and
//! what is permitted is decided by `nattoku_consent` alone.

pub mod api;
pub mod catalogue;
pub mod cli;
pub mod consent_record;
pub mod deliver;
pub mod desk;
pub mod disclosures;
pub mod html;
pub mod http;
pub mod mirror;
pub mod names;
pub mod permitted;
pub mod portal;
pub mod private_files;
pub mod provider;
pub mod qr;
pub mod rate;
pub mod secrets;
pub mod sheet;
pub mod site;
pub mod store;
pub mod texts;
pub mod transport;
