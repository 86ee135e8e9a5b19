//! The elements for portals: `cargo xtask embed` writes what follows from their contract, builds the module and packs it.
//!
//! Needs npm; nothing of it is needed to build or run the server.

pub(crate) mod contract;

use crate::workspace::{Workspace, run, step};
use crate::{packages, setup};
use anyhow::Result;
use std::fs;

/// Builds the module into `embed/dist`, with its hashes and its package.
///
/// # Errors
/// The module does not fit its types, or is above its size.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    packages::install_one(workspace, "npm")?;
    for generated in contract::generated(workspace)? {
        fs::write(workspace.root.join(generated.path), generated.text)?;
    }
    setup::node_packages(workspace, "embed", "the module is made of TypeScript")?;
    step("Building the elements", || {
        run(workspace.command("npm", &["run", "--silent", "build"]).current_dir(workspace.root.join("embed")))
    })
}
