//! Where a test's database is: a SQLite file in a folder of its own; or, where `NATTOKU_POSTGRES` is the address of a
//! PostgreSQL server, a database of its own there. So every test of the store runs on both.

use nattoku::store::location::Location;
use sqlx::{AnyConnection, Connection, Executor};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// A folder, and the database that belongs to it.
pub struct Ground {
    folder: TempDir,
    /// The name of the database on the server, if there is a server.
    name: Option<String>,
}

/// The address of the server, if tests run on one.
fn server() -> Option<String> {
    std::env::var("NATTOKU_POSTGRES").ok()
}

/// Whether databases are files; a test that is about the file itself has nothing to show on a server.
pub fn is_file() -> bool {
    server().is_none()
}

/// Says a statement to the server; answers what it answers.
pub fn psql(database: &str, statement: &str) -> String {
    let url = server().unwrap().replace("/postgres", &format!("/{database}"));
    let output =
        Command::new("psql").args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", statement]).output();
    let output = output
        .unwrap_or_else(|error| panic!("psql: {error}; `cargo xtask test` installs what the tests need"));
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Default for Ground {
    fn default() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = server().map(|_| format!("test_{}_{number}", std::process::id()));
        let ground = Self { folder: tempfile::tempdir().unwrap(), name };
        if let Some(name) = &ground.name {
            psql("postgres", &format!("CREATE DATABASE {name}"));
        }
        ground
    }
}

impl Ground {
    /// A file, also where tests run on a server.
    pub fn of_file() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), name: None }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The SQLite file, for a test that is about the file.
    pub fn file(&self) -> PathBuf {
        assert!(self.name.is_none(), "this test is about a file");
        self.path().join("test.sqlite")
    }

    /// The name of the database on the server, for a test that is about the server.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_else(|| panic!("this test is about a server"))
    }

    pub fn location(&self) -> Location {
        match &self.name {
            None => Location::from(&self.file()),
            Some(_) => Location::parse(Path::new(&self.url()), Some(&self.path().join("ledger"))).unwrap(),
        }
    }

    /// Its address, as a connection of the test's own is opened.
    pub fn url(&self) -> String {
        match (&self.name, server()) {
            (Some(name), Some(server)) => server.replace("/postgres", &format!("/{name}")),
            _ => format!("sqlite:{}", self.file().display()),
        }
    }

    /// What a command is given to work on it.
    pub fn arguments(&self) -> Vec<OsString> {
        match &self.name {
            None => vec!["--database".into(), self.file().into()],
            Some(_) => {
                let ledger = self.path().join("ledger");
                vec!["--database".into(), self.url().into(), "--ledger".into(), ledger.into()]
            }
        }
    }

    /// Holds the lock for writing, until `ROLLBACK`.
    pub async fn hold(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let mut holder = AnyConnection::connect(&self.url()).await.unwrap();
        let lock =
            if is_file() { "BEGIN IMMEDIATE" } else { "BEGIN; SELECT pg_advisory_xact_lock(1851880555)" };
        holder.execute(lock).await.unwrap();
        holder
    }

    /// Everything that the database holds, as it is written down.
    pub fn bytes(&self) -> Vec<u8> {
        if self.name.is_some() {
            return Command::new("pg_dump").args(["--inserts", "-d", &self.url()]).output().unwrap().stdout;
        }
        let file = |ending: &str| format!("{}{ending}", self.file().display());
        ["", "-wal", "-shm"].iter().flat_map(|end| std::fs::read(file(end)).unwrap_or_default()).collect()
    }

    /// Keeps a copy of what is committed.
    pub fn back_up(&self) {
        match &self.name {
            None => drop(std::fs::copy(self.file(), self.path().join("backup.sqlite")).unwrap()),
            Some(name) => replace(&format!("{name}_backup"), &format!("TEMPLATE {name}"), name),
        }
    }

    /// Puts the copy in the database's place.
    pub fn restore(&self) {
        match &self.name {
            None => {
                self.remove();
                std::fs::copy(self.path().join("backup.sqlite"), self.file()).unwrap();
            }
            Some(name) => replace(name, &format!("TEMPLATE {name}_backup"), &format!("{name}_backup")),
        }
    }

    /// Puts nothing in its place.
    pub fn remove(&self) {
        match &self.name {
            None => {
                for ending in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", self.file().display()));
                }
            }
            Some(name) => replace(name, "", name),
        }
    }
}

/// Makes a database anew. What is copied must be left alone meanwhile.
fn replace(name: &str, how: &str, left_alone: &str) {
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
    psql("postgres", &format!("{end} '{left_alone}'"));
    psql("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    psql("postgres", &format!("CREATE DATABASE {name} {how}"));
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(name) = self.name.as_ref().filter(|_| !std::thread::panicking()) {
            for name in [name.clone(), format!("{name}_backup")] {
                psql("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}
