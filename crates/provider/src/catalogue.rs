//! A catalogue on its way from its source files to the bytes that are served. Its digest names these
//! exact bytes, and with them the exact words that a patient sees.

use crate::secrets::{hex, sha256};
use nattoku_consent::authoring::{self, Finding, SourceFile};
use nattoku_consent::{Catalogue, Change, Digest};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A checked catalogue, with the bytes that are served and their digest.
#[derive(Debug, Clone)]
pub struct Published {
    /// The SHA-256 of `body`.
    pub digest: Digest,
    /// What it says.
    pub catalogue: Catalogue,
    /// What is served.
    pub body: Vec<u8>,
}

/// Why there is no catalogue to serve.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file or folder cannot be read.
    #[error("{path}: {source}. Check that the folder given as catalogue is there and readable")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// There are no source files.
    #[error("{0} holds no .toml file. Give the folder with the catalogue's source files")]
    Empty(String),
    /// The files do not pass.
    #[error("{}", list(.0))]
    Findings(Vec<Finding>),
    /// The version to compare with does not pass today's rules, or is no catalogue.
    #[error(
        "the version to compare with, {path}: {problem}. Give the catalogue as it is served, \
         from /api/catalogue, or a folder of source files that passes"
    )]
    Old {
        /// Where it was looked for.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The bytes to serve cannot be made.
    #[error("the catalogue cannot be written as JSON: {0}")]
    Unwritable(#[from] serde_json::Error),
}

fn list(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    let count = findings.len();
    let things = if count == 1 { "thing" } else { "things" };
    format!("{}\n{count} {things} to put right before this catalogue can be served", lines.join("\n"))
}

impl Published {
    /// What is served of a catalogue.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn new(catalogue: Catalogue) -> Result<Self, serde_json::Error> {
        let body = serde_json::to_vec(&catalogue)?;
        let digest = Digest::try_from(hex(&sha256(&body))).map_err(serde::ser::Error::custom)?;
        Ok(Self { digest, catalogue, body })
    }

    /// Reads and checks the catalogue in a folder: every `.toml` file in it and below.
    ///
    /// # Errors
    /// A file cannot be read, or the catalogue does not pass.
    pub fn read(folder: &Path) -> Result<Self, CatalogueError> {
        let files = source_files(folder)?;
        let catalogue = authoring::read(&files).map_err(CatalogueError::Findings)?;
        Ok(Self::new(catalogue)?)
    }

    /// Reads and checks the catalogue in a folder as the version that follows `old`, and says what changed.
    ///
    /// # Errors
    /// A file cannot be read, the catalogue does not pass, or a change is not told as what it is.
    pub fn read_against(folder: &Path, old: &Catalogue) -> Result<(Self, Vec<Change>), CatalogueError> {
        let files = source_files(folder)?;
        let (catalogue, changes) = authoring::read_against(&files, old).map_err(CatalogueError::Findings)?;
        Ok((Self::new(catalogue)?, changes))
    }
}

/// Reads a catalogue to compare with: a folder of source files, or a file as served.
///
/// # Errors
/// It cannot be read, or is no catalogue.
pub fn read_old(path: &Path) -> Result<Catalogue, CatalogueError> {
    let old = |problem: String| CatalogueError::Old { path: path.display().to_string(), problem };
    if path.is_dir() {
        return Published::read(path)
            .map(|published| published.catalogue)
            .map_err(|error| old(error.to_string()));
    }
    let body = fs::read(path).map_err(|error| old(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| old(error.to_string()))
}

fn source_files(folder: &Path) -> Result<Vec<SourceFile>, CatalogueError> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    if paths.is_empty() {
        return Err(CatalogueError::Empty(folder.display().to_string()));
    }
    paths.sort();
    let (mut files, mut findings) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let bytes = fs::read(&path).map_err(|source| unreadable(&path, source))?;
        match String::from_utf8(bytes) {
            Ok(text) => files.push(SourceFile { name, text }),
            Err(error) => findings.push(not_utf8(name, &error)),
        }
    }
    if findings.is_empty() { Ok(files) } else { Err(CatalogueError::Findings(findings)) }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), CatalogueError> {
    let entries = fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, source: io::Error) -> CatalogueError {
    CatalogueError::Unreadable { path: path.display().to_string(), source }
}

fn not_utf8(file: String, error: &std::string::FromUtf8Error) -> Finding {
    let readable = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    Finding {
        file,
        line: Some(readable.iter().filter(|byte| **byte == b'\n').count() + 1),
        place: "file".to_owned(),
        problem: "these bytes are not UTF-8 text".to_owned(),
        way_out: "Save the file as UTF-8".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(folder: &Path) -> Vec<Finding> {
        match Published::read(folder) {
            Err(CatalogueError::Findings(findings)) => findings,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_folder_without_sources_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Published::read(folder.path()), Err(CatalogueError::Empty(_))));
        assert!(matches!(Published::read(Path::new("/nowhere")), Err(CatalogueError::Unreadable { .. })));
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("programmes")).unwrap();
        fs::write(folder.path().join("programmes/one.toml"), b"a = 1\nb = \"\x93\xfa\"\n").unwrap();
        let findings = findings(folder.path());
        assert_eq!((findings[0].file.as_str(), findings[0].line), ("programmes/one.toml", Some(2)));
    }

    #[test]
    fn a_malformed_catalogue_is_refused_with_findings() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("catalogue.toml"), "version = \"one\"\n").unwrap();
        assert!(!findings(folder.path()).is_empty());
    }
}
