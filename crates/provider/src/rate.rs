//! How often something may be asked: token buckets, for what can be tried without end and for whoever has a token.

use crate::secrets::Hash;
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// For a staff member: 120 requests a minute.
pub const OF_STAFF: Limit = Limit { burst: 120, interval: Duration::milliseconds(500) };
/// For a hospital system: 600 requests a minute.
pub const OF_SYSTEM: Limit = Limit { burst: 600, interval: Duration::milliseconds(100) };
/// How many tokens are remembered, before those are forgotten whose limit is whole again.
const TOKENS: usize = 10_000;

/// How many requests there may be at once, and after what time there may be one more.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// How many at once.
    pub burst: u32,
    /// After what time one more.
    pub interval: Duration,
}

/// The requests that are left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    left: u32,
    /// Since when the next one comes back.
    since: DateTime<Utc>,
}

impl Bucket {
    pub(crate) const fn full(limit: Limit, now: DateTime<Utc>) -> Self {
        Self { left: limit.burst, since: now }
    }

    /// Takes one, or returns how long it takes until there is one.
    pub(crate) fn take(&mut self, limit: Limit, now: DateTime<Utc>) -> Result<(), Duration> {
        self.refill(limit, now);
        self.left = self.left.checked_sub(1).ok_or(limit.interval - (now - self.since))?;
        Ok(())
    }

    /// Gives one back.
    pub(crate) fn give_back(&mut self, limit: Limit) {
        self.left = (self.left + 1).min(limit.burst);
    }

    /// Whether nothing has been taken that did not come back.
    pub(crate) fn is_full(&mut self, limit: Limit, now: DateTime<Utc>) -> bool {
        self.refill(limit, now);
        self.left == limit.burst
    }

    fn refill(&mut self, limit: Limit, now: DateTime<Utc>) {
        // A clock that was set back gives nothing, and takes nothing.
        let waited = (now - self.since).num_milliseconds().max(0);
        let interval = limit.interval.num_milliseconds().max(1);
        let come = u32::try_from(waited / interval).unwrap_or(u32::MAX);
        self.left = self.left.saturating_add(come).min(limit.burst);
        self.since = if self.left == limit.burst || now < self.since {
            now
        } else {
            self.since + Duration::milliseconds(waited / interval * interval)
        };
    }
}

/// Limits the requests of each token. Only tokens that are known are counted.
#[derive(Debug, Default)]
pub struct TokenRates(Mutex<HashMap<Hash, Bucket>>);

impl TokenRates {
    /// Counts a request by a token.
    ///
    /// # Errors
    /// There were too many; after so many seconds there may be another.
    pub fn count(&self, token: &Hash, limit: Limit, now: DateTime<Utc>) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= TOKENS {
            buckets.retain(|_, bucket| !bucket.is_full(limit, now));
        }
        let bucket = buckets.entry(*token).or_insert_with(|| Bucket::full(limit, now));
        bucket.take(limit, now).map_err(seconds)
    }
}

/// A wait in whole seconds, at least one.
fn seconds(wait: Duration) -> u64 {
    u64::try_from(wait.num_milliseconds()).unwrap_or_default().div_ceil(1000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_its_requests_and_another_has_its_own() {
        let (rates, now) = (TokenRates::default(), "2026-05-01T00:00:00Z".parse().unwrap());
        assert!((0..120).all(|_| rates.count(&[1; 32], OF_STAFF, now).is_ok()));
        assert_eq!(rates.count(&[1; 32], OF_STAFF, now), Err(1));
        assert_eq!(rates.count(&[2; 32], OF_STAFF, now), Ok(()));
        let later = now + Duration::seconds(60);
        assert_eq!((0..500).filter(|_| rates.count(&[1; 32], OF_STAFF, later).is_ok()).count(), 120);
        assert_eq!((0..900).filter(|_| rates.count(&[3; 32], OF_SYSTEM, now).is_ok()).count(), 600);
    }
}
