//! Where the project is, and how commands are run in it.

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The project's folders.
pub(crate) struct Workspace {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        // As cargo says now; what it said at build time may be of another checkout with the same target directory.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").context("xtask runs by `cargo xtask` only")?;
        let root = Path::new(&here).parent().context("xtask lies in the repository's root")?.to_owned();
        let mut workspace = Self { target: root.join("target"), root };
        let metadata = workspace.metadata(&["--no-deps"])?;
        let target = metadata["target_directory"].as_str().context("cargo names its target directory")?;
        workspace.target = target.into();
        Ok(workspace)
    }

    /// A command to run in the repository.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        command
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        self.command("cargo", arguments)
    }

    /// What cargo knows about the packages.
    pub(crate) fn metadata(&self, options: &[&str]) -> Result<serde_json::Value> {
        let mut command = self.cargo(&["metadata", "--format-version", "1", "--locked"]);
        Ok(serde_json::from_str(&output(command.args(options))?)?)
    }
}

/// Runs a command, its output in sight.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("`{}` cannot be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command and gives what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("`{}` cannot be started", shown(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// A command as somebody would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Does a step and says so, with the time it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("── {name}");
    let start = Instant::now();
    let done = work();
    let word = if done.is_ok() { "done" } else { "FAILED" };
    eprintln!("── {name}: {word} after {:.0} s", start.elapsed().as_secs_f32());
    done
}

/// Says what is installed now, why, and how long that takes.
pub(crate) fn announce(what: &str, reason: &str, time: &str) {
    eprintln!("Installing {what}: {reason}. This takes about {time}, once.");
}

/// Says a result on standard output.
pub(crate) fn say(line: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
