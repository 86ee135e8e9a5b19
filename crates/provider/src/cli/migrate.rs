//! `nattoku migrate`: a hospital moves from a SQLite file to PostgreSQL, with every entry and every proof.

use super::database::Database;
use super::failure::Failure;
use super::output::line;
use crate::store::location::Location;
use crate::store::migrate::migrate;
use clap::Args;
use indicatif::ProgressBar;
use std::path::PathBuf;

/// Moves everything from a SQLite file to an empty PostgreSQL database. Stop the server first.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The SQLite file. It is kept, and decides and signs nothing any more.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    to: Database,
}

impl Migrate {
    /// Moves, and says what was verified on both sides.
    ///
    /// # Errors
    /// Nothing was moved.
    pub async fn run(self) -> Result<(), Failure> {
        let (from, to) = (Location::parse(&self.from, None), self.to.location()?);
        let from = from.map_err(|error| Failure::Usage(format!("--from: {error}")))?;
        if matches!(to, Location::File(_)) {
            return Err(Failure::Usage("--database: give the address of a PostgreSQL database".to_owned()));
        }
        let progress = ProgressBar::new(0);
        let done = migrate(&from, &to, &progress).await;
        progress.finish_and_clear();
        let done = done.map_err(|error| Failure::NotDone(error.to_string()))?;
        line(&format!("{} entries, {} checkpoints, root {}", done.entries, done.checkpoints, done.root))?;
        eprintln!(
            "Both sides verify, and are the same. From now on give --database {to} and --ledger everywhere; {from} \
             decides and signs nothing any more. Keep it until the first backup of the new database."
        );
        Ok(())
    }
}
