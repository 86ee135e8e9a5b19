//! Which database a command works on.

use super::failure::Failure;
use crate::store::location::Location;
use clap::Args;
use std::path::PathBuf;

/// The database, and where what signs its ledger is kept.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// The database: a SQLite file, or the address of a PostgreSQL database (postgres://USER@HOST/NAME).
    #[arg(long, value_name = "FILE or ADDRESS")]
    database: PathBuf,
    /// For PostgreSQL: the folder on this machine with the key that signs the ledger. That of a file is beside it.
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
}

impl Database {
    /// Where it is.
    ///
    /// # Errors
    /// The options do not fit together.
    pub fn location(&self) -> Result<Location, Failure> {
        Location::parse(&self.database, self.ledger.as_deref())
            .map_err(|error| Failure::Usage(error.to_string()))
    }
}
