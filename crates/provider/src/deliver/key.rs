//! The key that signs what portals are told (RFC 9421), beside the database, and how it is published.

use crate::secrets::{hex, unhex};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use httpsig_hyper::prelude::{AlgorithmName, SecretKey, SigningKey};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Its file, in the folder beside the database.
const FILE: &str = "webhook-key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum KeyError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: this is no key. Bring back its copy, or take the file away, and a new key is made", .0.display())]
    NoKey(PathBuf),
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
    /// Reads it from a database's folder; made where there is none.
    ///
    /// # Errors
    /// It cannot be read or made.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let file = |source| KeyError::File { path: path.clone(), source };
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed)?;
                let text = hex(&seed);
                write(&path, &text).map_err(file)?;
                text
            }
            read => read.map_err(file)?,
        };
        let seed = unhex(text.trim()).filter(|seed| seed.len() == 32);
        let seed = seed.ok_or_else(|| KeyError::NoKey(path.clone()))?;
        let secret = SecretKey::from_bytes(&AlgorithmName::Ed25519, &seed)
            .map_err(|_| KeyError::NoKey(path.clone()))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyError::NoKey(path))?;
        Ok(Self { secret, public: BASE64_URL_SAFE_NO_PAD.encode(pair.public_key()) })
    }

    /// As a JWK set (RFC 7517), for those who verify.
    #[must_use]
    pub fn published(&self) -> Value {
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                          "kid": self.secret.key_id(), "x": self.public });
        json!({ "keys": [key] })
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
