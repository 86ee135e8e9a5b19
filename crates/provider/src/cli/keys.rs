//! `nattoku keys`: the keys under which a society signs. The secret ones lie in a folder that only its owner
//! reads; the public ones are what followers are told.

use super::entries::write_whole;
use super::failure::Failure;
use crate::private_files;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use clap::{Args, Subcommand};
use nattoku_consent::id::ProviderId;
use nattoku_disclosure::manifest::Key;
use nattoku_disclosure::publish::{first_key, next_key};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Makes, lists and renews the keys under which a society signs.
#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes the first key.
    Make {
        /// Where the keys lie; keep it apart from what is published.
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
        /// The society's identifier, as in publisher.toml.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
    },
    /// Lists the public keys, oldest first; the last one signs.
    List {
        /// Where the keys lie.
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
    },
    /// Makes a key that follows the last one, signed by it.
    Rotate {
        /// Where the keys lie.
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
    },
}

/// A society's keys.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Whose.
    pub provider: ProviderId,
    /// The public keys, oldest first.
    pub keys: Vec<Key>,
}

impl Keys {
    /// Does it, and prints the public keys.
    ///
    /// # Errors
    /// Keys are there already, or are not; or a file cannot be read or written.
    pub fn run(self) -> Result<(), Failure> {
        let chain = match self.what {
            What::Make { keys, provider } => make(&keys, provider)?,
            What::List { keys } => Chain::read(&keys)?,
            What::Rotate { keys } => rotate(&keys)?,
        };
        let mut to = std::io::stdout();
        for key in &chain.keys {
            writeln!(to, "{}  {}", key.x, key.kid).map_err(Failure::Output)?;
        }
        Ok(())
    }
}

/// Makes the first key of a society.
///
/// # Errors
/// There is one, or it cannot be written.
pub fn make(folder: &Path, provider: ProviderId) -> Result<Chain, Failure> {
    if folder.join("keys.json").exists() {
        let why = "there are keys already. To renew them: nattoku keys rotate";
        return Err(Failure::NotDone(format!("{}: {why}", folder.display())));
    }
    let secret = new_secret(folder)?;
    let chain = Chain { provider, keys: vec![first_key(&secret)] };
    chain.write(folder)?;
    Ok(chain)
}

/// Makes the key that follows the last one.
///
/// # Errors
/// The last one cannot be read, or the new one not written.
pub fn rotate(folder: &Path) -> Result<Chain, Failure> {
    let mut chain = Chain::read(folder)?;
    let before = chain.secret(folder)?;
    let secret = new_secret(folder)?;
    let next = next_key(&chain.provider, &secret, &before);
    chain.keys.push(next.map_err(|error| Failure::file(folder, error.into()))?);
    chain.write(folder)?;
    Ok(chain)
}

impl Chain {
    /// Reads the public keys of a folder.
    ///
    /// # Errors
    /// There are none.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("keys.json");
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::NotDone(format!("{}: no keys. Make them: nattoku keys make", folder.display()))
            }
            _ => Failure::file(&path, error),
        })?;
        serde_json::from_slice(&bytes).map_err(|error| Failure::file(&path, error.into()))
    }

    /// The secret of the key that signs.
    ///
    /// # Errors
    /// It is not there, or not the one of that key.
    pub fn secret(&self, folder: &Path) -> Result<[u8; 32], Failure> {
        let last = self.keys.last().ok_or_else(|| Failure::NotDone("keys.json names no key".to_owned()))?;
        let path = secret_path(folder, &last.kid);
        let text = fs::read_to_string(&path).map_err(|error| Failure::file(&path, error))?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim()).ok();
        let secret = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let secret = secret.filter(|secret| first_key(secret).kid == last.kid);
        secret.ok_or_else(|| {
            Failure::NotDone(format!("{}: this is not the secret of the key {}", path.display(), last.kid))
        })
    }

    fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join("keys.json");
        let json = serde_json::to_vec_pretty(self).map_err(|error| Failure::file(&path, error.into()))?;
        write_whole(&path, &json)
    }
}

fn secret_path(folder: &Path, kid: &str) -> PathBuf {
    folder.join(format!("{kid}.secret"))
}

fn new_secret(folder: &Path) -> Result<[u8; 32], Failure> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)?;
    let path = secret_path(folder, &first_key(&secret).kid);
    let failed = |error| Failure::file(&path, error);
    private_files::create_folder(folder).map_err(failed)?;
    let mut file = private_files::options().write(true).create_new(true).open(&path).map_err(failed)?;
    let text = BASE64_URL_SAFE_NO_PAD.encode(secret);
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(secret)
}
