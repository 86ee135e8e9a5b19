//! The disclosures as a browser starts them: by themselves, or inside the app. Everything is in the library.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what a browser calls must be public, wherever it stands")]
mod browser {
    use nattoku_app::loader::RecordKey;
    use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

    /// Shows the disclosures; see [`nattoku_app::disclosures::app::mount`].
    ///
    /// # Errors
    /// What of the words or the site cannot be read.
    #[wasm_bindgen]
    pub fn mount(place: JsValue, language: String, messages: &str, site: &str) -> Result<(), JsError> {
        nattoku_app::disclosures::app::mount(place, language, messages, site)
    }

    /// Opens a page, for the person of a session where there is one.
    #[wasm_bindgen]
    pub fn open(path: &str, bearer: Option<String>, person: Option<String>) {
        nattoku_app::disclosures::app::open(path, RecordKey::of(bearer, person));
    }
}

const fn main() {}
