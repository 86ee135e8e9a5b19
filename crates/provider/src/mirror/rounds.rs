//! The rounds of a running server: every provider that is followed is asked again in time, a few at once,
//! and those that fail later and later.

use super::fetch::Fetcher;
use super::place::Place;
use super::update::{Asking, UpdateError, Updated, Version};
use crate::provider::Clock;
use crate::store::Store;
use crate::store::followed::{Followed, Note, Swap};
use crate::store::writer::WriteError;
use chrono::{DateTime, Duration, Utc};
use futures_util::StreamExt;
use std::num::NonZeroU32;

/// How many sites are asked at once.
const AT_ONCE: usize = 4;

/// When a provider is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// While all is well.
    pub regular: Duration,
    /// After the first failure; twice as long after each further one.
    pub retry: Duration,
    /// The longest wait.
    pub longest: Duration,
}

impl Schedule {
    /// Asks every so many seconds while all is well.
    #[must_use]
    pub fn every(seconds: NonZeroU32) -> Self {
        let regular = Duration::seconds(seconds.get().into());
        let longest = (regular * 4).min(Duration::hours(1)).max(regular);
        Self { regular, retry: regular.min(Duration::minutes(1)), longest }
    }

    /// The wait after so many failures in a row.
    #[must_use]
    pub fn wait(&self, failures: u32) -> Duration {
        match failures {
            0 => self.regular,
            // Twelve doublings of any wait are longer than the longest.
            failures => (self.retry * (1 << (failures - 1).min(12))).min(self.longest),
        }
    }

    /// How often the database is looked at for providers that are due or new.
    fn glance(&self) -> std::time::Duration {
        let shortest = self.regular.min(self.retry).min(Duration::seconds(10));
        shortest.to_std().unwrap_or(std::time::Duration::from_secs(1))
    }
}

/// Keeps what is mirrored up to date.
#[derive(Clone)]
pub struct Rounds {
    /// Where it is kept.
    pub store: Store,
    /// What fetches.
    pub fetcher: Fetcher,
    /// When.
    pub schedule: Schedule,
    /// Tells the time.
    pub clock: Clock,
}

/// Why a round could not be noted.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum RoundError {
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Rounds {
    /// Goes on until it is dropped; a round that is cut off leaves nothing half done.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.round().await {
                tracing::error!(%error, "the providers that are followed could not be brought up to date");
            }
            tokio::time::sleep(self.schedule.glance()).await;
        }
    }

    /// Asks every provider that is due.
    ///
    /// # Errors
    /// The database cannot be used. What goes wrong at a site is noted, and no error.
    pub async fn round(&self) -> Result<(), RoundError> {
        let now = (self.clock)();
        let due = self.store.followed().await?.into_iter().filter(|followed| followed.next_try_at <= now);
        let asked = futures_util::stream::iter(due).map(|followed| self.ask(followed, now));
        let asked: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
        asked.into_iter().collect()
    }

    async fn ask(&self, followed: Followed, now: DateTime<Utc>) -> Result<(), RoundError> {
        let kept = self.store.mirrored(followed.id()).await?;
        let updated = match Place::kept(&followed.url, followed.local) {
            Ok(place) => {
                let programmes = &followed.programmes;
                Asking { fetcher: &self.fetcher, place: &place, programmes, now }.again(&followed, kept).await
            }
            Err(forbidden) => Err(forbidden.into()),
        };
        match updated {
            Ok(Updated::Version(version)) => self.swap(followed, *version, now).await,
            Ok(Updated::Unchanged) => Ok(self.store.write(Note(self.well(followed, now))).await?),
            Err(error) => self.failed(followed, &error, now).await,
        }
    }

    fn well(&self, followed: Followed, now: DateTime<Utc>) -> Followed {
        let next_try_at = now + self.schedule.wait(0);
        Followed { checked_at: now, failures: 0, next_try_at, trouble: None, why: None, ..followed }
    }

    async fn swap(&self, followed: Followed, version: Version, now: DateTime<Utc>) -> Result<(), RoundError> {
        let instead_of = Some(followed.trusted.clone());
        let Version { manifest, trusted, validators, parts } = version;
        let provider = manifest.provider.id.to_string();
        tracing::info!(provider, version = manifest.version, "a followed provider has a new version");
        let followed = Followed { manifest, trusted, validators, ..self.well(followed, now) };
        // Where it is no longer followed as it was, the next round sees what holds.
        self.store.write(Swap { followed, parts, instead_of }).await?;
        Ok(())
    }

    async fn failed(
        &self,
        followed: Followed,
        error: &UpdateError,
        now: DateTime<Utc>,
    ) -> Result<(), RoundError> {
        let failures = followed.failures.saturating_add(1);
        let why = error.to_string();
        tracing::warn!(
            provider = followed.id().as_str(),
            failures,
            why,
            "a followed provider cannot be updated"
        );
        let next_try_at = now + self.schedule.wait(failures);
        let trouble = Some(error.trouble());
        let noted = Followed { failures, next_try_at, trouble, why: Some(why), ..followed };
        Ok(self.store.write(Note(noted)).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_fail_are_asked_later_and_later() {
        let schedule = Schedule::every(NonZeroU32::new(900).unwrap());
        let minutes = |failures| schedule.wait(failures).num_minutes();
        let waits: Vec<_> = (0..9).map(minutes).collect();
        assert_eq!(waits, [15, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(minutes(u32::MAX), 60);
    }
}
