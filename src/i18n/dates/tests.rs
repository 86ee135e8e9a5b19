//! Dates as a browser writes them.

use super::{date, day, day_and_time};
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::Language;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn language(tag: &str) -> Language {
    tag.parse().expect("a language")
}

fn written(tag: &str, year: i32, month: u32, day: u32) -> String {
    date(&language(tag), NaiveDate::from_ymd_opt(year, month, day).expect("a day"))
}

/// 22 November 2026, 05:09 in UTC, 14:09 in Japan.
fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_324_140_123).expect("an instant")
}

#[wasm_bindgen_test]
fn japanese_dates_bear_the_year_of_the_era() {
    assert_eq!(written("ja", 2026, 11, 22), "2026年11月22日（令和8年）");
    assert_eq!(written("ja", 2019, 5, 1), "2019年5月1日（令和元年）");
    assert_eq!(written("ja", 2019, 4, 30), "2019年4月30日（平成31年）");
    assert_eq!(written("ja", 1989, 1, 7), "1989年1月7日（昭和64年）");
    assert_eq!(written("ja", 1948, 3, 15), "1948年3月15日（昭和23年）");
}

#[wasm_bindgen_test]
fn english_dates_spell_the_month_and_bear_no_era() {
    let written = written("en", 2026, 11, 22);
    assert!(written.contains("November") && written.contains("22") && written.contains("2026"), "{written}");
    assert!(written.is_ascii(), "{written}");
}

#[wasm_bindgen_test]
fn days_and_times_are_those_of_the_hospitals_wall_clock() {
    assert_eq!(day_and_time(&language("ja"), instant(), 540), "2026年11月22日（令和8年） 14:09");
    let evening = instant() + chrono::Duration::hours(10);
    assert_eq!(day(&language("ja"), evening, 540), "2026年11月23日（令和8年）");
    assert_eq!(day(&language("ja"), evening, 0), "2026年11月22日（令和8年）");
}
