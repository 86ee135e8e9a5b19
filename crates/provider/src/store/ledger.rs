//! The ledger's pen: the key that signs checkpoints, and the checkpoint last published, both kept beside the
//! database and not in it. So an old copy of the database, put back, is known by what was published since (A7).

pub(in crate::store) mod append;
pub mod audit;
mod keys;
pub mod receipts;
mod seal;

pub use keys::Keys;
pub use seal::{SealError, Sealed};

use super::door::Door;
use crate::private_files;
use chrono::{DateTime, Utc};
use nattoku_ledger::{Checkpoint, Signer};
use sqlx::AnyConnection;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Signs what is sealed, and remembers outside the database what was published.
pub struct Ledger {
    folder: PathBuf,
    signer: Signer,
    origin: String,
}

/// Why nothing can be signed. What is in the database can still be read and verified.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum LedgerError {
    #[error("{path}: {source}. Check that this folder beside the database is there and writable")]
    File { path: String, source: io::Error },
    #[error(
        "{0} holds no key of this ledger. Bring the folder back from where you keep it safe, or make a new key \
         with `nattoku ledger new-key`"
    )]
    KeyMissing(String),
    #[error(
        "this ledger was moved to another database: its key is kept as {0}, and nothing is signed or decided here. \
         Name the new database with --database"
    )]
    Moved(String),
    #[error(
        "this database is older than what was last published from it: {published} entries were, it holds {held}. It \
         is an old backup. Nothing is signed; bring back a newer one, as docs/operating.md says"
    )]
    Older { published: u64, held: u64 },
    #[error(
        "this database is not the one that was last published from: at {0} entries they differ. Nothing is signed"
    )]
    Forked(u64),
    #[error("the ledger's own records do not fit: {0}")]
    Broken(String),
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
    #[error("the operating system has no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl Ledger {
    /// Opens the pen that is kept in `folder`; makes one for a database that never had any.
    ///
    /// # Errors
    /// The key is missing, or the database is not the one last published from.
    pub(super) async fn open(
        folder: PathBuf,
        door: &Door,
        connection: &mut AnyConnection,
    ) -> Result<Self, LedgerError> {
        // Of two processes that start on a new database, one makes the key.
        let mut transaction = door.begin(connection).await?;
        // Before a key is made: that of another database, which was here, must not be lost.
        check_published(&folder, &mut transaction).await?;
        let ledger = match Keys::read(&mut transaction).await? {
            None => Self::begin(folder, &mut transaction).await?,
            Some(keys) => Self::resume(folder, &keys)?,
        };
        transaction.commit().await?;
        Ok(ledger)
    }

    async fn begin(folder: PathBuf, connection: &mut AnyConnection) -> Result<Self, LedgerError> {
        let mut name = [0; 8];
        getrandom::fill(&mut name)?;
        let origin = format!("nattoku.ledger/{}", crate::secrets::hex(&name));
        let signer = prepare_key(&folder, &origin)?;
        take_key(&folder)?;
        sqlx::query("INSERT INTO ledger_keys (key, origin, since) VALUES ($1, $2, 0)")
            .bind(signer.verifier_key())
            .bind(&origin)
            .execute(connection)
            .await?;
        Ok(Self { folder, signer, origin })
    }

    fn resume(folder: PathBuf, keys: &Keys) -> Result<Self, LedgerError> {
        let missing = || LedgerError::KeyMissing(folder.display().to_string());
        let moved = folder.join(MOVED_KEY);
        if moved.exists() {
            return Err(LedgerError::Moved(moved.display().to_string()));
        }
        let path = folder.join(KEY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
            Err(source) => return Err(file(&path, source)),
        };
        let seed = seed_of(&text).ok_or_else(missing)?;
        // A folder that an earlier version made may still be everybody's to read.
        private_files::restrict(&folder).map_err(|source| file(&folder, source))?;
        let signer = Signer::new(&keys.origin, &seed).map_err(broken)?;
        if keys.keys.contains(&signer.verifier_key()) {
            Ok(Self { folder, signer, origin: keys.origin.clone() })
        } else {
            Err(missing())
        }
    }

    /// Makes a new key for the ledger whose pen is kept in `folder`: the next checkpoints are signed by it, and earlier
    /// ones stay good under the keys before. Answers its public part.
    ///
    /// # Errors
    /// It cannot be written or recorded, or the database is not the one last published from.
    pub(super) async fn new_key(
        folder: PathBuf,
        door: &Door,
        connection: &mut AnyConnection,
        now: DateTime<Utc>,
    ) -> Result<String, LedgerError> {
        let mut transaction = door.begin(connection).await?;
        let Some(keys) = Keys::read(&mut transaction).await? else {
            let ledger = Self::begin(folder, &mut transaction).await?;
            transaction.commit().await?;
            return Ok(ledger.signer.verifier_key());
        };
        check_published(&folder, &mut transaction).await?;
        let signer = prepare_key(&folder, &keys.origin)?;
        let key = signer.verifier_key();
        keys::record(&mut transaction, &keys.origin, &key, now).await?;
        transaction.commit().await?;
        // The old key signs until this one is recorded: whatever happens between, there is one that may sign.
        take_key(&folder)?;
        Ok(key)
    }

    /// Remembers outside the database what was published. What the machine loses of it when it loses power only
    /// makes the check milder, never wrong, so nobody waits for the disk.
    pub(super) fn publish(&self, note: &str) {
        let path = self.folder.join(PUBLISHED);
        // Several processes may keep it in one folder.
        let new = self.folder.join(format!("checkpoint.{}", std::process::id()));
        let kept = private_files::write(&new, note.as_bytes()).and_then(|()| fs::rename(&new, &path));
        if let Err(error) = kept {
            tracing::error!(%error, path = %path.display(), "the published checkpoint could not be kept");
        }
    }

    fn sign(&self, size: u64, root: nattoku_ledger::Hash) -> String {
        self.signer.sign(&Checkpoint { origin: self.origin.clone(), size, root })
    }
}

