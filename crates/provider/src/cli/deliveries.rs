//! `nattoku outbox deliveries` and `nattoku outbox again`: how far portals and the FHIR server have been told, and
//! sending once more what one of them would not take.

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::Cells;
use crate::store::Store;
use crate::store::deliveries::SendAgain;
use crate::store::progress::Progress;
use crate::store::target::TargetName;
use clap::Args;
use serde::Serialize;

/// How far each portal, and the FHIR server, has been told, and what it would not take.
#[derive(Debug, Args)]
pub struct Deliveries {
    #[command(flatten)]
    list: List,
}

/// Sends once more everything that a portal, or the FHIR server, would not take; a running server does so at once.
#[derive(Debug, Args)]
pub struct Again {
    /// Which portal; the FHIR server is `fhir:NAME`, as it is listed.
    #[arg(long, value_name = "NAME")]
    portal: TargetName,
    #[command(flatten)]
    database: Database,
}

/// A portal, or something it would not take.
#[derive(Debug, Serialize)]
struct Row {
    portal: String,
    /// `told` up to this entry, or `laid-aside`.
    state: &'static str,
    entry: u64,
    waiting: Option<u64>,
    reason: Option<String>,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["portal", "state", "entry", "waiting", "reason"];

    fn cells(&self) -> Vec<String> {
        let waiting = self.waiting.map(|count| count.to_string()).unwrap_or_default();
        let reason = self.reason.clone().unwrap_or_default();
        vec![self.portal.clone(), self.state.to_owned(), self.entry.to_string(), waiting, reason]
    }
}

fn rows(progress: Progress) -> impl Iterator<Item = Row> {
    let Progress { target, entry, waiting, laid_aside } = progress;
    let told = Row { portal: target.clone(), state: "told", entry, waiting: Some(waiting), reason: None };
    let laid_aside = laid_aside.into_iter().map(move |(entry, reason)| Row {
        portal: target.clone(),
        state: "laid-aside",
        entry,
        waiting: None,
        reason: Some(reason),
    });
    std::iter::once(told).chain(laid_aside)
}

impl Deliveries {
    /// Lists them.
    ///
    /// # Errors
    /// The database cannot be read, or the output not written.
    pub async fn run(self) -> Result<(), Failure> {
        let Self { list } = self;
        list.write(list.store().await?.progress().await?.into_iter().flat_map(rows))
    }
}

impl Again {
    /// Marks them, and says how many.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let marked = store.write(SendAgain { target: self.portal }).await?;
        eprintln!("{marked} are sent once more.");
        Ok(())
    }
}
