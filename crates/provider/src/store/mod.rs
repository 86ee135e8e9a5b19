//! The store: a SQLite file, or a PostgreSQL database that several processes share. One writer commits decisions in
//! groups (see [`writer`]); readers have their own connections. One text of each statement serves both databases. A 2xx
//! anywhere follows a commit that is on disk.

pub mod accept;
pub mod bulk;
pub mod catalogues;
pub mod clients;
pub mod deliveries;
pub mod desk;
mod door;
pub mod erase;
mod erased_numbers;
pub mod fhir_held;
pub mod followed;
pub mod invitations;
pub mod lease;
pub mod ledger;
pub mod location;
pub mod mandates;
pub mod migrate;
pub mod outbox;
pub mod people;
pub mod portals;
pub mod progress;
pub mod reads;
pub mod records;
pub mod registration;
pub mod releases;
pub mod sign_in;
pub mod sign_in_policy;
pub mod staff;
pub mod target;
pub mod undelivered;
pub mod webhook_key;
pub mod writer;

use chrono::{DateTime, Utc};
use door::{Door, Kind};
use ledger::{Ledger, LedgerError};
use location::Location;
use sqlx::{AnyConnection, AnyPool, Connection};
use std::num::NonZeroUsize;
use writer::{Write, WriteError, Writer};

/// How many decisions are committed together at the most.
pub const GROUP: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// A hospital's database.
#[derive(Debug, Clone)]
pub struct Store {
    readers: AnyPool,
    writer: Writer,
    /// How another connection that writes is opened.
    door: Door,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum OpenError {
    #[error(
        "there is no database at {0}. Check --database, or create it with `nattoku invite`, `import` or `serve`"
    )]
    Missing(Location),
    #[error("{location} cannot be used as a database: {source}. {}", way_out(location))]
    Unusable { location: Location, source: sqlx::Error },
    #[error(
        "{location} was made by another version of nattoku: {source}. Use the version that made it, or a newer one"
    )]
    Migration { location: Location, source: sqlx::migrate::MigrateError },
    #[error("SQLite {0} can lose commits; 3.51.3 or later is needed. Build nattoku with its bundled SQLite")]
    TooOld(String),
    #[error(
        "the database does not keep `{setting}` ({found}): commits could be lost. Use a local disk, not a share"
    )]
    NotDurable { setting: &'static str, found: String },
    #[error(
        "the database server has {setting} = {found}: commits could be lost. Set it to on in postgresql.conf"
    )]
    NotPromised { setting: &'static str, found: String },
    #[error("the database does not say whether commits to it could be lost: {0}")]
    Asking(sqlx::Error),
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

const fn way_out(location: &Location) -> &'static str {
    match location {
        Location::File(_) => "Check that its folder exists and is writable",
        Location::Server(_) => {
            "Check the address, that the server runs, and the password, as docs/operating.md says"
        }
    }
}

impl Store {
    /// Opens the database at `location`; makes a file where there is none. `group`: decisions per commit.
    ///
    /// # Errors
    /// It is no database of ours, or commits to it would not be durable.
    pub async fn open(location: impl Into<Location>, group: NonZeroUsize) -> Result<Self, OpenError> {
        let location = location.into();
        let (door, mut connection) = connect(&location).await?;
        let ledger = Ledger::open(location.ledger(), &door, &mut connection).await?;
        let writer = Writer::start(door.clone(), connection, group, ledger);
        let unusable = |source| OpenError::Unusable { location: location.clone(), source };
        let readers = door::readers(location.reading().map_err(unusable)?, door.kind());
        let store = Self { readers, writer, door };
        // Entries from before there was a tree get their leaves now, and patients from before registrations were entries
        // are registered.
        let complete = registration::Complete { now: Utc::now() };
        store.write(complete).await.map_err(|error| LedgerError::Broken(error.to_string()))?;
        Ok(store)
    }

    /// Opens a database that must exist already.
    ///
    /// # Errors
    /// As [`Store::open`], or there is none.
    pub async fn open_existing(location: impl Into<Location>) -> Result<Self, OpenError> {
        let location = location.into();
        if !location.may_exist() {
            return Err(OpenError::Missing(location));
        }
        Self::open(location, GROUP).await
    }

    /// Makes a new key for the ledger of a database that must exist already, and seals the entry that says so.
    /// Answers the public part.
    ///
    /// # Errors
    /// As [`Store::open_existing`]; or the key cannot be written.
    pub async fn new_ledger_key(
        location: impl Into<Location>,
        now: DateTime<Utc>,
    ) -> Result<String, OpenError> {
        let location = location.into();
        if !location.may_exist() {
            return Err(OpenError::Missing(location));
        }
        let (door, mut connection) = connect(&location).await?;
        let key = Ledger::new_key(location.ledger(), &door, &mut connection, now).await?;
        connection.close().await.map_err(LedgerError::Read)?;
        Self::open_existing(location).await?;
        Ok(key)
    }

    /// Another connection that writes, for what stands outside any transaction.
    pub(in crate::store) async fn another_writer(&self) -> Result<AnyConnection, sqlx::Error> {
        self.door.connect().await
    }

    /// Which database it is.
    pub(in crate::store) const fn kind(&self) -> Kind {
        self.door.kind()
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
    pub const fn readers(&self) -> &AnyPool {
        &self.readers
    }
}

/// A connection that writes, to a database of today's form.
async fn connect(location: &Location) -> Result<(Door, AnyConnection), OpenError> {
    let unusable = |source| OpenError::Unusable { location: location.clone(), source };
    location.restrict_files().map_err(|error| unusable(error.into()))?;
    let door = Door::of(location).map_err(unusable)?;
    let mut connection = door.connect().await.map_err(unusable)?;
    door.check(&mut connection).await?;
    let migration = |source| OpenError::Migration { location: location.clone(), source };
    door.migrate(&mut connection).await.map_err(migration)?;
    Ok((door, connection))
}

/// Connections to a database, wherever it comes from, that only read and need nothing beside it.
///
/// # Errors
/// The location cannot be written as an address.
pub fn only_read(location: &Location) -> Result<AnyPool, sqlx::Error> {
    Ok(door::readers(location.reading_a_copy()?, Kind::of(location)))
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
