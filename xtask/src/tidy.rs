//! The rules of the house, checked: `cargo xtask tidy`, and as a test.

mod arrows;
mod layers;
mod licences;
mod marks;
mod messages;
mod references;
mod rust;
mod tree;

use crate::embed::contract;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use tree::Tree;

/// Checks every rule.
///
/// # Errors
/// Each breach, with its place and what to do.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let breaches = breaches(workspace)?;
    for breach in &breaches {
        eprintln!("{breach}");
    }
    match breaches.len() {
        0 => Ok(()),
        count => bail!("{count} things to tidy"),
    }
}

fn breaches(workspace: &Workspace) -> Result<Vec<String>> {
    let tree = Tree::read(workspace)?;
    let metadata = workspace.metadata(&[])?;
    let mut breaches = arrows::check(&metadata);
    breaches.extend(licences::check(&metadata));
    breaches.extend(layers::check(&tree));
    breaches.extend(rust::check(&tree)?);
    breaches.extend(messages::check(&tree)?);
    breaches.extend(marks::check(&tree));
    breaches.extend(references::check(&tree));
    breaches.extend(contract::breaches(workspace)?);
    Ok(breaches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_tidy() {
        let breaches = breaches(&Workspace::find().unwrap()).unwrap();
        assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
    }
}
