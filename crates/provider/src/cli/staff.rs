//! `nattoku staff`: who may use the desk's page.

use super::database::Database;
use super::failure::Failure;
use super::output::line;
use crate::secrets::{Token, sha256};
use crate::store::Store;
use crate::store::desk::SetStaff;
use clap::{Args, Subcommand};

/// Gives and takes the tokens with which staff use the desk's page.
#[derive(Debug, Args)]
pub struct Staff {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a token for a staff member, in place of any they had, and prints it once.
    Add(Which),
    /// Takes a staff member's token away. What they recorded stays theirs.
    Remove(Which),
}

#[derive(Debug, Args)]
struct Which {
    /// The staff member, as the entries will name them.
    #[arg(long, value_name = "ID", value_parser = id)]
    id: String,
    #[command(flatten)]
    database: Database,
}

pub(super) fn id(text: &str) -> Result<String, String> {
    let fits =
        !text.is_empty() && text.len() <= 64 && text == text.trim() && !text.contains(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("write 1 to 64 characters without spaces around".to_owned()) }
}

impl Staff {
    /// Adds or removes.
    ///
    /// # Errors
    /// There is no such staff member, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(Which { id, database }) => {
                let store = Store::open_existing(database.location()?).await?;
                let token = Token::long()?;
                let hash = sha256(token.as_str().as_bytes());
                let before = store.write(SetStaff { id: id.clone(), token: Some(hash) }).await?;
                line(token.as_str())?;
                let earlier = if before { " The one before does not work any more." } else { "" };
                eprintln!("This is the token of {id}. It is shown only now and kept nowhere.{earlier}");
                Ok(())
            }
            What::Remove(Which { id, database }) => {
                let store = Store::open_existing(database.location()?).await?;
                if store.write(SetStaff { id: id.clone(), token: None }).await? {
                    eprintln!("The token of {id} does not work any more.");
                    return Ok(());
                }
                Err(Failure::NotDone(format!("no staff member \"{id}\" has a token. Check --id")))
            }
        }
    }
}
