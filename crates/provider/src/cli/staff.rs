//! `nattoku staff`: who may use the desk's page.

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::{self, Cells};
use super::validity::Validity;
use crate::names::one_of;
use crate::secrets::{Token, sha256};
use crate::store::Store;
use crate::store::staff::{AddStaff, RemoveStaff, Right, StaffMember, written};
use chrono::Utc;
use clap::{Args, Subcommand};
use nattoku_consent::time::write_instant;
use serde::Serialize;

/// For how many days a token works where no end is given.
const DAYS: u64 = 90;

/// Gives and takes the tokens with which staff use the desk's page.
#[derive(Debug, Args)]
pub struct Staff {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a token for a staff member, in place of any they had, and prints it once.
    Add(Add),
    /// Lists the staff members who have one, until when, and with which rights.
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

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    which: Which,
    /// What the token opens; give it once for each right. If not given: look and record.
    #[arg(long = "right", value_name = "RIGHT", value_parser = one_of(&Right::ALL))]
    rights: Vec<Right>,
    #[command(flatten)]
    validity: Validity,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    ends: String,
    rights: String,
}

impl From<StaffMember> for Row {
    fn from(member: StaffMember) -> Self {
        Self { id: member.id, ends: write_instant(member.ends_at), rights: written(&member.rights) }
    }
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["id", "ends", "rights"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.clone(), self.ends.clone(), self.rights.clone()]
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
            What::Add(new) => add(new).await,
            What::List(list) => list.write(list.store().await?.staff().await?.into_iter().map(Row::from)),
            What::Remove(Which { id, database }) => {
                let store = Store::open_existing(database.location()?).await?;
                if store.write(RemoveStaff { id: id.clone() }).await? {
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

async fn add(Add { which: Which { id, database }, rights, validity }: Add) -> Result<(), Failure> {
    let store = Store::open_existing(database.location()?).await?;
    let rights = if rights.is_empty() { vec![Right::Look, Right::Record] } else { rights };
    let ends_at = validity.ends_at(&store, DAYS, Utc::now()).await?;
    let member = StaffMember { id: id.clone(), ends_at, rights: rights.into_iter().collect() };
    let token = Token::long()?;
    let hash = sha256(token.as_str().as_bytes());
    let opens = written(&member.rights);
    let before = store.write(AddStaff { member, token: hash }).await?;
    output::token(&token, &id, before)?;
    eprintln!("It works until {}, for: {opens}.", write_instant(ends_at));
    Ok(())
}
