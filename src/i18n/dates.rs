//! Dates as people write them: 2026年11月22日（令和8年） in Japanese, November 22, 2026 in English.
//! The browser knows every calendar and language, so the app carries no tables of its own.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
pub mod tests;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::Language;

/// A day by the provider's wall clock.
#[must_use]
pub fn day(language: &Language, at: DateTime<Utc>, utc_offset_minutes: i16) -> String {
    date(language, local(at, utc_offset_minutes).date_naive())
}

/// A day and a time by the provider's wall clock.
#[must_use]
pub fn day_and_time(language: &Language, at: DateTime<Utc>, utc_offset_minutes: i16) -> String {
    let local = local(at, utc_offset_minutes);
    format!(
        "{} {}",
        date(language, local.date_naive()),
        local.time().to_string().get(..5).unwrap_or_default()
    )
}

/// A calendar day.
#[must_use]
pub fn date(language: &Language, day: NaiveDate) -> String {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    platform::long_date(language.as_str(), midnight.timestamp_millis())
}

fn local(at: DateTime<Utc>, utc_offset_minutes: i16) -> DateTime<Utc> {
    at.checked_add_signed(Duration::minutes(i64::from(utc_offset_minutes))).unwrap_or(at)
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use std::cell::RefCell;
    use wasm_bindgen::JsValue;

    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date are exact in a double")]
    pub(super) fn long_date(language: &str, milliseconds: i64) -> String {
        let date = Date::new(&JsValue::from_f64(milliseconds as f64));
        let plain = format(language, &date, &[("year", "numeric"), ("month", "long"), ("day", "numeric")]);
        if language != "ja" {
            return plain;
        }
        let era = format("ja-JP-u-ca-japanese", &date, &[("era", "long"), ("year", "numeric")]);
        format!("{plain}（{era}）")
    }

    thread_local! {
        /// The browser takes long to make a formatter, and a list has many dates.
        static MADE: RefCell<Vec<(String, Function)>> = const { RefCell::new(Vec::new()) };
    }

    fn format(locale: &str, date: &Date, fields: &[(&str, &str)]) -> String {
        let made =
            MADE.with_borrow(|made| made.iter().find(|(of, _)| of == locale).map(|(_, made)| made.clone()));
        let formatter = made.unwrap_or_else(|| {
            let formatter = formatter(locale, fields);
            MADE.with_borrow_mut(|made| made.push((locale.to_owned(), formatter.clone())));
            formatter
        });
        let text = formatter.call1(&JsValue::UNDEFINED, date).ok().and_then(|text| text.as_string());
        text.unwrap_or_else(|| String::from(date.to_iso_string()))
    }

    fn formatter(locale: &str, fields: &[(&str, &str)]) -> Function {
        let options = Object::new();
        for (name, value) in fields.iter().chain(&[("timeZone", "UTC")]) {
            // Setting a plain property of a plain object cannot fail.
            let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        Intl::DateTimeFormat::new(&Array::of1(&JsValue::from_str(locale)), &options).format()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    /// Away from the browser there is no calendar to ask: the date as ISO 8601 writes it.
    pub(super) fn long_date(_language: &str, milliseconds: i64) -> String {
        let date = chrono::DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
        date.date_naive().to_string()
    }
}
