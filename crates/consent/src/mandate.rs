//! Acting for somebody else (S28, U6): on which basis, until when, and what of it ends when a child comes of age.
//! The desk verifies a mandate before it is recorded; here it only counts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why somebody may act for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProxyBasis {
    /// 親権者.
    Parent,
    /// 後見人.
    Guardian,
    /// 保佐人・補助人.
    Curator,
    /// 法律にもとづく家族.
    Family,
}

/// Until when a mandate holds; every mandate has an end. The day itself is no part of it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// The person comes of age on this day, and is asked anew.
    ComingOfAge(
        #[serde(with = "crate::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        NaiveDate,
    ),
    /// It ends on this day; what was decided under it stays decided.
    On(
        #[serde(with = "crate::time::day")]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date")))]
        NaiveDate,
    ),
}

impl Ends {
    /// The first day on which the mandate does not hold any more.
    #[must_use]
    pub const fn day(self) -> NaiveDate {
        match self {
            Self::ComingOfAge(day) | Self::On(day) => day,
        }
    }
}

/// That somebody may act for the person, as the desk verified it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Why.
    pub basis: ProxyBasis,
    /// The name of who acts.
    pub proxy: String,
    /// The name of the person they act for.
    pub person: String,
    /// Until when.
    pub ends: Ends,
}

impl Mandate {
    /// The day on which the person comes of age. The mandate of a parent ends then whatever was recorded (A37): of one
    /// that only names a last day, that day is taken for it, so that the grown person is asked anew.
    #[must_use]
    pub fn comes_of_age(&self) -> Option<NaiveDate> {
        match self.ends {
            Ends::ComingOfAge(day) => Some(day),
            Ends::On(day) => (self.basis == ProxyBasis::Parent).then_some(day),
        }
    }
}
