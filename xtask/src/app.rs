//! Builds the app into `dist/`, unless nothing it is made of has changed.

use crate::setup;
use crate::workspace::{Workspace, run, step};
use anyhow::Result;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::{fs, io};

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
    step("Building the app (about 3 minutes the first time)", || {
        // Trunk reads this variable as its option --no-color, which takes true or false only.
        run(workspace.command("trunk", &["build", "--release"]).env_remove("NO_COLOR"))
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
