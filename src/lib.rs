//! The patient's app: understand, answer, see and stop.
//!
//! `model` is the app's state and every rule of its movement, pure and tested natively; `screens` render it
//! from `components`; `app` carries its effects out through `edges`, the only modules that touch the browser.

pub mod components;
pub mod disclosures;
pub mod i18n;
pub mod loader;
pub mod model;
pub mod proof;
pub mod record;
pub mod route;
pub mod screens;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod edges;
