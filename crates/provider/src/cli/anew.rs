//! `--anew`: registering somebody again whose number was erased, because they ask for it themselves (A35).

use super::failure::Failure;
use crate::store::registration::RegistrationError;
use clap::Args;
use std::collections::BTreeSet;
use std::path::Path;

/// How many rows are named.
const LISTED: usize = 50;

/// Which erased numbers are registered anew. Each is named, so that no file that comes every night does it.
#[derive(Debug, Clone, Default, Args)]
pub struct Anew {
    /// A number that was erased, and whose person decides anew: what they refused before is not known any more. The
    /// ledger records that they were registered anew. Several are given one by one.
    #[arg(long = "anew", value_name = "ID")]
    numbers: Vec<String>,
}

impl Anew {
    /// The numbers.
    #[must_use]
    pub fn numbers(&self) -> BTreeSet<String> {
        self.numbers.iter().cloned().collect()
    }
}

/// Says why nobody of a file was registered, and names the rows of those whose number was erased.
#[must_use]
pub fn refused(file: &Path, error: &RegistrationError) -> Failure {
    let RegistrationError::Erased(numbers) = error else {
        return Failure::Usage(error.to_string());
    };
    let lines = rows_of(file, numbers).unwrap_or_default();
    let more = lines.len().saturating_sub(LISTED);
    let mut text: Vec<_> = lines.into_iter().take(LISTED).collect();
    if more > 0 {
        text.push(format!("and {more} more rows"));
    }
    text.push(format!("{error}. Nothing was imported"));
    Failure::NotDone(text.join("\n"))
}

/// The rows of a file that name one of these patients.
fn rows_of(file: &Path, numbers: &[String]) -> Option<Vec<String>> {
    let bytes = std::fs::read(file).ok()?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let column = reader.headers().ok()?.iter().position(|name| name == "patient")?;
    let rows = reader.records().flatten().filter_map(|row| {
        let number = row.get(column).filter(|number| numbers.iter().any(|erased| erased == number))?;
        let line = row.position().map_or(0, csv::Position::line);
        Some(format!("{}:{line}: column patient: {number} was erased", file.display()))
    });
    Some(rows.collect())
}
