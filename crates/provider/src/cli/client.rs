//! `nattoku client`: which hospital systems may ask by FHIR.

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::{self, Cells};
use super::staff::id;
use crate::secrets::{Token, sha256};
use crate::store::Store;
use crate::store::clients::{AddClient, EndClient};
use chrono::Utc;
use clap::{Args, Subcommand};
use nattoku_consent::time::write_instant;
use serde::Serialize;

/// Gives and takes the tokens with which hospital systems ask by FHIR.
#[derive(Debug, Args)]
pub struct Client {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a token for a system, in place of any it had, and prints it once.
    Add(Which),
    /// Lists the systems that have one.
    List(List),
    /// Takes a system's token away.
    End(Which),
}

#[derive(Debug, Args)]
struct Which {
    /// The system.
    #[arg(value_name = "NAME", value_parser = id)]
    name: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    since: String,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["name", "since"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.since.clone()]
    }
}

impl Client {
    /// Adds, lists or ends.
    ///
    /// # Errors
    /// There is no such system, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(which) => add(which).await,
            What::List(list) => {
                let clients = list.store().await?.clients().await?.into_iter();
                list.write(
                    clients.map(|client| Row { name: client.name, since: write_instant(client.since) }),
                )
            }
            What::End(Which { name, database }) => {
                let store = Store::open_existing(database.location()?).await?;
                if store.write(EndClient { name: name.clone() }).await? {
                    eprintln!("The token of {name} does not work any more.");
                    return Ok(());
                }
                let advice = "See `nattoku client list`";
                Err(Failure::NotDone(format!("no system \"{name}\" has a token. {advice}")))
            }
        }
    }
}

async fn add(Which { name, database }: Which) -> Result<(), Failure> {
    let store = Store::open_existing(database.location()?).await?;
    let token = Token::long()?;
    let hash = sha256(token.as_str().as_bytes());
    let before = store.write(AddClient { name: name.clone(), token: hash, now: Utc::now() }).await?;
    output::token(&token, &name, before)
}
