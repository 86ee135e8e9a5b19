//! Where a provider's signed files are read from: its site, or a folder of this machine.

use super::address::{Forbidden, Site};
use reqwest::Url;
use std::path::{Component, Path, PathBuf};

/// Where a provider's signed files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On its site.
    Site(Site),
    /// In a folder of this machine: what the hospital's own review body publishes needs no site.
    Folder(Folder),
}

/// A folder with the files of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    address: Url,
}

impl Place {
    /// The place that was followed, by the address that was kept of it.
    ///
    /// # Errors
    /// It is none, or one that is not gone to.
    pub fn kept(address: &str, local: bool) -> Result<Self, Forbidden> {
        let folder = Url::parse(address).ok().filter(|url| url.scheme() == "file");
        match folder.and_then(|url| url.to_file_path().ok()) {
            Some(path) => Folder::new(&path).map(Self::Folder),
            None => Site::new(address, local).map(Self::Site),
        }
    }

    /// The address to keep.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Site(site) => site.as_str(),
            Self::Folder(folder) => folder.address.as_str(),
        }
    }

    /// Whether it may be reached within the own network.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self, Self::Site(Site { local: true, .. }))
    }
}

impl Folder {
    /// The folder at an absolute path.
    ///
    /// # Errors
    /// The path is not absolute.
    pub fn new(path: &Path) -> Result<Self, Forbidden> {
        let address = Url::from_directory_path(path);
        let address = address.map_err(|()| Forbidden::NotAFolder(path.display().to_string()))?;
        Ok(Self { path: path.to_owned(), address })
    }

    /// The path of a file in it; never one outside.
    ///
    /// # Errors
    /// The path leads elsewhere.
    pub fn file(&self, path: &str) -> Result<PathBuf, Forbidden> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if inside {
            Ok(self.path.join(path))
        } else {
            Err(Forbidden::NotASite(format!("{}{path}", self.address)))
        }
    }
}
