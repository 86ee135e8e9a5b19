//! A list of what stands in a database: what every such command is told, and how it writes its rows.

use super::database::Database;
use super::failure::Failure;
use super::output::{Cells, Format, Output};
use crate::store::Store;
use clap::Args;

/// Of which database, and how rows are written.
#[derive(Debug, Args)]
pub struct List {
    /// How rows are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl List {
    /// The database.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    pub async fn store(&self) -> Result<Store, Failure> {
        Ok(Store::open_existing(self.database.location()?).await?)
    }

    /// Writes the rows to stdout.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write<R: Cells>(&self, rows: impl IntoIterator<Item = R>) -> Result<(), Failure> {
        let mut output = Output::new::<R>(self.format, std::io::stdout().lock())?;
        rows.into_iter().try_for_each(|row| output.row(&row))?;
        output.finish()
    }
}
