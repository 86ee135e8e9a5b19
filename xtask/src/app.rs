//! Builds the app into `dist/`, unless nothing it is made of has changed.

use crate::setup;
use crate::workspace::{Workspace, run, step};
use anyhow::Result;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::{fs, io};

/// What the app is compiled for.
const WASM: &str = "wasm32-unknown-unknown";

/// The programs it consists of.
const PROGRAMS: [&str; 4] = ["nattoku-app", "nattoku-disclosures", "nattoku-record", "nattoku-proof"];

/// Everything the app is made of.
const SOURCES: [&str; 16] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/consent/Cargo.toml",
    "crates/consent/src",
    "crates/disclosure/Cargo.toml",
    "crates/disclosure/src",
    "crates/ledger/Cargo.toml",
    "crates/ledger/src",
    "index.html",
    "locales",
    "page",
    "rust-toolchain.toml",
    "src",
    "styles",
    ".cargo",
];

/// Builds the app for release.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    setup::for_app(workspace)?;
    let stamp = workspace.target.join("xtask").join("app.stamp");
    let is_of =
        |sources: &str| -> Result<String> { Ok(format!("{sources} {}", fingerprint(workspace, &["dist"])?)) };
    // Taken before the build: what changes during it is built the next time.
    let sources = fingerprint(workspace, &SOURCES)?;
    let wanted = is_of(&sources)?;
    if fs::read_to_string(&stamp).is_ok_and(|built| built == wanted) {
        return Ok(());
    }
    step("Compiling the app for WebAssembly (about 2 minutes the first time)", || {
        let bins = PROGRAMS.map(|name| ["--bin", name]).concat();
        run(&mut workspace
            .cargo(&[&["build", "--locked", "--profile", "app", "--target", WASM], &bins[..]].concat()))
    })?;
    step("Making its pages (about a minute the first time)", || {
        let programs = workspace.target.join(WASM).join("app");
        let make = ["run", "--quiet", "--locked", "--features", "prerender", "--bin", "prerender", "--"];
        run(workspace.cargo(&make).arg(programs).arg(workspace.root.join("dist")))
    })?;
    fs::create_dir_all(workspace.target.join("xtask"))?;
    // With the result: one that was touched is built again, too.
    Ok(fs::write(stamp, is_of(&sources)?)?)
}

fn fingerprint(workspace: &Workspace, paths: &[&str]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    paths.iter().try_for_each(|path| hash(&workspace.root.join(path), &mut hasher))?;
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        entries.iter().try_for_each(|entry| hash(entry, hasher))
    } else if path.exists() {
        fs::read(path)?.hash(hasher);
        Ok(())
    } else {
        Ok(())
    }
}
