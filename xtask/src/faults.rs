//! `cargo xtask faults`: the faults of trust.md at full count, against the release server, with what was counted.
//! `cargo xtask test` runs the same tests with fewer turns.

use crate::packages;
use crate::postgres::Postgres;
use crate::workspace::{Workspace, run as run_command, step};
use anyhow::Result;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A thousand parallel posts need as many open connections, at either end.
const OPEN_FILES: u64 = 4_096;

/// Those that are not about the file.
const SAME_ON_POSTGRES: [&str; 5] = ["a1_", "a4_", "a5_two", "a6_", "hangs"];

/// Runs them and prints what was counted.
///
/// # Errors
/// A fault lost something, or could not be made.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    packages::install_one(workspace, "strace")?;
    allow_open_files()?;
    let words = ["test", "--release", "--locked", "--package", "nattoku", "--test", "faults"];
    let mut command = workspace.cargo(&[&words[..], &["--", "--nocapture"]].concat());
    step("Faults in full", || run_command(command.env("NATTOKU_FAULTS", "full")))?;
    let model = ["test", "--release", "--locked", "--package", "nattoku-consent", "--test", "domain"];
    let mut command = workspace.cargo(&[&model[..], &["--", "it_agrees_with_a_naive_model"]].concat());
    step("Five million histories, judged by a naive model", || {
        run_command(command.env("NATTOKU_FAULTS", "full"))
    })?;
    packages::install_one(workspace, "postgresql")?;
    let server = Postgres::start(workspace)?;
    let mut command = workspace.cargo(&[&words[..], &["--", "--nocapture"], &SAME_ON_POSTGRES].concat());
    command.env("NATTOKU_FAULTS", "full").env("NATTOKU_POSTGRES", server.address());
    step("The same on PostgreSQL, by several processes", || run_command(&mut command))
}

/// Raises the limit on open files as far as is needed and allowed, for this process and those it starts.
fn allow_open_files() -> Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(OPEN_FILES, |maximum| maximum.min(OPEN_FILES));
    if current.is_some_and(|current| current < wanted) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })?;
    }
    Ok(())
}
