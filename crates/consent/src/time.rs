//! How days and instants are written: ISO 8601, and of RFC 3339 the one form with `Z` and milliseconds.
//!
//! chrono's own readers take every form of every standard, which costs a phone more bytes than the rest of
//! the calendar; one form is all that travels here (docs/adr/0002).

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

/// Writes a day, such as `1948-03-15`.
#[must_use]
pub fn write_day(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Reads a day, such as `1948-03-15`; nothing where the text is no day of the calendar.
#[must_use]
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = numbers(text, [('-', 4), ('-', 2), ('\0', 2)])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Writes an instant, such as `2026-11-22T05:09:00.123Z`.
#[must_use]
pub fn write_instant(at: DateTime<Utc>) -> String {
    let millisecond = at.timestamp_subsec_millis().min(999);
    let (day, hour, minute, second) = (write_day(at.date_naive()), at.hour(), at.minute(), at.second());
    format!("{day}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// Reads an instant, such as `2026-11-22T05:09:00.123Z`; nothing where the text is none.
#[must_use]
pub fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [hour, minute, second, millisecond] = numbers(time, [(':', 2), (':', 2), ('.', 2), ('\0', 3)])?;
    Some(read_day(day)?.and_hms_milli_opt(hour, minute, second, millisecond)?.and_utc())
}

/// Numbers of fixed widths, each followed by its mark; the last ends the text.
fn numbers<const N: usize>(text: &str, shape: [(char, usize); N]) -> Option<[u32; N]> {
    let mut found = [0; N];
    let mut rest = text;
    for (number, (mark, width)) in found.iter_mut().zip(shape) {
        let (digits, after) = if mark == '\0' { (rest, "") } else { rest.split_once(mark)? };
        if digits.len() != width || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = digits.parse().ok()?;
        rest = after;
    }
    Some(found)
}

macro_rules! written_as {
    ($(#[$doc:meta])* $name:ident, $type:ty, $read:path, $write:path, $what:literal) => {
        $(#[$doc])*
        pub mod $name {
            use serde::de::{Deserialize, Deserializer, Error};
            use serde::ser::Serializer;

            /// Writes it.
            ///
            /// # Errors
            /// Those of the serializer.
            pub fn serialize<S: Serializer>(value: &$type, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&$write(*value))
            }

            /// Reads it.
            ///
            /// # Errors
            /// The text is none.
            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                let text = String::deserialize(from)?;
                $read(&text).ok_or_else(|| Error::custom($what))
            }
        }
    };
}

written_as!(
    /// A day, for `#[serde(with)]`.
    day, chrono::NaiveDate, crate::time::read_day, crate::time::write_day, "expected a day such as 1948-03-15"
);
written_as!(
    /// An instant, for `#[serde(with)]`.
    instant, chrono::DateTime<chrono::Utc>, crate::time::read_instant, crate::time::write_instant,
    "expected an instant such as 2026-11-22T05:09:00.123Z"
);

macro_rules! maybe_written_as {
    ($(#[$doc:meta])* $name:ident, $type:ty, $read:path, $write:path, $what:literal) => {
        $(#[$doc])*
        pub mod $name {
            use serde::de::{Deserialize, Deserializer, Error};
            use serde::ser::Serializer;

            /// Writes it.
            ///
            /// # Errors
            /// Those of the serializer.
            pub fn serialize<S: Serializer>(value: &Option<$type>, to: S) -> Result<S::Ok, S::Error> {
                match value {
                    Some(value) => to.serialize_some(&$write(*value)),
                    None => to.serialize_none(),
                }
            }

            /// Reads it.
            ///
            /// # Errors
            /// The text is none.
            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<$type>, D::Error> {
                let text = Option::<String>::deserialize(from)?;
                text.map(|text| $read(&text).ok_or_else(|| Error::custom($what))).transpose()
            }
        }
    };
}

maybe_written_as!(
    /// A day that may be missing, for `#[serde(with)]`.
    maybe_day, chrono::NaiveDate, crate::time::read_day, crate::time::write_day, "expected a day"
);
maybe_written_as!(
    /// An instant that may be missing, for `#[serde(with)]`.
    maybe_instant, chrono::DateTime<chrono::Utc>, crate::time::read_instant, crate::time::write_instant,
    "expected an instant"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_instant_read_as_they_are_written() {
        let at = DateTime::from_timestamp_millis(1_795_324_140_123).unwrap();
        assert_eq!(write_instant(at), "2026-11-22T05:09:00.123Z");
        assert_eq!(read_instant(&write_instant(at)), Some(at));
        assert_eq!(read_day("1948-03-15").map(write_day).as_deref(), Some("1948-03-15"));
    }

    #[test]
    fn any_other_form_is_refused() {
        for bad in ["", "1948-3-15", "1948-02-30", "19480315", "1948-03-15T", "+948-03-15", "1948-03-15-"] {
            assert_eq!(read_day(bad), None, "{bad}");
        }
        let bad = [
            "2026-11-22T05:09:00Z",
            "2026-11-22T05:09:00.123",
            "2026-11-22T25:09:00.123Z",
            "2026-11-22 05:09:00.123Z",
        ];
        for bad in bad {
            assert_eq!(read_instant(bad), None, "{bad}");
        }
    }
}
