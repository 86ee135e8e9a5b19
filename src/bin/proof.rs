//! The proof as a browser starts it, when a receipt is to be verified. Everything is in the library.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what a browser calls must be public, wherever it stands")]
mod browser {
    use nattoku_app::proof;
    use serde::Serialize;
    use wasm_bindgen::prelude::{JsError, wasm_bindgen};

    fn written(result: Result<impl Serialize, &'static str>) -> Result<String, JsError> {
        Ok(serde_json::to_string(&result.map_err(JsError::new)?)?)
    }

    /// Verifies a receipt; see [`nattoku_app::proof::verify`].
    ///
    /// # Errors
    /// Its message is the code of what does not fit.
    #[wasm_bindgen]
    pub fn verify(receipt: &str, origin: &str, keys: Vec<String>) -> Result<String, JsError> {
        written(proof::verify(receipt, origin, &keys))
    }

    /// Reads a receipt file; see [`nattoku_app::proof::read_file`].
    ///
    /// # Errors
    /// Its message is the code of what does not fit.
    #[wasm_bindgen]
    pub fn read_file(text: &str) -> Result<String, JsError> {
        proof::read_file(text).map_err(JsError::new)
    }

    /// Writes a receipt as a file; see [`nattoku_app::proof::to_file`].
    ///
    /// # Errors
    /// Its message is the code of what does not fit.
    #[wasm_bindgen]
    pub fn to_file(receipt: &str, readable: &str) -> Result<String, JsError> {
        proof::to_file(receipt, readable).map_err(JsError::new)
    }

    /// Compares two checkpoints; see [`nattoku_app::proof::consistent`].
    ///
    /// # Errors
    /// Its message is the code of what does not fit.
    #[wasm_bindgen]
    pub fn consistent(
        from: &str,
        to: &str,
        proof: Vec<String>,
        origin: &str,
        keys: Vec<String>,
    ) -> Result<(), JsError> {
        proof::consistent(from, to, &proof, origin, &keys).map_err(JsError::new)
    }

    /// Draws a QR code; see [`nattoku_app::proof::qr`].
    ///
    /// # Errors
    /// Its message is the code of what does not fit.
    #[wasm_bindgen]
    pub fn qr(text: &str) -> Result<String, JsError> {
        written(proof::qr(text))
    }
}

const fn main() {}
