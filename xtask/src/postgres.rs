//! A PostgreSQL server of the tests' own: made in a folder for the time being, on this machine only, and gone afterwards.

use crate::workspace::{Workspace, output, run};
use anyhow::{Context, Result};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian keeps the server's programs, a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A server that runs until it is dropped.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    /// Whether this is root, as whom the server does not run.
    is_root: bool,
}

/// The folder of the server's programs, the newest version's.
pub(crate) fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut versions: Vec<_> = debian.collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let debian = versions.into_iter().rev().map(|version| version.join("bin"));
    std::env::split_paths(&path).chain(debian).find(|folder| folder.join("initdb").is_file())
}

impl Postgres {
    /// Makes a server and starts it.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let programs = programs().context("initdb is not here; install the package postgresql")?;
        let folder = std::env::temp_dir().join(format!("nattoku-postgres-{}", std::process::id()));
        let is_root = output(&mut workspace.command("id", &["-u"]))?.trim() == "0";
        let owner: &[&str] = if is_root { &["-o", "postgres"] } else { &[] };
        run(workspace.command("install", &["-d", "-m", "700"]).args(owner).arg(&folder))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self { programs, folder, port, is_root };
        let quiet = |command: &mut Command| run(command.stdout(Stdio::null()));
        let make = ["--username=nattoku", "--auth=trust", "--encoding=UTF8", "--locale=C", "--pgdata"];
        quiet(server.command("initdb").args(make).arg(server.data()))?;
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300"
        );
        let log = server.folder.join("log");
        quiet(server.control().args(["start", "--wait", "--options", &settings, "--log"]).arg(log))?;
        Ok(server)
    }

    /// Its address, as tests and commands are given it.
    pub(crate) fn address(&self) -> String {
        format!("postgres://nattoku@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn control(&self) -> Command {
        let mut command = self.command("pg_ctl");
        command.arg("--pgdata").arg(self.data());
        command
    }

    /// One of its programs, as a user that may run it.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if self.is_root { as_postgres(&program) } else { Command::new(program) };
        command.current_dir(&self.folder);
        command
    }
}

fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What is left of it does no harm, and the next run has another folder.
        drop(run(self.control().args(["stop", "--mode", "immediate"]).stdout(Stdio::null())));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_until_it_is_dropped() {
        let workspace = Workspace::find().unwrap();
        let server = Postgres::start(&workspace).unwrap();
        let (address, folder) = (server.address(), server.folder.clone());
        let ask = || output(&mut workspace.command("psql", &["-XAtq", "-d", &address, "-c", "SHOW fsync"]));
        assert_eq!(ask().unwrap().trim(), "on");
        drop(server);
        assert!(ask().is_err() && !folder.exists());
    }
}
