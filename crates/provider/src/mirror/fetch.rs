//! Fetching one file of another provider's site, within limits (A18, A21): so many bytes, counted after
//! decompression; so long, trickling included; no redirect; nothing that calls itself a web page.

use super::address::{Forbidden, PublicOnly, Site};
use super::place::{Folder, Place};
use crate::secrets::{hex, sha256};
use crate::transport::Authorities;
use nattoku_disclosure::limits::MAX_BYTES;
use nattoku_disclosure::served::Trouble;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED,
};
use reqwest::{Client, Response, StatusCode, redirect};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// How long a file may take, from the first packet to the last.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What static hosts call a signed or plain JSON file.
const TYPES: [&str; 6] = [
    "application/json",
    "application/jwk-set+json",
    "application/jose",
    "application/jose+json",
    "text/plain",
    "application/octet-stream",
];

/// What a site said of a file, to ask later whether it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// Its entity tag.
    pub etag: Option<String>,
    /// When it says the file was changed last.
    pub last_modified: Option<String>,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The file is what it was.
    Unchanged,
    /// The file.
    File {
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// To ask later whether it changed.
        validators: Validators,
    },
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is not gone to.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No connection, or one that broke off.
    #[error("the site cannot be reached: {0}")]
    Unreachable(String),
    /// A file of a folder cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It took too long.
    #[error("the site did not give the whole file within {} seconds", .0.as_secs_f32())]
    TooSlow(Duration),
    /// The site answered with an error.
    #[error("the site answered {0}")]
    Status(u16),
    /// The site sent us elsewhere.
    #[error("the site sends visitors elsewhere ({0}); give the address where the files are")]
    Redirect(u16),
    /// The file is larger than 2 MiB.
    #[error("the file is larger than 2 MiB")]
    TooLarge,
    /// It is not what it should be.
    #[error("the site gives \"{0}\" in place of a signed file")]
    Type(String),
    /// It cannot be decompressed.
    #[error("the file is not compressed as it says")]
    Compression,
}

impl FetchError {
    /// How it is told to a reader.
    #[must_use]
    pub const fn trouble(&self) -> Trouble {
        match self {
            Self::Unreachable(_) | Self::Unreadable(_) | Self::TooSlow(_) | Self::Status(500..) => {
                Trouble::Unreachable
            }
            _ => Trouble::Refused,
        }
    }
}

/// Fetches files.
#[derive(Debug, Clone)]
pub struct Fetcher {
    public: Client,
    local: Client,
    limit: Duration,
}

impl Fetcher {
    /// Fetches, each file within a time.
    ///
    /// # Errors
    /// The system has no TLS to offer.
    pub fn new(limit: Duration) -> Result<Self, FetchError> {
        Self::trusting(limit, &Authorities::default())
    }

    /// The same, and trusts authorities beside the public ones.
    ///
    /// # Errors
    /// The system has no TLS to offer.
    pub fn trusting(limit: Duration, authorities: &Authorities) -> Result<Self, FetchError> {
        let client = |builder: reqwest::ClientBuilder| {
            let builder = builder.redirect(redirect::Policy::none()).no_proxy().referer(false).timeout(limit);
            // Rounds are minutes apart: a connection is not worth keeping until the next one.
            let builder = builder.pool_idle_timeout(LIMIT).pool_max_idle_per_host(1);
            let builder = builder.user_agent(concat!("nattoku/", env!("CARGO_PKG_VERSION")));
            let builder = authorities.trusted_by(builder);
            builder.build().map_err(|error| FetchError::Unreachable(in_full(&error)))
        };
        let public = client(Client::builder().https_only(true).dns_resolver(Arc::new(PublicOnly)))?;
        Ok(Self { public, local: client(Client::builder())?, limit })
    }

    /// Fetches a file, unless it is what it was.
    ///
    /// # Errors
    /// It did not come whole, in time, within the limits and as what it should be.
    pub async fn fetch_from(
        &self,
        place: &Place,
        path: &str,
        known: &Validators,
    ) -> Result<Fetched, FetchError> {
        match place {
            Place::Site(site) => self.fetch(site, path, known).await,
            Place::Folder(folder) => from_folder(folder, path, known).await,
        }
    }

    /// The same from a site.
    ///
    /// # Errors
    /// It did not come whole, in time, within the limits and as what it should be.
    pub async fn fetch(&self, site: &Site, path: &str, known: &Validators) -> Result<Fetched, FetchError> {
        let url = site.file(path)?;
        let client = if site.local { &self.local } else { &self.public };
        let request = client.get(url).headers(conditions(known));
        let fetch = async {
            let response = request.send().await.map_err(|error| self.failure(&error))?;
            self.read(response).await
        };
        // The client's own limit covers it; this one holds whatever the client does.
        tokio::time::timeout(self.limit, fetch).await.unwrap_or(Err(FetchError::TooSlow(self.limit)))
    }

    async fn read(&self, mut response: Response) -> Result<Fetched, FetchError> {
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(Fetched::Unchanged),
            status if status.is_redirection() => return Err(FetchError::Redirect(status.as_u16())),
            status => return Err(FetchError::Status(status.as_u16())),
        }
        check_type(response.headers())?;
        let too_large = |length: u64| length > MAX_BYTES as u64;
        if response.content_length().is_some_and(too_large) {
            return Err(FetchError::TooLarge);
        }
        let text = |name: HeaderName| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let validators = Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) };
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if bytes.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Fetched::File { bytes, validators })
    }

    fn failure(&self, error: &reqwest::Error) -> FetchError {
        if let Some(forbidden) = causes(error).find_map(|cause| cause.downcast_ref::<Forbidden>()) {
            return forbidden.clone().into();
        }
        if error.is_timeout() {
            return FetchError::TooSlow(self.limit);
        }
        let broken_off = causes(error).any(|cause| cause.is::<hyper::Error>());
        if error.is_decode() && !broken_off {
            return FetchError::Compression;
        }
        FetchError::Unreachable(in_full(error))
    }
}

/// Reads a file of a folder; of a file there is no more to know than its bytes.
async fn from_folder(folder: &Folder, path: &str, known: &Validators) -> Result<Fetched, FetchError> {
    let file = folder.file(path)?;
    let unreadable = |error: std::io::Error| FetchError::Unreadable(format!("{}: {error}", file.display()));
    if tokio::fs::metadata(&file).await.map_err(unreadable)?.len() > MAX_BYTES as u64 {
        return Err(FetchError::TooLarge);
    }
    let bytes = tokio::fs::read(&file).await.map_err(unreadable)?;
    let validators = Validators { etag: Some(hex(&sha256(&bytes))), last_modified: None };
    Ok(if *known == validators { Fetched::Unchanged } else { Fetched::File { bytes, validators } })
}

fn conditions(known: &Validators) -> HeaderMap {
    let mut headers =
        HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/jose, application/json"))]);
    let conditions = [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)];
    let values = conditions.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?.parse().ok()?)));
    headers.extend(values);
    headers
}

fn check_type(headers: &HeaderMap) -> Result<(), FetchError> {
    let Some(said) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let said = String::from_utf8_lossy(said.as_bytes()).into_owned();
    let name = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if TYPES.contains(&name.as_str()) {
        Ok(())
    } else {
        Err(FetchError::Type(said.chars().take(80).collect()))
    }
}

/// An error and what caused it, from the outside in.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// The innermost cause says what happened; the outer ones only that something did.
fn in_full(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(String::new, ToString::to_string)
}
