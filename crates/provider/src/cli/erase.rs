//! `nattoku erase`: what is personal of a patient goes for good, and every proof stays (A30).

use super::database::Database;
use super::failure::Failure;
use crate::store::Store;
use crate::store::erase::{Erase as Work, Erased};
use clap::Args;

/// Erases what is personal of a patient, for good. Nothing of theirs is permitted any more.
#[derive(Debug, Args)]
pub struct Erase {
    /// The number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    /// Erases although their no has not reached everybody yet; nobody can tell them then.
    #[arg(long)]
    leave_letters: bool,
    #[command(flatten)]
    database: Database,
}

impl Erase {
    /// Erases, and says what stays.
    ///
    /// # Errors
    /// There is no such patient, somebody must still be told, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        match store.write(Work { patient: self.patient, leave_letters: self.leave_letters }).await? {
            Erased::Entries(count) => eprintln!("{count} entries are erased. {STAYS}"),
            Erased::NoPatient => {
                return Err(Failure::NotDone("no patient has this number. Check --patient".to_owned()));
            }
            Erased::Untold(count) => {
                return Err(Failure::NotDone(format!(
                    "{count} of those who hold their data have not been told of their no. Tell them and report it \
                     with `nattoku outbox report` first, or give --leave-letters. Nothing was erased"
                )));
            }
        }
        if !store.empty_log().await? {
            eprintln!(
                "Somebody still reads the database, so the file ending in -wal may hold what was erased. It goes \
                 when the server is started again."
            );
        }
        Ok(())
    }
}

const STAYS: &str = "What stays: the entries' numbers, instants and digests, from which nothing can be read; how many \
    people's data were given to whom; the name in another patient's record, if they acted for them. Receipts of \
    everybody else still hold. Copies made before hold what was erased: treat them as docs/operating.md says.";
