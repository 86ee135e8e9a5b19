//! Names of countries, numbers, and the one form in which texts are compared. What takes tables the browser
//! knows, so the app carries none of its own.

use nattoku_consent::Language;

/// A text in Unicode's form NFKC: full-width and half-width letters become one.
#[must_use]
pub fn nfkc(text: &str) -> String {
    platform::nfkc(text)
}

/// The name of a country (ISO 3166-1 alpha-2) in a language.
#[must_use]
pub fn country(language: &Language, code: &str) -> String {
    platform::country(language.as_str(), code).unwrap_or_else(|| code.to_owned())
}

/// A number as people write it in either language of the app: 5,000.
#[must_use]
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Array, Function, JsString, Object, Reflect};
    use wasm_bindgen::JsCast;

    pub(super) fn nfkc(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    pub(super) fn country(language: &str, code: &str) -> Option<String> {
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let names: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
        let names = Reflect::construct(&names, &Array::of2(&language.into(), &options)).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    /// Away from the browser nobody normalises: tests write texts in the form they mean.
    pub(super) fn nfkc(text: &str) -> String {
        text.to_owned()
    }

    pub(super) fn country(_language: &str, _code: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 7, 999, 1_000, 12_345, 1_000_000].map(number);
        assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "1,000,000"]);
    }
}
