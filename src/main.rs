//! The app as a browser starts it. Everything is in the library.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what a browser calls must be public, wherever it stands")]
mod browser {
    use wasm_bindgen::prelude::{JsError, wasm_bindgen};

    /// Starts the app in the page; see [`nattoku_app::app::start::start`].
    ///
    /// # Errors
    /// What of the words or the catalogue cannot be read.
    #[wasm_bindgen]
    pub fn start(language: String, messages: &str, catalogue: &str, digest: String) -> Result<(), JsError> {
        nattoku_app::app::start::start(language, messages, catalogue, digest)
    }
}

const fn main() {}
