//! The calendars in which a date of birth is written in Japan, with the days on which the eras changed.

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

    /// The message that names it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Common => "era-common",
            Self::Taisho => "era-taisho",
            Self::Showa => "era-showa",
            Self::Heisei => "era-heisei",
            Self::Reiwa => "era-reiwa",
        }
    }

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
