//! A date of birth as it is typed in Japan: by the common calendar or by an era, with the days on which the
//! eras changed.

use super::code::narrow;
use chrono::{Datelike, NaiveDate};

/// A way to count years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Era {
    /// 西暦.
    #[default]
    Common,
    /// 大正, from 30 July 1912.
    Taisho,
    /// 昭和, from 25 December 1926.
    Showa,
    /// 平成, from 8 January 1989.
    Heisei,
    /// 令和, from 1 May 2019.
    Reiwa,
}

impl Era {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Common, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    const fn first_day(self) -> Option<NaiveDate> {
        match self {
            Self::Common => NaiveDate::from_ymd_opt(1900, 1, 1),
            Self::Taisho => NaiveDate::from_ymd_opt(1912, 7, 30),
            Self::Showa => NaiveDate::from_ymd_opt(1926, 12, 25),
            Self::Heisei => NaiveDate::from_ymd_opt(1989, 1, 8),
            Self::Reiwa => NaiveDate::from_ymd_opt(2019, 5, 1),
        }
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Taisho => Some(Self::Showa),
            Self::Showa => Some(Self::Heisei),
            Self::Heisei => Some(Self::Reiwa),
            Self::Common | Self::Reiwa => None,
        }
    }

    /// The year of the common calendar; an era's first year is 1 (元年).
    #[must_use]
    pub fn common_year(self, year: u32) -> Option<i32> {
        let year = i32::try_from(year).ok()?;
        match self {
            Self::Common => Some(year),
            era => (year >= 1).then(|| era.first_day().map(|first| first.year() - 1 + year)).flatten(),
        }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        let begun = self.first_day().is_some_and(|first| first <= day);
        let over = self.next().and_then(Self::first_day).is_some_and(|next| next <= day);
        begun && !over
    }
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// By which calendar.
    pub era: Era,
    /// The year.
    pub year: String,
    /// The month.
    pub month: String,
    /// The day.
    pub day: String,
    /// The code that stands on the sheet, or the link it belongs to.
    pub code: String,
}

impl Typed {
    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        let number = |text: &str| digits(text).parse::<u32>().ok();
        let year = self.era.common_year(number(&self.year)?)?;
        let date = NaiveDate::from_ymd_opt(year, number(&self.month)?, number(&self.day)?)?;
        self.era.contains(date).then_some(date)
    }
}

/// Full-width digits, as a Japanese keyboard makes them, count as digits.
fn digits(text: &str) -> String {
    text.trim().chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(era: Era, year: &str, month: &str, day: &str) -> Option<NaiveDate> {
        Typed { era, year: year.into(), month: month.into(), day: day.into(), ..Typed::default() }.date()
    }

    #[test]
    fn a_date_reads_the_same_in_either_calendar_and_in_full_width_digits() {
        let day = NaiveDate::from_ymd_opt(1948, 3, 15);
        assert_eq!(typed(Era::Common, "1948", "3", "15"), day);
        assert_eq!(typed(Era::Showa, "23", "03", "15"), day);
        assert_eq!(typed(Era::Showa, "２３", "３", "１５"), day);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for (era, year, month, day) in [
            (Era::Common, "1948", "2", "30"),
            (Era::Common, "", "2", "3"),
            (Era::Common, "48", "2", "3"),
            (Era::Showa, "65", "1", "1"),
            (Era::Heisei, "0", "1", "1"),
            (Era::Common, "abcd", "1", "1"),
        ] {
            assert_eq!(typed(era, year, month, day), None, "{era:?} {year} {month} {day}");
        }
    }
}
