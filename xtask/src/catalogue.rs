//! The sample hospital's catalogue, as the server would serve it.

use crate::workspace::Workspace;
use anyhow::{Result, bail};
use nattoku_consent::Catalogue;
use nattoku_consent::authoring::{SourceFile, read};
use std::fs;

/// Where the sample hospital lies.
pub(crate) const SAMPLE: &str = "examples/hospital";

/// Reads and checks it.
pub(crate) fn sample(workspace: &Workspace) -> Result<Catalogue> {
    let root = workspace.root.join(SAMPLE);
    let mut files = Vec::new();
    for folder in ["", "programmes/"] {
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            if name.ends_with(".toml") {
                files.push(SourceFile { name, text: fs::read_to_string(entry.path())? });
            }
        }
    }
    read(&files).or_else(|findings| {
        let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
        bail!("{SAMPLE} does not pass:\n{}", lines.join("\n"))
    })
}
