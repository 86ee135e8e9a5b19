//! Installs what building and testing need and the machine lacks, each with its reason and expected time.

use crate::packages;
use crate::workspace::{Workspace, announce, output, run};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

const WASM: &str = "wasm32-unknown-unknown";

/// What building the app needs.
pub(crate) fn for_app(workspace: &Workspace) -> Result<()> {
    wasm_target(workspace)
}

/// What the tests need.
pub(crate) fn for_tests(workspace: &Workspace) -> Result<()> {
    for_app(workspace)?;
    component_runner(workspace)?;
    packages::install(workspace)?;
    node_packages(workspace, "tests", "the journeys are driven by Playwright")?;
    let (fhir, contract) = (workspace.target.join("fhir-python"), workspace.root.join(CONTRACT));
    let judges = "a second program that judges what is written in FHIR";
    python_packages(workspace, &fhir, "tests/fhir/requirements.txt", judges)?;
    let asks = "a stranger's program that asks the API from its description";
    python_packages(workspace, &contract, "tests/interop/requirements.txt", asks)
}

fn wasm_target(workspace: &Workspace) -> Result<()> {
    let sysroot = output(&mut workspace.command("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    announce(WASM, "the compiler's part for WebAssembly, in which the app runs", "10 seconds");
    let added = run(&mut workspace.command("rustup", &["target", "add", WASM]));
    added.context(
        "Install rustup from https://rustup.rs, or your compiler's package for wasm32-unknown-unknown",
    )
}

/// What runs component tests in a browser. It must be of the library's very version: the two speak a private language.
fn component_runner(workspace: &Workspace) -> Result<()> {
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let after = lock.split("name = \"wasm-bindgen\"\nversion = \"").nth(1);
    let version = after.and_then(|rest| rest.split('"').next()).context("Cargo.lock names wasm-bindgen")?;
    if has_version(workspace, "wasm-bindgen-test-runner", version) {
        return Ok(());
    }
    announce(
        &format!("wasm-bindgen-cli {version}"),
        "it runs the components' tests in a browser",
        "2 minutes",
    );
    // It only calls others: to compile it for speed would take longer, and win nothing.
    let quickly = [("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"), ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")];
    // Not --locked: the tool's own lock file names a crate version that is no longer there.
    run(workspace.cargo(&["install", "wasm-bindgen-cli", "--version", version]).envs(quickly))
}

fn has_version(workspace: &Workspace, program: &str, version: &str) -> bool {
    let said = output(&mut workspace.command(program, &["--version"]));
    said.is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

/// The node packages of a folder, as its lock file has them.
pub(crate) fn node_packages(workspace: &Workspace, folder: &str, reason: &str) -> Result<()> {
    let name = folder;
    let folder = workspace.root.join(folder);
    if !folder.join("package-lock.json").exists() {
        return Ok(());
    }
    let modified = |path: &str| std::fs::metadata(folder.join(path)).and_then(|file| file.modified());
    let fresh = match (modified("node_modules/.package-lock.json"), modified("package-lock.json")) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    };
    if fresh {
        return Ok(());
    }
    announce(&format!("node packages into {name}/node_modules"), reason, "20 seconds");
    run(workspace.command("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// The Python of what asks the API from its description, with its packages and nobody else's.
const CONTRACT: &str = "tests/.venv";

/// The Python of the FHIR validator, likewise.
pub(crate) fn fhir_python(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fhir-python/bin/python")
}

/// Packages into a Python of their own, whatever of it the machine has besides.
fn python_packages(workspace: &Workspace, folder: &Path, wanted: &str, reason: &str) -> Result<()> {
    let (wanted, installed) = (workspace.root.join(wanted), folder.join("installed.txt"));
    let list = std::fs::read(&wanted)?;
    if std::fs::read(&installed).is_ok_and(|installed| installed == list) {
        return Ok(());
    }
    announce(
        &format!("the packages of {} into a Python of their own", wanted.display()),
        reason,
        "30 seconds",
    );
    run(workspace.command("python3", &["-m", "venv", "--clear"]).arg(folder))?;
    let python = folder.join("bin/python").display().to_string();
    let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(workspace.command(&python, &words).arg(&wanted))?;
    std::fs::write(&installed, list).with_context(|| format!("{} cannot be written", installed.display()))
}
