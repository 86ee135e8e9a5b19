//! Every catalogue that somebody may have answered to.

use super::Catalogue;
use crate::id::Digest;
use crate::table::Table;
use std::sync::Arc;

/// The catalogue in force and every earlier one that somebody answered to.
#[derive(Debug, Clone)]
pub struct Catalogues {
    current_digest: Digest,
    current: Arc<Catalogue>,
    earlier: Table<Digest, Arc<Catalogue>>,
}

impl Catalogues {
    /// Starts with the catalogue in force.
    #[must_use]
    pub fn new(digest: Digest, catalogue: impl Into<Arc<Catalogue>>) -> Self {
        Self { current_digest: digest, current: catalogue.into(), earlier: Table::default() }
    }

    /// Adds an earlier catalogue.
    #[must_use]
    pub fn with_earlier(mut self, digest: Digest, catalogue: impl Into<Arc<Catalogue>>) -> Self {
        self.earlier.insert(digest, catalogue.into());
        self
    }

    /// The digest of the catalogue in force.
    #[must_use]
    pub const fn current_digest(&self) -> &Digest {
        &self.current_digest
    }

    /// The catalogue in force.
    #[must_use]
    pub const fn current(&self) -> &Arc<Catalogue> {
        &self.current
    }

    /// The catalogue of a digest, where it is known.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<&Catalogue> {
        if *digest == self.current_digest {
            Some(&self.current)
        } else {
            self.earlier.get(digest).map(Arc::as_ref)
        }
    }

    /// Every catalogue there is, the earlier ones first.
    pub fn iter(&self) -> impl Iterator<Item = (&Digest, &Catalogue)> {
        let earlier = self.earlier.iter().map(|(digest, catalogue)| (digest, catalogue.as_ref()));
        earlier.chain(std::iter::once((&self.current_digest, &*self.current)))
    }
}
