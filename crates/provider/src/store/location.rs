//! Where a hospital's database is: a SQLite file, or a PostgreSQL server that several processes share.

use super::broken;
use crate::private_files;
use crate::transport::is_this_machine;
use reqwest::Url;
use sqlx::ConnectOptions;
use sqlx::any::AnyConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file. The ledger's folder is beside it.
    File(PathBuf),
    /// A PostgreSQL database.
    Server(Box<Server>),
}

/// A PostgreSQL database, and where this machine keeps what signs its ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    url: Url,
    ledger: PathBuf,
}

/// Why a text names no database.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum NotALocation {
    #[error(
        "\"{0}\" is no address of a PostgreSQL database, such as postgres://nattoku@db.example.jp/nattoku"
    )]
    Address(String),
    #[error(
        "a PostgreSQL database needs --ledger: the folder on this machine with the key that signs its ledger"
    )]
    NoLedger,
    #[error(
        "the connection to {0} would not be verified: its sslmode is {1}. Add ?sslmode=verify-full to the address, and \
         &sslrootcert=FILE for an authority of your own; only a database on this machine needs neither"
    )]
    Unverified(String, String),
    #[error("--ledger is for a PostgreSQL database; that of a SQLite file is beside the file")]
    LedgerOfFile,
}

impl Location {
    /// Reads a path or a `postgres://` address; `ledger`: the folder that an address needs beside it.
    ///
    /// # Errors
    /// It is an address of no database, or the folder is missing or too much.
    pub fn parse(text: &Path, ledger: Option<&Path>) -> Result<Self, NotALocation> {
        let address = text.to_str().filter(|text| is_address(text));
        match (address, ledger) {
            (None, None) => Ok(Self::File(text.to_owned())),
            (None, Some(_)) => Err(NotALocation::LedgerOfFile),
            (Some(_), None) => Err(NotALocation::NoLedger),
            (Some(address), Some(ledger)) => {
                // The error does not repeat what may hold a password.
                let hidden =
                    || NotALocation::Address(address.split('@').next_back().unwrap_or_default().to_owned());
                let url = Url::parse(address).map_err(|_| hidden())?;
                if url.path().len() < 2 {
                    return Err(hidden());
                }
                let server = Server { url, ledger: ledger.to_owned() };
                server.check_transport()?;
                Ok(Self::Server(Box::new(server)))
            }
        }
    }

    /// Where the ledger's key and the published checkpoint are kept. It may be a link to another disk.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        match self {
            Self::File(path) => beside(path, ".ledger"),
            Self::Server(server) => server.ledger.clone(),
        }
    }

    /// Whether there is one already: a file that is there. What a server holds shows only when it is asked.
    #[must_use]
    pub fn may_exist(&self) -> bool {
        match self {
            Self::File(path) => path.is_file(),
            Self::Server(_) => true,
        }
    }

    fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) => None,
        }
    }

    /// Makes a database file its owner's only, before anything is written into it. SQLite gives the files beside it the
    /// same rights.
    pub(super) fn restrict_files(&self) -> io::Result<()> {
        // What is there and no file is for SQLite to refuse.
        let Some(path) = self.file().filter(|path| path.is_file() || !path.exists()) else { return Ok(()) };
        private_files::ensure_file(path)?;
        ["-wal", "-shm"].iter().try_for_each(|ending| private_files::restrict(&beside(path, ending)))
    }

    /// How a connection is opened that writes, and makes a file where there is none.
    pub(super) fn writing(&self) -> Result<AnyConnectOptions, sqlx::Error> {
        self.options("mode=rwc")
    }

    /// How a connection is opened that only reads.
    pub(super) fn reading(&self) -> Result<AnyConnectOptions, sqlx::Error> {
        self.options("mode=ro")
    }

    /// The same for a database that may stand anywhere, also where nothing can be written.
    pub(super) fn reading_a_copy(&self) -> Result<AnyConnectOptions, sqlx::Error> {
        let still = |path: &Path| {
            let read_only = std::fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
            read_only && !beside(path, "-wal").is_file()
        };
        match self {
            // A file that nobody can write, and to which no log belongs, does not change while it is read.
            Self::File(path) if still(path) => self.options("mode=ro&immutable=true"),
            _ => self.reading(),
        }
    }

    fn options(&self, of_file: &str) -> Result<AnyConnectOptions, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let url = match self {
            Self::File(path) => {
                let path = std::path::absolute(path)?;
                let url = Url::from_file_path(&path)
                    .map_err(|()| broken(format!("{} is no path", path.display())))?;
                Url::parse(&format!("sqlite://{}?{of_file}", url.path())).map_err(broken)?
            }
            Self::Server(server) => server.url.clone(),
        };
        AnyConnectOptions::from_url(&url)
    }
}

