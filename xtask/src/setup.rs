//! Installs what building and testing need and the machine lacks, each with its reason and expected time.

use crate::packages;
use crate::workspace::{Workspace, output, run};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

const WASM: &str = "wasm32-unknown-unknown";
/// Later versions ask for a later compiler.
const TRUNK: &str = "0.21.14";

/// What building the app needs.
pub(crate) fn for_app(workspace: &Workspace) -> Result<()> {
    wasm_target(workspace)?;
    trunk(workspace)?;
    wasm_bindgen(workspace)
}

/// What the tests need.
pub(crate) fn for_tests(workspace: &Workspace) -> Result<()> {
    for_app(workspace)?;
    packages::install(workspace)?;
    node_packages(workspace)?;
    python_packages(workspace)
}

pub(crate) fn announce(what: &str, reason: &str, time: &str) {
    eprintln!("Installing {what}: {reason}. This takes about {time}, once.");
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

fn trunk(workspace: &Workspace) -> Result<()> {
    if has_version(workspace, "trunk", TRUNK) {
        return Ok(());
    }
    announce(&format!("trunk {TRUNK}"), "it puts the app and its pages together", "10 minutes");
    run(&mut workspace.cargo(&["install", "trunk", "--version", TRUNK, "--locked"]))
}

/// The tool must be of the library's very version: the two speak a private language.
fn wasm_bindgen(workspace: &Workspace) -> Result<()> {
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let after = lock.split("name = \"wasm-bindgen\"\nversion = \"").nth(1);
    let version = after.and_then(|rest| rest.split('"').next()).context("Cargo.lock names wasm-bindgen")?;
    if has_version(workspace, "wasm-bindgen", version) {
        return Ok(());
    }
    announce(&format!("wasm-bindgen {version}"), "it joins the app to the browser", "3 minutes");
    // Not --locked: the tool's own lock file names a crate version that is no longer there.
    run(&mut workspace.cargo(&["install", "wasm-bindgen-cli", "--version", version]))
}

fn has_version(workspace: &Workspace, program: &str, version: &str) -> bool {
    let said = output(&mut workspace.command(program, &["--version"]));
    said.is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

fn node_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("tests");
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
    announce("node packages into tests/node_modules", "the journeys are driven by Playwright", "20 seconds");
    run(workspace.command("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// The Python of the FHIR validator, with its packages and nobody else's.
pub(crate) fn python(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fhir-python/bin/python")
}

fn python_packages(workspace: &Workspace) -> Result<()> {
    let wanted = workspace.root.join("tests/fhir/requirements.txt");
    let python = python(workspace);
    let installed = workspace.target.join("fhir-python/requirements.txt");
    let list = std::fs::read(&wanted)?;
    if python.exists() && std::fs::read(&installed).is_ok_and(|installed| installed == list) {
        return Ok(());
    }
    let reason = "a second program that judges what is written in FHIR";
    announce("fhir.resources into a Python of its own", reason, "30 seconds");
    let folder = workspace.target.join("fhir-python").display().to_string();
    run(&mut workspace.command("python3", &["-m", "venv", "--clear", &folder]))?;
    let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(workspace.command(&python.display().to_string(), &words).arg(&wanted))?;
    std::fs::write(&installed, list).with_context(|| format!("{} cannot be written", installed.display()))
}