/// Whether the database is the one last published from, as far as the folder beside it knows.
///
/// # Errors
/// It is not, or cannot be read.
pub async fn check_published(folder: &Path, connection: &mut AnyConnection) -> Result<(), LedgerError> {
    let path = folder.join(PUBLISHED);
    let note = match fs::read_to_string(&path) {
        Ok(note) => note,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(file(&path, source)),
    };
    let held = u64::try_from(last_size(connection).await?).unwrap_or_default();
    // A copy from before a new key, or a new database in the old one's place, does not know the key that signed.
    if let Some(published) = size_of(&note).filter(|published| held < *published) {
        return Err(LedgerError::Older { published, held });
    }
    let keys = Keys::read(connection).await?;
    let trust = keys.ok_or_else(|| broken("no key is recorded"))?.trust()?;
    let published = trust.open(&note).map_err(broken)?;
    let here: Option<String> = sqlx::query_scalar("SELECT note FROM checkpoints WHERE size = $1")
        .bind(i64::try_from(published.size).unwrap_or(i64::MAX))
        .fetch_optional(connection)
        .await?;
    let same = here.is_some_and(|here| trust.open(&here).is_ok_and(|here| here.root == published.root));
    if same { Ok(()) } else { Err(LedgerError::Forked(published.size)) }
}

/// The size that a checkpoint names, whoever signed it.
fn size_of(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}

/// The key, as 64 hexadecimal digits.
pub(super) const KEY: &str = "key";
/// The key that takes its place.
const NEW_KEY: &str = "key.new";
/// Where the key is kept of a ledger that goes on in another database.
pub(super) const MOVED_KEY: &str = "key.moved";
/// The checkpoint last published.
const PUBLISHED: &str = "checkpoint";

/// How many leaves the last checkpoint stands for.
async fn last_size(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(size), 0) FROM checkpoints").fetch_one(connection).await
}

/// Writes a new key beside the one that is used.
fn prepare_key(folder: &Path, origin: &str) -> Result<Signer, LedgerError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    private_files::create_folder(folder).map_err(|source| file(folder, source))?;
    let fresh = folder.join(NEW_KEY);
    let written = private_files::options().write(true).create(true).truncate(true).open(&fresh);
    let mut written = written.map_err(|source| file(&fresh, source))?;
    written
        .write_all(crate::secrets::hex(&seed).as_bytes())
        .and_then(|()| written.sync_all())
        .map_err(|source| file(&fresh, source))?;
    Signer::new(origin, &seed).map_err(broken)
}

/// Puts the new key in the place of the old one.
fn take_key(folder: &Path) -> Result<(), LedgerError> {
    let path = folder.join(KEY);
    fs::rename(folder.join(NEW_KEY), &path).map_err(|source| file(&path, source))
}

fn seed_of(text: &str) -> Option<[u8; 32]> {
    crate::secrets::unhex(text.trim())?.try_into().ok()
}

fn file(path: &Path, source: io::Error) -> LedgerError {
    LedgerError::File { path: path.display().to_string(), source }
}

fn broken(error: impl ToString) -> LedgerError {
    LedgerError::Broken(error.to_string())
}
