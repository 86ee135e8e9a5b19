//! The key that signs what portals are told (RFC 9421), and how it is published. It is kept in the database: all
//! processes that share it sign by one key, and each publishes the key by which the others sign.

use crate::secrets::unhex;
use crate::store::Store;
use crate::store::webhook_key::ShareWebhookKey;
use crate::store::writer::WriteError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use httpsig_hyper::prelude::{AlgorithmName, SecretKey, SigningKey};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Its file, in the folder beside the database, where an earlier version kept it.
const FILE: &str = "webhook-key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum KeyError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: this is no key. Bring back its copy, or take the file away, and a new key is made", .0.display())]
    NoKey(PathBuf),
    #[error(
        "the key in the database is none. Start `nattoku serve --new-webhook-key` once, and a new one is made"
    )]
    NotStored,
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the operating system has no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// The key.
pub struct WebhookKey {
    /// Signs.
    pub(super) secret: SecretKey,
    public: String,
}

impl WebhookKey {
    /// Reads the key that all processes on a database share; the first of them makes it, or brings the one that an
    /// earlier version kept in `folder`. `renew`: a new key takes its place.
    ///
    /// # Errors
    /// It cannot be read or made.
    pub async fn open(store: &Store, folder: &Path, renew: bool) -> Result<Self, KeyError> {
        let kept = if renew { None } else { kept_in(folder)? };
        let offered = match kept {
            Some(seed) => seed,
            None => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed)?;
                seed
            }
        };
        Self::of(&store.write(ShareWebhookKey { offered, renew }).await?).ok_or(KeyError::NotStored)
    }

    fn of(seed: &[u8]) -> Option<Self> {
        let secret = SecretKey::from_bytes(&AlgorithmName::Ed25519, seed).ok()?;
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        Some(Self { secret, public: BASE64_URL_SAFE_NO_PAD.encode(pair.public_key()) })
    }

    /// As a JWK set (RFC 7517), for those who verify.
    #[must_use]
    pub fn published(&self) -> Value {
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                          "kid": self.secret.key_id(), "x": self.public });
        json!({ "keys": [key] })
    }
}

/// Returns the key that an earlier version kept in a folder, if there is one.
fn kept_in(folder: &Path) -> Result<Option<[u8; 32]>, KeyError> {
    let path = folder.join(FILE);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|source| KeyError::File { path: path.clone(), source })?,
    };
    let seed = unhex(text.trim()).and_then(|seed| seed.try_into().ok());
    seed.map(Some).ok_or(KeyError::NoKey(path))
}
