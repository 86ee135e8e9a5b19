//! `nattoku import recipients|outcomes|reviews`: a society's spreadsheet becomes the list it publishes.

use super::failure::Failure;
use crate::sheet::{self, FromRow};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A spreadsheet, and how it is read.
#[derive(Debug, Args)]
pub struct Register {
    /// The spreadsheet: .xlsx, .ods or .csv in UTF-8.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file that says which column says what.
    #[arg(long, value_name = "MAP.toml")]
    mapping: PathBuf,
    /// The folder of what is published; the list is written there.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

impl Register {
    /// Reads every row and writes the list, or names every row that cannot be read.
    ///
    /// # Errors
    /// A row cannot be read, or the list cannot be written; then nothing was.
    pub fn import<T: FromRow>(&self, name: &str) -> Result<(), Failure> {
        let entries: Vec<T> = sheet::read(&self.file, &self.mapping)?;
        let to = self.into.join(format!("{name}.json"));
        let mut json =
            serde_json::to_vec_pretty(&entries).map_err(|error| Failure::file(&to, error.into()))?;
        json.push(b'\n');
        write_whole(&to, &json)?;
        eprintln!("{}: {} entries.", to.display(), entries.len());
        Ok(())
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// It cannot be written; what was there before stays.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    readable_by_all(&file).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file is its owner's only; what is published is everybody's.
#[cfg(unix)]
fn readable_by_all(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
