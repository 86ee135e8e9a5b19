//! A hospital that follows a society: the command that begins it, the server's rounds, and what a patient's
//! browser is given.

use super::publisher::{Publisher, recipient};
use super::site::Site;
use super::{Hospital, Reply, desk};
use chrono::{Duration, Utc};
use nattoku::http::app::Files;
use nattoku::mirror::fetch::{Fetcher, LIMIT};
use nattoku::mirror::rounds::{Rounds, Schedule};
use nattoku::provider::Settings;
use nattoku_disclosure::served::{Index, Source};
use nattoku_disclosure::{Feed, Recipient};
use std::num::NonZeroU32;
use std::process::Output;
use std::sync::Arc;

pub struct Follower {
    pub hospital: Hospital,
    pub site: Site,
    pub society: Publisher,
    rounds: Rounds,
}

impl Follower {
    /// A hospital and a society with one entry, not followed yet.
    pub async fn strangers() -> Self {
        let hospital = Hospital::with(&Files::new(), Settings::default()).await;
        hospital.wait(Utc::now() - hospital.now());
        let (site, mut society) = (Site::open().await, Publisher::new("minato", 1));
        society.publish(&site, &[recipient("first", "みなみ製薬")], 500);
        let rounds = Rounds {
            store: hospital.provider.store.clone(),
            fetcher: Fetcher::new(LIMIT).unwrap(),
            schedule: Schedule::every(NonZeroU32::new(900).unwrap()),
            clock: Arc::clone(&hospital.provider.clock),
        };
        Self { hospital, site, society, rounds }
    }

    /// From now on, waits no longer than this for a file.
    pub fn wait_at_most(&mut self, limit: std::time::Duration) {
        self.rounds.fetcher = Fetcher::new(limit).unwrap();
    }

    /// The same, followed.
    pub async fn open() -> Self {
        let follower = Self::strangers().await;
        let output = follower.follow(&follower.society.key(), &[]).await;
        assert!(output.status.success(), "{}", desk::stderr(&output));
        follower
    }

    /// Runs `nattoku follow` against the society's site.
    pub async fn follow(&self, key: &str, more: &[&str]) -> Output {
        let words = ["follow", self.site.address(), "--key", key, "--local", "--programme", "registry"];
        self.command(&[&words, more].concat()).await
    }

    /// Runs the program while the society's site, which is in this process, can answer.
    pub async fn command(&self, words: &[&str]) -> Output {
        let mut command = desk::nattoku();
        command.args(words).args(self.hospital.ground().arguments());
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// Lets so many minutes pass, and the server make its round.
    pub async fn after(&self, minutes: i64) -> Source {
        self.round_after(minutes).await;
        self.source().await
    }

    /// The same, whether or not the society is shown afterwards.
    pub async fn round_after(&self, minutes: i64) {
        self.hospital.wait(Duration::minutes(minutes));
        self.rounds.round().await.unwrap();
    }

    pub async fn index(&self) -> Index {
        self.hospital.get("/api/disclosures", &[]).await.json()
    }

    /// The society as it is shown.
    pub async fn source(&self) -> Source {
        let sources = self.index().await.sources;
        sources.into_iter().find(|source| !source.own).unwrap()
    }

    pub async fn part(&self, source: &Source, number: usize) -> Reply {
        self.hospital.get(&source.feeds[0].parts[number], &[]).await
    }

    /// The ids of the entries that are shown.
    pub async fn shown(&self) -> Vec<String> {
        let source = self.source().await;
        let mut ids = Vec::new();
        for number in 0..source.feeds[0].parts.len() {
            let feed: Feed<Recipient> = self.part(&source, number).await.json();
            ids.extend(feed.entries.into_iter().map(|entry| entry.id.to_string()));
        }
        ids
    }
}
