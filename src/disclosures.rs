//! Who received data, what was allowed, and what came of it: a part of the app with a program of its own.
//!
//! It is loaded only when somebody opens it, inside the app or by itself, so that the first screen stays
//! light (docs/adr/0005). `model` is its state and every rule of its movement; `screens` render it.

pub mod model;
pub mod screens;
pub mod site;
pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod app;
