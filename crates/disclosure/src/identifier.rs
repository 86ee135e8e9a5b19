//! Identifiers that others gave: checked in form, and by their check digit where they have one.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not {expected}")]
pub struct Malformed {
    text: String,
    expected: &'static str,
}

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $is:path, $expected:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(#[cfg_attr(feature = "schema", schemars(regex(pattern = $pattern)))] String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                if $is(&text) { Ok(Self(text)) } else { Err(Malformed { text, expected: $expected }) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

checked!(
    /// An entry of a feed: the publisher's own name for it, the same in every version.
    EntryId, is_entry_id, "an entry id: 1 to 64 of a-z, 0-9 and hyphens", "^[a-z0-9][a-z0-9-]{0,63}$"
);
checked!(
    /// A country (ISO 3166-1 alpha-2), such as `JP`.
    Country, is_country, "a country code such as JP (ISO 3166-1 alpha-2)", "^[A-Z]{2}$"
);
checked!(
    /// A Japanese corporate number (法人番号): 13 digits, the first of which checks the others.
    CorporateNumber, is_corporate_number, "a corporate number (法人番号, 13 digits with a right check digit)", "^[1-9][0-9]{12}$"
);
checked!(
    /// A digital object identifier, such as `10.1000/182`.
    Doi, is_doi, "a DOI such as 10.1000/182", "^10\\.[0-9]{4,9}/[!-~]+$"
);
checked!(
    /// A trial in Japan's registry, such as `jRCT2031200001` or `jRCTs031200001`.
    Jrct, is_jrct, "a jRCT number such as jRCT2031200001 or jRCTs031200001", "^jRCT(s[0-9]{9}|[0-9]{10})$"
);
checked!(
    /// A trial in ClinicalTrials.gov, such as `NCT04280705`.
    Nct, is_nct, "an NCT number such as NCT04280705", "^NCT[0-9]{8}$"
);
checked!(
    /// An address on the web, by https only.
    WebLink, is_web_link, "a web address that begins with https://", "^https://[!-~]+$"
);
checked!(
    /// A file of a publisher's site, below the folder of its manifest.
    SitePath, is_site_path, "a path such as feeds/recipients.json", "^[a-z0-9._-]+(/[a-z0-9._-]+)*$"
);
checked!(
    /// A SHA-256 in lower-case hexadecimal.
    Sha256Hex, is_sha256, "64 lower-case hexadecimal digits", "^[0-9a-f]{64}$"
);

impl From<&nattoku_consent::id::ReviewId> for EntryId {
    /// Every review id has the form of an entry id.
    fn from(review: &nattoku_consent::id::ReviewId) -> Self {
        Self(review.as_str().to_owned())
    }
}

fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().all(is)
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && all(text, |byte| byte.is_ascii_digit())
}

fn is_entry_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.starts_with('-')
        && all(text, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_country(text: &str) -> bool {
    COUNTRIES.split(' ').any(|country| country == text)
}

/// The check digit is 9 less the weighted sum of the others modulo 9; counted from the right, every other
/// digit weighs 2 (法人番号の指定等に関する省令, 第2条).
fn is_corporate_number(text: &str) -> bool {
    if !digits(text, 13) {
        return false;
    }
    let mut values = text.bytes().map(|byte| u32::from(byte - b'0'));
    let check = values.next();
    let sum: u32 = values.rev().zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    check == Some(9 - sum % 9)
}

fn is_doi(text: &str) -> bool {
    let Some((prefix, suffix)) = text.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    (4..=9).contains(&prefix.len())
        && all(prefix, |byte| byte.is_ascii_digit())
        && !suffix.is_empty()
        && all(suffix, |byte| byte.is_ascii_graphic())
}

fn is_jrct(text: &str) -> bool {
    text.strip_prefix("jRCT")
        .is_some_and(|rest| rest.strip_prefix('s').map_or_else(|| digits(rest, 10), |rest| digits(rest, 9)))
}

fn is_nct(text: &str) -> bool {
    text.strip_prefix("NCT").is_some_and(|rest| digits(rest, 8))
}

fn is_web_link(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    !host.is_empty() && all(host, is_host) && all(rest, |byte| byte.is_ascii_graphic())
}

fn is_site_path(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && all(part, |byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-')
            })
    };
    text.len() <= 200 && text.split('/').all(is_part)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && all(text, |byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Every officially assigned code of ISO 3166-1 alpha-2.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO \
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG \
    EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID \
    IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA \
    MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA \
    PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST \
    SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE \
    YT ZA ZM ZW";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corporate_number_is_checked_by_its_first_digit() {
        // The numbers of the National Tax Agency and of the Ministry of Health, as they publish them.
        for good in ["7000012050002", "6000012070001"] {
            assert!(good.parse::<CorporateNumber>().is_ok(), "{good}");
        }
        for bad in ["8000012050002", "700001205000", "70000120500022", "7000012050003", "x000012050002", ""] {
            assert!(bad.parse::<CorporateNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn two_digits_that_changed_places_are_noticed() {
        assert!("7000021050002".parse::<CorporateNumber>().is_err());
    }

    #[test]
    fn registry_numbers_have_their_form() {
        for (good, is) in [("10.1000/182", is_doi as fn(&str) -> bool), ("jRCT2031200001", is_jrct)] {
            assert!(is(good), "{good}");
        }
        assert!(is_jrct("jRCTs031200001") && is_nct("NCT04280705"));
        for bad in ["10.1/x", "10.1000/", "10.1000/a b", "doi:10.1000/182"] {
            assert!(!is_doi(bad), "{bad}");
        }
        for bad in ["jRCT031200001", "jRCTs2031200001", "JRCT2031200001"] {
            assert!(!is_jrct(bad), "{bad}");
        }
        assert!(!is_nct("NCT0428070"));
    }

    #[test]
    fn only_https_is_a_link() {
        assert!(is_web_link("https://society.example/a?b#c"));
        for bad in [
            "http://a.example",
            "javascript:alert(1)",
            "https://",
            "https://user@a.example/",
            "https://a.example/a b",
            "HTTPS://a.example",
            "https://例え.example",
        ] {
            assert!(!is_web_link(bad), "{bad}");
        }
    }

    #[test]
    fn a_path_stays_below_its_folder() {
        assert!(is_site_path("feeds/recipients-3-1.jws"));
        for bad in ["", "/a", "../a", "a/../b", "a//b", "a/.b", "a\\b", "https://a"] {
            assert!(!is_site_path(bad), "{bad}");
        }
    }

    #[test]
    fn a_country_is_one_that_exists() {
        assert!(is_country("JP") && !is_country("XX") && !is_country("jp") && !is_country("JP US"));
    }
}
