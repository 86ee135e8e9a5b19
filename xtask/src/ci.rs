//! Everything that continuous integration checks, in the order in which mistakes are cheap to find.

use crate::workspace::{self, Workspace, step};
use crate::{app, setup, size, test, tidy};
use anyhow::Result;

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Runs every check and then every test; stops at the first that fails.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    checks(workspace)?;
    test::run(workspace)
}

fn checks(workspace: &Workspace) -> Result<()> {
    setup::for_app(workspace)?;
    step("Format", || workspace::run(&mut workspace.cargo(&["fmt", "--all", "--check"])))?;
    // Once is enough: nothing is compiled in one profile only.
    step("Clippy", || clippy(workspace, &["--workspace", "--all-targets", "--all-features"]))?;
    step("Clippy on WebAssembly, the domain", || {
        let domain =
            ["nattoku-consent", "nattoku-disclosure", "nattoku-ledger"].map(|name| ["--package", name]);
        clippy(workspace, &[&domain.concat()[..], &["--lib"], &WASM[..]].concat())
    })?;
    step("Clippy on WebAssembly, the app", || {
        clippy(workspace, &[&["--package", "nattoku-app", "--lib", "--bins", "--tests"], &WASM[..]].concat())
    })?;
    step("Tidy", || tidy::run(workspace))?;
    app::build(workspace)?;
    step("Size", || size::run(workspace))
}

fn clippy(workspace: &Workspace, options: &[&str]) -> Result<()> {
    workspace::run(
        &mut workspace.cargo(&[&["clippy", "--locked"], options, &["--", "-D", "warnings"]].concat()),
    )
}
