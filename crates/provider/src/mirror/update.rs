//! Bringing one provider up to date: its manifest, then the parts that changed, then all of it at once into
//! the database; or nothing, and a word on what is in the way.

use super::address::Forbidden;
use super::fetch::{FetchError, Fetched, Fetcher, Validators};
use super::parts;
use super::place::Place;
use crate::store::followed::{Followed, Mirrored};
use chrono::{DateTime, Utc};
use nattoku_consent::ProgrammeId;
use nattoku_disclosure::entry::Entry;
use nattoku_disclosure::feed::Flaw;
use nattoku_disclosure::manifest::{File, SIGNED_MANIFEST_PATH};
use nattoku_disclosure::served::Trouble;
use nattoku_disclosure::trust::{Refusal, Trusted, take_part};
use nattoku_disclosure::{FeedKind, Manifest, Outcome, Recipient, Review};

/// Why a provider is not brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// A file did not come.
    #[error("{file}: {source}")]
    Fetch {
        /// Which.
        file: String,
        /// Why not.
        source: FetchError,
    },
    /// A file is not taken.
    #[error("{file}: {source}")]
    Refused {
        /// Which.
        file: String,
        /// Why not.
        source: Refusal,
    },
    /// Its site is not gone to.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// What was read cannot be written again.
    #[error("{0}")]
    Unwritable(#[from] serde_json::Error),
}

impl UpdateError {
    /// How it is told to a reader.
    #[must_use]
    pub const fn trouble(&self) -> Trouble {
        match self {
            Self::Fetch { source, .. } => source.trouble(),
            Self::Refused { source: Refusal::OutOfDate, .. } => Trouble::OutOfDate,
            _ => Trouble::Refused,
        }
    }
}

/// What came of asking.
#[derive(Debug)]
pub enum Updated {
    /// What is known is the newest there is.
    Unchanged,
    /// A new version, whole.
    Version(Box<Version>),
}

/// A provider's version, whole.
#[derive(Debug)]
pub struct Version {
    /// Its manifest.
    pub manifest: Manifest,
    /// What is known of the provider from now on.
    pub trusted: Trusted,
    /// What its site said of the manifest.
    pub validators: Validators,
    /// Every part of every feed.
    pub parts: Vec<Mirrored>,
}

/// Asks a site by the manifest's address.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// What fetches.
    pub fetcher: &'a Fetcher,
    /// Whom.
    pub place: &'a Place,
    /// The programmes of the hospital's catalogue for which the provider is followed.
    pub programmes: &'a [ProgrammeId],
    /// The instant now.
    pub now: DateTime<Utc>,
}

impl Asking<'_> {
    /// Brings a provider that is followed up to date. `kept`: the parts there are.
    ///
    /// # Errors
    /// It cannot be; what there is stays.
    pub async fn again(self, followed: &Followed, kept: Vec<Mirrored>) -> Result<Updated, UpdateError> {
        match self.fetch(SIGNED_MANIFEST_PATH, &followed.validators).await? {
            Fetched::Unchanged if followed.manifest.next_update < self.now => {
                Err(refused(SIGNED_MANIFEST_PATH)(Refusal::OutOfDate))
            }
            Fetched::Unchanged => Ok(Updated::Unchanged),
            Fetched::File { bytes, validators } => {
                let version = self.version(&followed.trusted, &bytes, validators, kept).await?;
                Ok(Updated::Version(Box::new(version)))
            }
        }
    }

    /// A provider of which nothing is mirrored yet.
    ///
    /// # Errors
    /// It cannot be followed.
    pub async fn first(self, trusted: &Trusted) -> Result<Version, UpdateError> {
        let nothing = Validators::default();
        match self.fetch(SIGNED_MANIFEST_PATH, &nothing).await? {
            Fetched::File { bytes, validators } => {
                self.version(trusted, &bytes, validators, Vec::new()).await
            }
            // Nothing was asked that this could be the answer to.
            Fetched::Unchanged => Err(UpdateError::Fetch {
                file: SIGNED_MANIFEST_PATH.to_owned(),
                source: FetchError::Status(304),
            }),
        }
    }

    async fn version(
        self,
        trusted: &Trusted,
        manifest: &[u8],
        validators: Validators,
        kept: Vec<Mirrored>,
    ) -> Result<Version, UpdateError> {
        let (manifest, trusted) = trusted.take(manifest, self.now).map_err(refused(SIGNED_MANIFEST_PATH))?;
        let mut parts = Vec::new();
        for feed in &manifest.feeds {
            for (number, file) in (1..).zip(&feed.parts) {
                let is_kept =
                    |part: &&Mirrored| part.kind == feed.kind && part.sha256 == file.sha256.as_str();
                let part = match kept.iter().find(|part| is_kept(part) && part.part == number) {
                    Some(part) => part.clone(),
                    None => self.part(&manifest, feed.kind, number, file).await?,
                };
                parts.push(part);
            }
        }
        parts::across(&mut parts, self.programmes)?;
        Ok(Version { manifest, trusted, validators, parts })
    }

    async fn part(
        self,
        manifest: &Manifest,
        kind: FeedKind,
        number: u32,
        file: &File,
    ) -> Result<Mirrored, UpdateError> {
        let path = file.signed.as_str();
        let Fetched::File { bytes, .. } = self.fetch(path, &Validators::default()).await? else {
            return Err(UpdateError::Fetch { file: path.to_owned(), source: FetchError::Status(304) });
        };
        let read = match kind {
            FeedKind::Recipients => read::<Recipient>(manifest, kind, number, &bytes),
            FeedKind::Outcomes => read::<Outcome>(manifest, kind, number, &bytes),
            FeedKind::Reviews => read::<Review>(manifest, kind, number, &bytes),
        };
        let (entries, flaws, body) = read.map_err(refused(path))?;
        Ok(Mirrored { kind, part: number, sha256: file.sha256.to_string(), entries, flaws, body })
    }

    async fn fetch(self, path: &str, known: &Validators) -> Result<Fetched, UpdateError> {
        let fetched = self.fetcher.fetch_from(self.place, path, known).await;
        fetched.map_err(|source| UpdateError::Fetch { file: path.to_owned(), source })
    }
}

fn refused(file: &str) -> impl FnOnce(Refusal) -> UpdateError {
    move |source| UpdateError::Refused { file: file.to_owned(), source }
}

/// How many entries, what was wrong with them, and the part as it is shown: written anew from what was read,
/// never the foreign bytes.
fn read<T: Entry>(
    manifest: &Manifest,
    kind: FeedKind,
    number: u32,
    bytes: &[u8],
) -> Result<(u64, Vec<Flaw>, Vec<u8>), Refusal> {
    let (feed, flaws) = take_part::<T>(manifest, kind, number, bytes)?;
    let body = serde_json::to_vec(&feed).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    Ok((feed.entries.len() as u64, flaws, body))
}
