//! Names of countries, numbers, and the one form in which texts are compared. The browser knows all of them,
//! so the app carries no tables of its own.

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

/// A number as people write it: 5,000.
#[must_use]
pub fn number(language: &Language, number: usize) -> String {
    platform::number(language.as_str(), number)
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Array, Function, Intl, JsString, Number, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

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

    #[expect(clippy::cast_precision_loss, reason = "no list is as long as a double is exact")]
    pub(super) fn number(language: &str, number: usize) -> String {
        let formatter = Intl::NumberFormat::new(&Array::of1(&language.into()), &Object::new());
        let text = formatter.format().call1(&JsValue::UNDEFINED, &Number::from(number as f64));
        text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
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

    pub(super) fn number(_language: &str, number: usize) -> String {
        number.to_string()
    }
}
