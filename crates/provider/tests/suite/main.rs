//! The server as its clients, commands and operators meet it. One binary: linking the server takes longer than most of
//! its tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod bulk;
mod catalogue_in_force;
mod changes;
mod clock;
mod consent_record;
mod decisions;
mod desk;
mod desk_keeping;
mod desk_migration;
mod desk_outbox;
mod desk_page;
mod desk_verify;
mod document;
mod erasure;
mod erasure_at_desk;
mod fetch;
mod fhir;
mod fhir_journeys;
mod fhir_permitted;
mod file_modes;
mod follow;
mod groups;
mod invitations;
mod lists;
mod logs;
mod mirror;
mod mutations;
mod network;
mod paper;
mod portal_forgeries;
mod portal_login;
mod portals;
mod postgres;
mod push;
mod reads;
mod registers;
mod releases;
mod reviews;
mod sessions;
mod society;
mod tokens;
mod transport;
mod webhooks;
