//! `nattoku ledger`: the key under which the ledger is signed.

use super::database::Database;
use super::failure::Failure;
use super::output::line;
use crate::store::Store;
use chrono::Utc;
use clap::{Args, Subcommand};

/// Looks after the key under which the ledger is signed.
#[derive(Debug, Args)]
pub struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a new key: what is recorded from now on is signed by it. Receipts from before stay good.
    NewKey(NewKey),
}

#[derive(Debug, Args)]
struct NewKey {
    #[command(flatten)]
    database: Database,
}

impl Ledger {
    /// Makes the new key and prints its public part.
    ///
    /// # Errors
    /// It cannot be written, or the database is not the one last published from.
    pub async fn run(self) -> Result<(), Failure> {
        let What::NewKey(NewKey { database }) = self.what;
        let key = Store::new_ledger_key(database.location()?, Utc::now()).await?;
        line(&key)?;
        eprintln!(
            "A server that runs signs with the key before until it is started again. Make a copy of the folder now."
        );
        Ok(())
    }
}
