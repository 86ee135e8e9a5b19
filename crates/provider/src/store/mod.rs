//! The store: one SQLite file. One writer commits decisions in groups (see [`writer`]); readers have
//! their own connections. A 2xx anywhere follows a commit that is on disk.

pub mod accept;
pub mod bulk;
pub mod catalogues;
pub mod clients;
pub mod deliveries;
pub mod desk;
pub mod erase;
pub mod fhir_held;
pub mod followed;
pub mod invitations;
pub mod ledger;
pub mod mandates;
pub mod outbox;
pub mod people;
pub mod portals;
pub mod records;
pub mod releases;
pub mod sign_in;
pub mod writer;

use chrono::{DateTime, Utc};
use ledger::{Ledger, LedgerError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use writer::{Write, WriteError, Writer};

/// The oldest SQLite whose write-ahead log loses no commit (the WAL-reset bug is fixed from here on).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// How many decisions are committed together at the most.
pub const GROUP: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

const READERS: u32 = 4;

/// How long another process, such as an import, may hold the write lock before writing is given up.
const BUSY: Duration = Duration::from_secs(10);

/// A hospital's database.
#[derive(Debug, Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: Writer,
    /// How another connection that writes is opened.
    writing: SqliteConnectOptions,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum OpenError {
    #[error(
        "there is no database at {0}. Check --database, or create it with `nattoku invite`, `import` or `serve`"
    )]
    Missing(String),
    #[error("{path} cannot be used as a database: {source}. Check that its folder exists and is writable")]
    Unusable { path: String, source: sqlx::Error },
    #[error(
        "{path} was made by another version of nattoku: {source}. Use the version that made it, or a newer one"
    )]
    Migration { path: String, source: sqlx::migrate::MigrateError },
    #[error("SQLite {0} can lose commits; 3.51.3 or later is needed. Build nattoku with its bundled SQLite")]
    TooOld(String),
    #[error(
        "the database does not keep `{setting}` ({found}): commits could be lost. Use a local disk, not a share"
    )]
    NotDurable { setting: &'static str, found: String },
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

impl Store {
    /// Opens the database at `path`; makes it where there is none. `group`: decisions per commit.
    ///
    /// # Errors
    /// The file is no database of ours, or commits to it would not be durable.
    pub async fn open(path: &Path, group: NonZeroUsize) -> Result<Self, OpenError> {
        let options = options(path);
        let writing = options.clone().create_if_missing(true);
        let mut connection = connect(path, &writing).await?;
        let ledger = Ledger::open(path, &mut connection).await?;
        let writer = Writer::start(writing.clone(), connection, group, ledger);
        let store = Self { readers: readers(options), writer, writing };
        // Entries from before there was a tree get their leaves now.
        store.write(writer::Nothing).await.map_err(|error| LedgerError::Broken(error.to_string()))?;
        Ok(store)
    }

    /// Opens a database that must exist already.
    ///
    /// # Errors
    /// As [`Store::open`], or there is none.
    pub async fn open_existing(path: &Path) -> Result<Self, OpenError> {
        if !path.is_file() {
            return Err(OpenError::Missing(path.display().to_string()));
        }
        Self::open(path, GROUP).await
    }

    /// Makes a new key for the ledger of a database that must exist already, and seals the entry that says so.
    /// Answers the public part.
    ///
    /// # Errors
    /// As [`Store::open_existing`]; or the key cannot be written.
    pub async fn new_ledger_key(path: &Path, now: DateTime<Utc>) -> Result<String, OpenError> {
        if !path.is_file() {
            return Err(OpenError::Missing(path.display().to_string()));
        }
        let mut connection = connect(path, &options(path)).await?;
        let key = Ledger::new_key(path, &mut connection, now).await?;
        connection.close().await.map_err(LedgerError::Read)?;
        Self::open_existing(path).await?;
        Ok(key)
    }

    /// Another connection that writes, for what stands outside any transaction.
    pub(in crate::store) async fn another_writer(&self) -> Result<SqliteConnection, sqlx::Error> {
        SqliteConnection::connect_with(&self.writing).await
    }

    /// Does `work` in the next group commit; answers when it is on disk.
    ///
    /// # Errors
    /// Nothing of `work` was kept.
    pub async fn write<W: Write>(&self, work: W) -> Result<W::Done, WriteError> {
        self.writer.write(work).await
    }

    /// Connections that only read.
    #[must_use]
    pub const fn readers(&self) -> &SqlitePool {
        &self.readers
    }
}

/// How a database of ours is opened.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is erased is overwritten, not only forgotten (A30).
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY)
}

