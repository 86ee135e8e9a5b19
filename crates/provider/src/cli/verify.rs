//! `nattoku verify`: checks a whole ledger and names the first thing in it that is not right. Reads only, so a copy of
//! the database is enough, on any machine.

use super::database::Database;
use super::failure::Failure;
use super::output::line;
use crate::store::ledger::audit::{self, AuditError};
use crate::store::ledger::check_published;
use crate::store::{OpenError, only_read};
use clap::Args;
use indicatif::ProgressBar;
use nattoku_ledger::Trust;

/// Checks every entry, the tree over them and every signature.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
    /// A key of the ledger, noted earlier from `/api/ledger` or a receipt; several are given one by one. Without it,
    /// the keys in the database itself are believed.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,
}

impl Verify {
    /// Verifies, and says what there is.
    ///
    /// # Errors
    /// The first thing that is not right.
    pub async fn run(self) -> Result<(), Failure> {
        let location = self.database.location()?;
        if !location.may_exist() {
            return Err(OpenError::Missing(location).into());
        }
        let pool = only_read(&location)?;
        let trust = self.trust()?;
        let progress = ProgressBar::new(audit::count(&pool).await?);
        let done = audit::audit(&pool, trust, || progress.inc(1)).await;
        progress.finish_and_clear();
        let done = done?;
        let mut connection = pool.acquire().await?;
        let published = check_published(&location.ledger(), &mut connection).await;
        published.map_err(AuditError::Published)?;
        line(&format!(
            "{} entries ({} erased), {} checkpoints, root {}",
            done.entries, done.erased, done.checkpoints, done.root
        ))?;
        eprintln!("Everything fits.");
        Ok(())
    }

    /// The keys that were given, of one ledger.
    fn trust(&self) -> Result<Option<Trust>, Failure> {
        let Some(origin) = self.keys.first().and_then(|key| key.split('+').next()) else { return Ok(None) };
        let trust = Trust::new(origin, &self.keys);
        trust
            .map(Some)
            .map_err(|error| Failure::Usage(format!("--key: {error}. Give it as /api/ledger shows it")))
    }
}
