//! `nattoku revoke`: for a lost sheet or a wrong address.

use super::database::Database;
use super::failure::Failure;
use crate::store::{Store, invitations};
use clap::Args;

/// Ends a patient's invitations and open sessions at once. What they answered stays.
#[derive(Debug, Args)]
pub struct Revoke {
    /// The number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    #[command(flatten)]
    database: Database,
}

impl Revoke {
    /// Revokes, and says how many invitations that were.
    ///
    /// # Errors
    /// There is no such patient, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        match store.write(invitations::Revoke { patient: self.patient }).await? {
            Some(count) => {
                eprintln!("Revoked {count} invitations. Make a new one with `nattoku invite`.");
                Ok(())
            }
            None => Err(Failure::NotDone("no patient has this number. Check --patient".to_owned())),
        }
    }
}