/// A connection that writes, to a database of today's form.
async fn connect(path: &Path, options: &SqliteConnectOptions) -> Result<SqliteConnection, OpenError> {
    let unusable = |source| OpenError::Unusable { path: path.display().to_string(), source };
    let migration = |source| OpenError::Migration { path: path.display().to_string(), source };
    let mut connection = SqliteConnection::connect_with(options).await.map_err(unusable)?;
    Durability::ask(&mut connection).await.map_err(unusable)?.check()?;
    sqlx::migrate!().run(&mut connection).await.map_err(migration)?;
    Ok(connection)
}

/// Connections to a database, wherever it comes from, that only read and need nothing beside it.
#[must_use]
pub fn only_read(path: &Path) -> SqlitePool {
    // A journal mode or a setting for writing would ask for the right to write.
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).create_if_missing(false);
    let alone = !beside(path, "-wal").is_file();
    let read_only = std::fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
    // A file that nobody can write, and to which no log belongs, does not change while it is read.
    readers(options.immutable(alone && read_only))
}

/// A file that belongs to a database, by the end of its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    PathBuf::from(name)
}

fn readers(options: SqliteConnectOptions) -> SqlitePool {
    let readers = SqlitePoolOptions::new().max_connections(READERS);
    // A local file does not hang up: asking before each use would only double the work.
    readers.test_before_acquire(false).connect_lazy_with(options.read_only(true))
}

/// What decides whether a commit is on disk when SQLite says so.
struct Durability {
    version: String,
    journal: String,
    synchronous: i64,
}

impl Durability {
    async fn ask(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        Ok(Self {
            version: sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?,
            journal: sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?,
            synchronous: sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?,
        })
    }

    /// Refuses an SQLite, or settings, under which an acknowledged decision could be lost.
    fn check(self) -> Result<(), OpenError> {
        if !is_new_enough(&self.version) {
            return Err(OpenError::TooOld(self.version));
        }
        if self.journal != "wal" {
            return Err(OpenError::NotDurable { setting: "journal_mode=WAL", found: self.journal });
        }
        if self.synchronous < 2 {
            let found = self.synchronous.to_string();
            return Err(OpenError::NotDurable { setting: "synchronous=FULL", found });
        }
        Ok(())
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST_SQLITE
}

/// An instant as it is stored.
pub(crate) const fn to_millis(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_millis()
}

/// A stored instant.
pub(crate) fn from_millis(millis: i64) -> Result<DateTime<Utc>, sqlx::Error> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| broken(format!("{millis} is no instant")))
}

/// What stands in the database is not what was written there.
pub(crate) fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_could_lose_a_commit_are_refused() {
        let check = |version: &str, journal: &str, synchronous| {
            Durability { version: version.to_owned(), journal: journal.to_owned(), synchronous }.check()
        };
        assert!(check("3.51.3", "wal", 2).is_ok());
        assert!(matches!(check("3.51.2", "wal", 2), Err(OpenError::TooOld(_))));
        assert!(matches!(check("3.51.3", "delete", 2), Err(OpenError::NotDurable { .. })));
        assert!(matches!(check("3.51.3", "wal", 1), Err(OpenError::NotDurable { .. })));
    }

    #[test]
    fn only_an_sqlite_that_keeps_commits_is_new_enough() {
        assert!(is_new_enough("3.51.3"));
        assert!(is_new_enough("3.52.0"));
        assert!(is_new_enough("4.0.0"));
        for old in ["3.51.2", "3.50.9", "2.99.99", "", "x"] {
            assert!(!is_new_enough(old), "{old}");
        }
    }
}
