//! The record as a browser starts it, when somebody opens one of its pages. Everything is in the library.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what a browser calls must be public, wherever it stands")]
mod browser {
    use nattoku_app::loader::RecordKey;
    use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

    /// Shows the record; see [`nattoku_app::record::app::mount`].
    ///
    /// # Errors
    /// What of the words or the catalogue cannot be read.
    #[wasm_bindgen]
    pub fn mount(
        place: JsValue,
        language: String,
        messages: &str,
        catalogue: &str,
        digest: String,
    ) -> Result<(), JsError> {
        nattoku_app::record::app::mount(place, language, messages, catalogue, digest)
    }

    /// Opens a page, for the person of a session where there is one.
    #[wasm_bindgen]
    pub fn open(
        path: &str,
        bearer: Option<String>,
        person: Option<String>,
        code: Option<String>,
        kiosk: bool,
    ) {
        nattoku_app::record::app::open(path, RecordKey::of(bearer, person), code, kiosk);
    }
}

const fn main() {}
