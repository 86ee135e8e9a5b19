//! What a target answered when it was told of an entry.

use chrono::DateTime;
use reqwest::header::{self, HeaderMap, HeaderName};
use std::time::Duration;

/// What a target answered, or did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It took it.
    Taken,
    /// It says that it will never take this one.
    Never(String),
    /// It could not be told now.
    Later {
        /// What stood in the way.
        why: String,
        /// For how long it asks to be left alone; zero where it does not.
        pause: Duration,
    },
}

impl Told {
    /// It could not be told now, and asks for no pause.
    #[must_use]
    pub const fn later(why: String) -> Self {
        Self::Later { why, pause: Duration::ZERO }
    }
}

/// For how long an answer asks to be left alone (RFC 9110, `Retry-After`): so many seconds, or until a time. A time is
/// compared with that of the answer, as the clock there may not be ours. Zero where it does not, or cannot be read.
pub(super) fn pause(headers: &HeaderMap) -> Duration {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let time = |name| DateTime::parse_from_rfc2822(text(name)?).ok();
    let seconds = text(header::RETRY_AFTER).and_then(|text| text.parse().ok());
    let until = || (time(header::RETRY_AFTER)? - time(header::DATE)?).to_std().ok();
    seconds.map(Duration::from_secs).or_else(until).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_time() {
        let noon = Some("Wed, 25 Nov 2026 12:00:00 GMT");
        for (asked, date, seconds) in [
            (Some("120"), None, 120),
            (Some("0"), noon, 0),
            (Some("Wed, 25 Nov 2026 12:10:00 GMT"), noon, 600),
            (Some("Wed, 25 Nov 2026 11:10:00 GMT"), noon, 0),
            (Some("Wed, 25 Nov 2026 12:10:00 GMT"), None, 0),
            (Some("-5"), noon, 0),
            (Some("soon"), noon, 0),
            (None, noon, 0),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(header::RETRY_AFTER, asked), (header::DATE, date)] {
                headers.extend(value.map(|value| (name, value.parse().unwrap())));
            }
            assert_eq!(pause(&headers), Duration::from_secs(seconds), "{headers:?}");
        }
    }
}
