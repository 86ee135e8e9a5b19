//! `nattoku client`: which hospital systems may ask by FHIR.

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::{self, Cells};
use super::staff::id;
use super::validity::Validity;
use crate::names::{name_of, one_of};
use crate::secrets::{Token, sha256};
use crate::store::clients::{AddClient, EndClient};
use crate::store::{self, Store};
use chrono::Utc;
use clap::{Args, Subcommand};
use nattoku_consent::time::write_instant;
use nattoku_consent::wire::SystemPurpose;
use serde::Serialize;

/// For how many days a token works where no end is given.
const DAYS: u64 = 365;

/// Gives and takes the tokens with which hospital systems ask by FHIR.
#[derive(Debug, Args)]
pub struct Client {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a token for a system, in place of any it had, and prints it once.
    Add(Add),
    /// Lists the systems that have one, since when, what for, and until when.
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

#[derive(Debug, Args)]
struct Add {
    /// What it reads records for. Every patient whose record it reads can see when and what for.
    #[arg(long, value_name = "PURPOSE", value_parser = one_of(&SystemPurpose::DECLARED))]
    purpose: SystemPurpose,
    #[command(flatten)]
    validity: Validity,
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    since: String,
    purpose: String,
    ends: String,
}

impl From<store::clients::Client> for Row {
    fn from(client: store::clients::Client) -> Self {
        Self {
            name: client.name,
            since: write_instant(client.since),
            purpose: name_of(&client.purpose),
            ends: write_instant(client.ends_at),
        }
    }
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["name", "since", "purpose", "ends"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.since.clone(), self.purpose.clone(), self.ends.clone()]
    }
}

impl Client {
    /// Adds, lists or ends.
    ///
    /// # Errors
    /// There is no such system, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(new) => add(new).await,
            What::List(list) => {
                let clients = list.store().await?.clients().await?;
                list.write(clients.into_iter().map(Row::from))
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

async fn add(Add { purpose, validity, which: Which { name, database } }: Add) -> Result<(), Failure> {
    let store = Store::open_existing(database.location()?).await?;
    let now = Utc::now();
    let ends_at = validity.ends_at(&store, DAYS, now).await?;
    let token = Token::long()?;
    let hash = sha256(token.as_str().as_bytes());
    let before = store.write(AddClient { name: name.clone(), token: hash, purpose, now, ends_at }).await?;
    output::token(&token, &name, before)?;
    eprintln!("It works until {}.", write_instant(ends_at));
    Ok(())
}
