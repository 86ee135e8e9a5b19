//! The texts of the repository: everything that is, or is about to be, under version control.

use crate::workspace::{Workspace, output};
use anyhow::Result;

/// A text file.
pub(super) struct Text {
    /// Its path from the root.
    pub(super) path: String,
    /// What it says.
    pub(super) text: String,
}

/// All of them.
pub(super) struct Tree(pub(super) Vec<Text>);

impl Tree {
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let list = ["-c", "core.quotePath=off", "ls-files", "--cached", "--others", "--exclude-standard"];
        let paths = output(&mut workspace.command("git", &list))?;
        let read = |path: &str| {
            // A picture is no text, and a file may be deleted but not yet committed so.
            let text = std::fs::read_to_string(workspace.root.join(path)).ok()?;
            Some(Text { path: path.to_owned(), text })
        };
        Ok(Self(paths.lines().filter_map(read).collect()))
    }

    /// The files below a folder whose names end in a certain way.
    pub(super) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a Text> {
        self.0.iter().filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
    }
}
