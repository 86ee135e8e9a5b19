//! JSON in: parsed by the browser, read by serde.

use serde::de::DeserializeOwned;

/// Reads a text; nothing where it does not read as promised.
///
/// The browser has a parser already; a second one is not worth its bytes (docs/adr/0002).
#[must_use]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = js_sys::JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}
