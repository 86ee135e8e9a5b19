//! Where a test's database is: a SQLite file in a folder of its own; or, where `NATTOKU_POSTGRES` is the address of a
//! PostgreSQL server, a database of its own there. So every test of the store runs on both.

use nattoku::store::location::Location;
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
    let output = output.expect("psql is there: `cargo xtask test` installs what the tests need");
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
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The SQLite file, for a test that is about the file.
    pub fn file(&self) -> PathBuf {
        assert!(is_file(), "this test is about a file");
        self.path().join("test.sqlite")
    }

    /// The name of the database on the server, for a test that is about the server.
    pub fn name(&self) -> &str {
        self.name.as_deref().expect("this test is about a server")
    }

    pub fn location(&self) -> Location {
        match (&self.name, server()) {
            (Some(name), Some(server)) => {
                let address = server.replace("/postgres", &format!("/{name}"));
                Location::parse(Path::new(&address), Some(&self.path().join("ledger"))).unwrap()
            }
            _ => Location::from(&self.file()),
        }
    }

    /// What a command is given to work on it.
    pub fn arguments(&self) -> Vec<OsString> {
        match (&self.name, server()) {
            (Some(name), Some(server)) => {
                let address = server.replace("/postgres", &format!("/{name}"));
                let ledger = self.path().join("ledger");
                vec!["--database".into(), address.into(), "--ledger".into(), ledger.into()]
            }
            _ => vec!["--database".into(), self.file().into()],
        }
    }

    /// Everything that the database holds, as it is written down.
    pub fn bytes(&self) -> Vec<u8> {
        let Some(name) = &self.name else {
            let file = |ending: &str| format!("{}{ending}", self.file().display());
            return ["", "-wal", "-shm"]
                .iter()
                .flat_map(|end| std::fs::read(file(end)).unwrap_or_default())
                .collect();
        };
        let url = server().unwrap().replace("/postgres", &format!("/{name}"));
        Command::new("pg_dump").args(["--inserts", "-d", &url]).output().unwrap().stdout
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
