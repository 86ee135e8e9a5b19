//! Why a command was not done, in words for the person at the keyboard.

use super::table::Faults;
use crate::catalogue::CatalogueError;
use crate::deliver::fhir::config::ConfigError;
use crate::deliver::key::KeyError;
use crate::desk::{NotRecorded, Refusal};
use crate::portal::PortalsError;
use crate::provider::StartError;
use crate::store::OpenError;
use crate::store::catalogues::CatalogueRefused;
use crate::store::ledger::audit::AuditError;
use crate::store::writer::WriteError;
use crate::texts::TextsError;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    NotDone(String),
    #[error("the catalogue does not pass:\n{0}")]
    Catalogue(#[from] CatalogueError),
    #[error("{0}. Nothing was done")]
    CatalogueRefused(#[from] CatalogueRefused),
    #[error("{0}\nNothing was imported. Correct these rows and run the command again")]
    Rows(#[from] Faults),
    #[error("{0}\nNothing was imported. Correct these places and run the command again")]
    Sheet(#[from] crate::sheet::Unreadable),
    #[error("{0}\nNothing was published. Correct these entries and run the command again")]
    Findings(String),
    #[error("{0}. Nothing was published")]
    Unpublishable(#[from] nattoku_disclosure::publish::Unpublishable),
    #[error(transparent)]
    Meaningless(#[from] crate::permitted::Meaningless),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{0}. Nothing was recorded; run the command again")]
    Write(#[from] WriteError),
    #[error("{0}. Nothing was recorded")]
    Refused(#[from] Refusal),
    #[error(
        "the ledger does not verify: {0}. Keep this file as it is, and bring back a good copy, as docs/operating.md says"
    )]
    Audit(#[from] AuditError),
    #[error("the database cannot be read: {0}. Check the file given as --database")]
    Read(#[from] sqlx::Error),
    #[error("the output cannot be written: {0}")]
    Output(io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    WebhookKey(#[from] KeyError),
    #[error(transparent)]
    Portals(#[from] PortalsError),
    #[error(transparent)]
    FhirServer(#[from] ConfigError),
    #[error(transparent)]
    Texts(#[from] TextsError),
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    #[error("the operating system has no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl From<NotRecorded> for Failure {
    fn from(error: NotRecorded) -> Self {
        match error {
            NotRecorded::Refused(refusal) => Self::Refused(refusal),
            NotRecorded::Write(error) => Self::Write(error),
            NotRecorded::Read(error) => Self::Read(error),
        }
    }
}

impl Failure {
    /// A file that cannot be read or written.
    #[must_use]
    pub fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    /// The code the program ends with.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Meaningless(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
