//! Reading and checking a catalogue's source files, as the people who write it keep them.
//!
//! Pure like the rest of the domain: the caller reads the files, this module judges their contents and
//! says for each fault where it is and what to do about it. A catalogue with a finding is never served.

mod against;
mod complete;
mod files;
pub mod language;
mod marks;
mod name;
mod negation;
mod plain;
mod report;
mod rules;
mod shape;
mod source;
mod texts;
mod wording;

use crate::catalogue::Catalogue;
use crate::change::{Change, changes};
use std::fmt;

/// One source file: its path below the catalogue's directory (with `/`) and its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Such as `provider.toml` or `programmes/registry.toml`.
    pub name: String,
    /// The whole contents.
    pub text: String,
}

/// One fault: where it is, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The place within the file, in words.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub way_out: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: {}. {}", self.place, self.problem, self.way_out)
    }
}

/// Reads a catalogue from its source files and checks every rule.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines.
pub fn read(files: &[SourceFile]) -> Result<Catalogue, Vec<Finding>> {
    read_and(files, check)
}

/// Reads a catalogue as the version that follows `old`: checks every rule, and that its author says of everything
/// that changed whether it alters what patients agreed to. Gives the catalogue with what changed.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines.
pub fn read_against(files: &[SourceFile], old: &Catalogue) -> Result<(Catalogue, Vec<Change>), Vec<Finding>> {
    let catalogue = read_and(files, |new, report| {
        check(new, report);
        against::check(old, new, &changes(old, new), report);
    })?;
    let changed = changes(old, &catalogue);
    Ok((catalogue, changed))
}

fn read_and(
    files: &[SourceFile],
    check: impl FnOnce(&Catalogue, &mut report::Report<'_>),
) -> Result<Catalogue, Vec<Finding>> {
    let mut findings = Vec::new();
    let sources = files::parse(files, &mut findings);
    let catalogue = files::assemble(&sources, &mut findings);
    if let Some(catalogue) = &catalogue {
        check(catalogue, &mut report::Report::new(&sources, &mut findings));
    }
    findings.sort();
    match catalogue {
        Some(catalogue) if findings.is_empty() => Ok(catalogue),
        _ => Err(findings),
    }
}

fn check(catalogue: &Catalogue, report: &mut report::Report<'_>) {
    let contents = texts::Contents::of(catalogue);
    complete::check(catalogue, &contents, report);
    rules::check(catalogue, report);
    wording::check(catalogue, &contents, report);
    plain::check(&contents, report);
    marks::check(catalogue, report);
}
