//! `nattoku check`: whether a catalogue may be served.

use super::failure::Failure;
use crate::catalogue::Published;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Checks every rule a catalogue must keep; `nattoku serve` refuses one that does not pass.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder with the catalogue's source files.
    #[arg(value_name = "DIR")]
    catalogue: PathBuf,
}

impl Check {
    /// Prints what was checked.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn run(self) -> Result<(), Failure> {
        let Published { catalogue, digest, .. } = Published::read(&self.catalogue)?;
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
        writeln!(std::io::stdout(), "{line}").map_err(Failure::Output)
    }
}