impl Server {
    /// Refuses a connection over a network that is not encrypted, or not to the server that the address names.
    fn check_transport(&self) -> Result<(), NotALocation> {
        // What the address says and what the environment adds (PGHOST, PGSSLMODE) is read as the connection will.
        let options = PgConnectOptions::from_url(&self.url)
            .map_err(|_| NotALocation::Address(self.url.path().trim_start_matches('/').to_owned()))?;
        let host = options.get_host();
        let here = options.get_socket().is_some() || host.starts_with('/') || is_this_machine(host);
        match options.get_ssl_mode() {
            PgSslMode::VerifyFull => Ok(()),
            _ if here => Ok(()),
            mode => Err(NotALocation::Unverified(host.to_owned(), format!("{mode:?}").to_lowercase())),
        }
    }
}

/// Whether a text is an address of a PostgreSQL database, and no path.
fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// A file that belongs to a database, by the end of its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    PathBuf::from(name)
}

/// As people know it: without who connects and by which password.
impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(formatter),
            Self::Server(server) => {
                let host = server.url.host_str().unwrap_or_default();
                write!(formatter, "postgres://{host}{}", server.url.path())
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Location {
    fn from(path: &P) -> Self {
        Self::File(path.as_ref().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::SqliteConnectOptions;

    #[test]
    fn a_database_is_a_file_or_an_address_with_a_folder() {
        let parse =
            |text: &str, ledger: Option<&str>| Location::parse(Path::new(text), ledger.map(Path::new));
        let file = parse("var/hospital.sqlite", None).unwrap();
        assert_eq!(file.ledger(), Path::new("var/hospital.sqlite.ledger"));
        assert!(matches!(parse("hospital.sqlite", Some("keys")), Err(NotALocation::LedgerOfFile)));
        let address = "postgres://nattoku:secret@db.example.jp/consents?sslmode=verify-full";
        let server = parse(address, Some("keys")).unwrap();
        assert_eq!(server.ledger(), Path::new("keys"));
        assert!(matches!(parse(address, None), Err(NotALocation::NoLedger)));
        assert_eq!(
            format!("{server} {server:?}"),
            "postgres://db.example.jp/consents postgres://db.example.jp/consents"
        );
        for wrong in ["postgres://n:secret@db.example.jp", "postgres://n:secret@:x/consents"] {
            let error = parse(wrong, Some("keys")).unwrap_err();
            assert!(
                matches!(error, NotALocation::Address(_)) && !error.to_string().contains("secret"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_database_elsewhere_is_reached_by_verified_tls_only() {
        let parse = |address: &str| Location::parse(Path::new(address), Some(Path::new("keys")));
        for right in [
            "postgres://n@db.example.jp/c?sslmode=verify-full&sslrootcert=ca.pem",
            "postgres://n@127.0.0.1/c",
            "postgres://n@localhost/c?sslmode=disable",
            "postgres://n@[::1]:5433/c",
            "postgres://n@%2Fvar%2Frun%2Fpostgresql/c",
            "postgres://n@localhost/c?host=/var/run/postgresql",
        ] {
            assert!(parse(right).is_ok(), "{right}: {:?}", parse(right));
        }
        for wrong in [
            "postgres://n:secret@db.example.jp/c",
            "postgres://n:secret@db.example.jp/c?sslmode=disable",
            "postgres://n:secret@db.example.jp/c?sslmode=prefer",
            "postgres://n:secret@db.example.jp/c?sslmode=require",
            "postgres://n:secret@db.example.jp/c?sslmode=verify-ca",
            "postgres://n:secret@10.0.0.1/c",
            "postgres://n:secret@localhost/c?host=db.example.jp",
            "postgres://n:secret@localhost/c?hostaddr=10.0.0.1",
        ] {
            let error = parse(wrong).unwrap_err();
            assert!(matches!(error, NotALocation::Unverified(..)), "{wrong}: {error}");
            let said = error.to_string();
            assert!(said.contains("sslmode=verify-full") && !said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn any_file_name_reaches_sqlite_as_it_is() {
        for name in ["a b", "100%", "%20", "患者.sqlite", "a?mode=memory", "a#b"] {
            let path = Path::new("/somewhere").join(name);
            let options = Location::from(&path).writing().unwrap();
            let file: SqliteConnectOptions = options.database_url.as_str().parse().unwrap();
            assert_eq!(file.get_filename(), path);
        }
    }
}
