//! `nattoku staff`: who may use the desk's page.

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::{self, Cells};
use crate::secrets::{Token, sha256};
use crate::store::Store;
use crate::store::desk::SetStaff;
use clap::{Args, Subcommand};
use serde::Serialize;

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
    /// Lists the staff members who have one.
    List(List),
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

#[derive(Debug, Serialize)]
struct Row {
    id: String,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["id"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

pub(super) fn id(text: &str) -> Result<String, String> {
    let fits =
        !text.is_empty() && text.len() <= 64 && text == text.trim() && !text.contains(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("write 1 to 64 characters without spaces around".to_owned()) }
}

impl Staff {
    /// Adds, lists or removes.
    ///
    /// # Errors
    /// There is no such staff member, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(which) => add(which).await,
            What::List(list) => {
                list.write(list.store().await?.staff().await?.into_iter().map(|id| Row { id }))
            }
            What::Remove(Which { id, database }) => {
                let store = Store::open_existing(database.location()?).await?;
                if store.write(SetStaff { id: id.clone(), token: None }).await? {
                    eprintln!("The token of {id} does not work any more.");
                    return Ok(());
                }
                Err(Failure::NotDone(format!(
                    "no staff member \"{id}\" has a token. See `nattoku staff list`"
                )))
            }
        }
    }
}

async fn add(Which { id, database }: Which) -> Result<(), Failure> {
    let store = Store::open_existing(database.location()?).await?;
    let token = Token::long()?;
    let hash = sha256(token.as_str().as_bytes());
    let before = store.write(SetStaff { id: id.clone(), token: Some(hash) }).await?;
    output::token(&token, &id, before)
}
