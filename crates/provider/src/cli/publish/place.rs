//! Putting a site in its place: written beside it first, then exchanged by renaming. Signed files that the
//! version before named stay, for those who are in the middle of fetching them.

use crate::cli::failure::Failure;
use nattoku_disclosure::manifest::{MANIFEST_PATH, Manifest};
use nattoku_disclosure::publish::SiteFile;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A site that is complete and not in its place yet.
pub(super) struct Ready {
    folder: TempDir,
    to: PathBuf,
}

/// Writes a site beside its place.
///
/// # Errors
/// What stands in its place is no site, or a file cannot be written.
pub(super) fn prepare(to: &Path, files: &[SiteFile], before: Option<&Manifest>) -> Result<Ready, Failure> {
    let failed = |error| Failure::file(to, error);
    if is_something_else(to) {
        let why = "there are files in it that are no site. Name an empty folder, or one that does not exist";
        return Err(Failure::NotDone(format!("{}: {why}", to.display())));
    }
    let beside =
        to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(beside).map_err(failed)?;
    let folder = tempfile::Builder::new().prefix(".nattoku-site-").tempdir_in(beside).map_err(failed)?;
    let new = folder.path().join("new");
    for file in files {
        write(&new.join(&file.path), &file.bytes)?;
    }
    let signed = before.into_iter().flat_map(|manifest| &manifest.feeds).flat_map(|feed| &feed.parts);
    for path in signed.map(|part| part.signed.as_str()) {
        let (old, kept) = (to.join(path), new.join(path));
        if old.exists() && !kept.exists() {
            fs::copy(&old, &kept).map_err(|error| Failure::file(&kept, error))?;
        }
    }
    Ok(Ready { folder, to: to.to_owned() })
}

impl Ready {
    /// Exchanges what stands there for it.
    ///
    /// # Errors
    /// A folder cannot be renamed; then what stood there stands there again.
    pub(super) fn swap(self) -> Result<(), Failure> {
        let Self { folder, to } = self;
        let (new, old) = (folder.path().join("new"), folder.path().join("old"));
        let was_there = match fs::rename(&to, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(Failure::file(&to, error)),
        };
        let Err(error) = fs::rename(&new, &to) else { return Ok(()) };
        if was_there && fs::rename(&old, &to).is_err() {
            // Nothing of it is removed when there is nothing else left.
            let kept = folder.keep();
            let why = format!("{error}; what was there is now in {}", kept.display());
            return Err(Failure::file(&to, io::Error::other(why)));
        }
        Err(Failure::file(&to, error))
    }
}

fn is_something_else(to: &Path) -> bool {
    let has_files = fs::read_dir(to).is_ok_and(|mut files| files.next().is_some());
    has_files && !to.join(MANIFEST_PATH).exists()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
