//! How the store's connections are opened, what each database must promise before a commit to it counts, and how a
//! transaction that writes begins: one at a time, also among several processes.

use super::OpenError;
use super::location::Location;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Transaction};

/// The oldest SQLite whose write-ahead log loses no commit (the WAL-reset bug is fixed from here on).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

const READERS: u32 = 4;

static OF_SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static OF_POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// What every connection to a SQLite file is told. Another process, such as an import, may hold the write lock for so
/// long, in milliseconds; what is erased is overwritten, not only forgotten (A30).
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
    PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL";

/// What a connection is told that writes to PostgreSQL: a commit is on disk when it is acknowledged; who waits for the
/// lock for writing, or holds it and says nothing more, is given up on, so that a dead process holds up nobody.
const POSTGRES_SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '10s'; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;";

/// The one lock for writing of a PostgreSQL database. It is the transaction's, and ends with it or its connection.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(1851880555)";

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file on this machine.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    /// Of a location.
    pub(super) const fn of(location: &Location) -> Self {
        match location {
            Location::File(_) => Self::Sqlite,
            Location::Server(_) => Self::Postgres,
        }
    }
}

/// Opens connections that write.
#[derive(Debug, Clone)]
pub(super) struct Door {
    options: AnyConnectOptions,
    kind: Kind,
}

impl Door {
    /// That of a database.
    pub(super) fn of(location: &Location) -> Result<Self, sqlx::Error> {
        Ok(Self { options: location.writing()?, kind: Kind::of(location) })
    }

    /// Which database it is.
    pub(super) const fn kind(&self) -> Kind {
        self.kind
    }

    /// Another connection that writes.
    pub(super) async fn connect(&self) -> Result<AnyConnection, sqlx::Error> {
        let mut connection = AnyConnection::connect_with(&self.options).await?;
        let settings = match self.kind {
            Kind::Sqlite => SQLITE_SETTINGS,
            Kind::Postgres => POSTGRES_SETTINGS,
        };
        connection.execute(settings).await?;
        Ok(connection)
    }

    /// Begins to write: nobody else does until this transaction ends, however it ends.
    pub(super) async fn begin<'c>(
        &self,
        connection: &'c mut AnyConnection,
    ) -> Result<Transaction<'c, Any>, sqlx::Error> {
        match self.kind {
            Kind::Sqlite => connection.begin_with("BEGIN IMMEDIATE").await,
            Kind::Postgres => {
                // Each statement sees what was committed before it: all that the holder before wrote.
                let mut transaction = connection.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
                transaction.execute(WRITE_LOCK).await?;
                Ok(transaction)
            }
        }
    }

    /// Refuses a database to which an acknowledged commit could be lost.
    pub(super) async fn check(&self, connection: &mut AnyConnection) -> Result<(), OpenError> {
        let promise = match self.kind {
            Kind::Sqlite => Promise::of_sqlite(connection).await,
            Kind::Postgres => Promise::of_postgres(connection).await,
        };
        promise.map_err(OpenError::Asking)?.check()
    }

    /// Brings a database to today's form.
    pub(super) async fn migrate(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(), sqlx::migrate::MigrateError> {
        match self.kind {
            Kind::Sqlite => OF_SQLITE.run(connection).await,
            Kind::Postgres => OF_POSTGRES.run(connection).await,
        }
    }
}

/// Connections that only read, to a database of a kind.
pub(super) fn readers(options: AnyConnectOptions, kind: Kind) -> AnyPool {
    let settings = match kind {
        Kind::Sqlite => "PRAGMA busy_timeout = 10000",
        // A transaction that reads sees one moment.
        Kind::Postgres => {
            "SET default_transaction_read_only = on; SET default_transaction_isolation = 'repeatable read'"
        }
    };
    AnyPoolOptions::new()
        .max_connections(READERS)
        // A local file does not hang up: asking before each use would only double the work.
        .test_before_acquire(kind == Kind::Postgres)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(settings).await.map(drop) })
        })
        .connect_lazy_with(options)
}

/// What decides whether a commit is on disk when the database says so.
#[derive(Debug)]
enum Promise {
    Sqlite { version: String, journal: String, synchronous: i64 },
    Postgres { settings: Vec<(&'static str, String)> },
}

impl Promise {
    async fn of_sqlite(connection: &mut AnyConnection) -> Result<Self, sqlx::Error> {
        Ok(Self::Sqlite {
            version: sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?,
            journal: sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?,
            synchronous: sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?,
        })
    }

    async fn of_postgres(connection: &mut AnyConnection) -> Result<Self, sqlx::Error> {
        let mut settings = Vec::new();
        for name in ["synchronous_commit", "fsync", "full_page_writes"] {
            let value = sqlx::query_scalar("SELECT current_setting($1)")
                .bind(name)
                .fetch_one(&mut *connection)
                .await?;
            settings.push((name, value));
        }
        Ok(Self::Postgres { settings })
    }

    fn check(self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { version, .. } if !is_new_enough(&version) => Err(OpenError::TooOld(version)),
            Self::Sqlite { journal, .. } if journal != "wal" => {
                Err(OpenError::NotDurable { setting: "journal_mode=WAL", found: journal })
            }
            Self::Sqlite { synchronous, .. } if synchronous < 2 => {
                Err(OpenError::NotDurable { setting: "synchronous=FULL", found: synchronous.to_string() })
            }
            Self::Sqlite { .. } => Ok(()),
            Self::Postgres { settings } => match settings.into_iter().find(|(_, value)| value != "on") {
                Some((setting, found)) => Err(OpenError::NotPromised { setting, found }),
                None => Ok(()),
            },
        }
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_sqlite_that_could_lose_a_commit_are_refused() {
        let check = |version: &str, journal: &str, synchronous| {
            Promise::Sqlite { version: version.to_owned(), journal: journal.to_owned(), synchronous }.check()
        };
        assert!(check("3.51.3", "wal", 2).is_ok());
        assert!(matches!(check("3.51.2", "wal", 2), Err(OpenError::TooOld(_))));
        assert!(matches!(check("3.51.3", "delete", 2), Err(OpenError::NotDurable { .. })));
        assert!(matches!(check("3.51.3", "wal", 1), Err(OpenError::NotDurable { .. })));
    }

    #[test]
    fn settings_of_postgres_that_could_lose_a_commit_are_refused() {
        let check = |of_fsync: &str| {
            let settings = vec![("synchronous_commit", "on".to_owned()), ("fsync", of_fsync.to_owned())];
            Promise::Postgres { settings }.check()
        };
        assert!(check("on").is_ok());
        assert!(matches!(check("off"), Err(OpenError::NotPromised { setting: "fsync", .. })));
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
