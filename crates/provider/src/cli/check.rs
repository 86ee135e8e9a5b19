//! `nattoku check`: whether a catalogue may be served, and may follow the version that is in force.

use super::failure::Failure;
use crate::catalogue::{Published, read_old};
use clap::Args;
use nattoku_consent::Change;
use std::io::{self, Write};
use std::path::PathBuf;

/// Checks every rule a catalogue must keep; `nattoku serve` refuses one that does not pass.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder with the catalogue's source files.
    #[arg(value_name = "DIR")]
    catalogue: PathBuf,
    /// The version that it follows: a folder of source files, or the catalogue as served. What changed since must
    /// be marked as editorial or material.
    #[arg(long, value_name = "OLD")]
    against: Option<PathBuf>,
}

impl Check {
    /// Prints what was checked and, compared with another version, what changed.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn run(self) -> Result<(), Failure> {
        let Some(old) = &self.against else {
            return self.passes(&Published::read(&self.catalogue)?).map_err(Failure::Output);
        };
        let old = read_old(old)?;
        let (published, changes) = Published::read_against(&self.catalogue, &old)?;
        self.passes(&published).and_then(|()| tell(old.version, &changes)).map_err(Failure::Output)
    }

    fn passes(&self, Published { catalogue, digest, .. }: &Published) -> io::Result<()> {
        let languages: Vec<_> = catalogue.languages.iter().map(ToString::to_string).collect();
        let line = format!(
            "{}: version {} passes: {} programmes, {} questions, {} terms, in {}; digest {digest}",
            self.catalogue.display(),
            catalogue.version,
            catalogue.programmes.len(),
            catalogue.questions().count(),
            catalogue.glossary.len(),
            languages.join(", "),
        );
        writeln!(io::stdout(), "{line}")
    }
}

fn tell(since: u32, changes: &[Change]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if changes.is_empty() {
        return writeln!(out, "no question changed since version {since}");
    }
    writeln!(out, "since version {since}:")?;
    changes.iter().try_for_each(|change| writeln!(out, "  {change}"))
}
