//! The keys by which a portal's tokens are verified (JWK sets, RFC 7517): fetched where the portal publishes them,
//! kept for a while, and fetched anew for a key that is not known yet, so that a portal may change its keys at any
//! time. A key that is published no longer is believed no longer.

use crate::mirror::address::Site;
use crate::mirror::fetch::{Fetched, Fetcher, Validators};
use crate::transport::is_confidential;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use reqwest::Url;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;

/// For how long fetched keys are not asked for again.
const FRESH: Duration = Duration::minutes(10);

/// For how long keys are believed while the portal cannot be reached.
const BELIEVED: Duration = Duration::hours(1);

/// How long after a fetch the next one may be, whatever is asked for: nobody makes this server knock at a portal's door.
const PAUSE: Duration = Duration::seconds(10);

/// Where keys come from.
#[derive(Debug)]
pub enum Source {
    /// A file of the portal's site.
    Address(Site, String),
    /// A file on this machine.
    File(PathBuf),
}

impl Source {
    /// An address, or a file that is named from where the file of portals lies.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str, beside: Option<&Path>, local: bool) -> Result<Self, String> {
        if !text.contains("://") {
            return Ok(Self::File(beside.map_or_else(|| text.into(), |folder| folder.join(text))));
        }
        let (site, file) = text.rsplit_once('/').unwrap_or((text, ""));
        let url = Url::parse(text).map_err(|_| format!("\"{text}\" is no address"))?;
        if !is_confidential(&url, local) {
            return Err(format!(
                "\"{text}\" is not https. For a trial on your own machine, give an address of it and add local = true"
            ));
        }
        // A portal may well stand in the hospital's own network: the hospital itself names the address.
        let site = Site::new(site, true).map_err(|error| error.to_string())?;
        Ok(Self::Address(site, file.to_owned()))
    }
}

/// No key can be had: neither from the portal nor from what is kept.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the portal's keys cannot be had: {0}")]
pub struct NoKeys(String);

/// A portal's keys, kept for a while.
#[derive(Debug)]
pub struct KeyCache {
    source: Source,
    fetcher: Fetcher,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    keys: Option<(DateTime<Utc>, JwkSet)>,
    asked_at: Option<DateTime<Utc>>,
    trouble: String,
}

impl KeyCache {
    /// Nothing is fetched before it is asked for.
    #[must_use]
    pub fn new(source: Source, fetcher: Fetcher) -> Self {
        Self { source, fetcher, kept: Mutex::default() }
    }

    /// The key of this name, if the portal publishes it.
    ///
    /// # Errors
    /// The portal's keys cannot be had.
    pub async fn key(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Jwk>, NoKeys> {
        let mut kept = self.kept.lock().await;
        let known = kept.within(FRESH, now).and_then(|keys| keys.find(id)).cloned();
        if known.is_some() {
            return Ok(known);
        }
        if kept.asked_at.is_none_or(|asked| now - asked >= PAUSE || asked > now) {
            kept.asked_at = Some(now);
            match self.fetch().await {
                Ok(keys) => kept.keys = Some((now, keys)),
                Err(why) => {
                    tracing::warn!(%why, "a portal's keys cannot be fetched");
                    kept.trouble = why;
                }
            }
        }
        match kept.within(BELIEVED, now) {
            Some(keys) => Ok(keys.find(id).cloned()),
            None => Err(NoKeys(kept.trouble.clone())),
        }
    }

    async fn fetch(&self) -> Result<JwkSet, String> {
        let bytes = match &self.source {
            Source::File(path) => {
                std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?
            }
            Source::Address(site, file) => {
                match self.fetcher.fetch(site, file, &Validators::default()).await {
                    Ok(Fetched::File { bytes, .. }) => bytes,
                    Ok(Fetched::Unchanged) => return Err("the portal answers 304 to a first question".into()),
                    Err(error) => return Err(error.to_string()),
                }
            }
        };
        serde_json::from_slice(&bytes).map_err(|error| format!("what comes is no JWK set: {error}"))
    }
}

impl Kept {
    /// The keys, if they were fetched within this time; a clock that was set back makes them old.
    fn within(&self, time: Duration, now: DateTime<Utc>) -> Option<&JwkSet> {
        let (fetched, keys) = self.keys.as_ref()?;
        (*fetched <= now && now - *fetched < time).then_some(keys)
    }
}
