//! `nattoku proxy`: who may act for a patient, after the desk has verified it (S28, U6).

use super::database::Database;
use super::failure::Failure;
use super::list::List;
use super::output::{Cells, line};
use super::reason::Reason;
use super::release::day;
use super::terms;
use crate::desk::Staff;
use crate::desk::mandate::{self, Basis, Until};
use crate::names::name_of;
use crate::store::Store;
use crate::store::mandates::KnownMandate;
use crate::store::reads::Subjects;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use nattoku_consent::EventId;
use nattoku_consent::time::{write_day, write_instant};
use serde::Serialize;
use uuid::Uuid;

/// Begins, ends and lists mandates: who may act for a patient.
#[derive(Debug, Args)]
pub struct Proxy {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Lets somebody act for a patient from now on.
    Begin(Begin),
    /// Ends a mandate before its day.
    End(End),
    /// Lists every mandate.
    List(ListMandates),
}

#[derive(Debug, Args)]
struct Begin {
    /// For whom: the number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    /// Who acts: the number the hospital knows them by. Somebody it does not know yet only acts, and gets their own
    /// invitation by `nattoku invite`.
    #[arg(long, value_name = "ID")]
    holder: String,
    /// Why they may.
    #[arg(long, value_enum)]
    basis: Basis,
    /// The name of who acts, as both will read it.
    #[arg(long, value_name = "NAME")]
    proxy_name: String,
    /// The name of the patient, as both will read it.
    #[arg(long, value_name = "NAME")]
    person_name: String,
    /// The first day on which it does not hold any more, such as 2027-03-31.
    #[arg(long, value_name = "DAY", value_parser = day, required_unless_present = "birth_date")]
    until: Option<NaiveDate>,
    /// The date of birth of a child: the mandate ends when they come of age, and they are asked anew.
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "until")]
    birth_date: Option<NaiveDate>,
    /// The number of who acts was erased, and they are registered anew.
    #[arg(long)]
    anew: bool,
    #[command(flatten)]
    entered: Entered,
}

#[derive(Debug, Args)]
struct End {
    /// For whom it was.
    #[arg(long, value_name = "ID")]
    patient: String,
    /// The mandate, from `nattoku proxy list`.
    #[arg(long, value_name = "MANDATE")]
    mandate: Uuid,
    #[command(flatten)]
    entered: Entered,
}

#[derive(Debug, Args)]
struct ListMandates {
    #[command(flatten)]
    reason: Reason,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Args)]
struct Entered {
    /// Who enters it.
    #[arg(long, value_name = "ID")]
    staff: String,
    /// Where the papers that were shown are found.
    #[arg(long, value_name = "REF")]
    scan: Option<String>,
    #[command(flatten)]
    database: Database,
}

/// A mandate.
#[derive(Debug, Serialize)]
struct Row {
    mandate: String,
    patient: String,
    holder: String,
    basis: String,
    proxy: String,
    person: String,
    ends: String,
    comes_of_age: String,
    holds: bool,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] =
        &["mandate", "patient", "holder", "basis", "proxy", "person", "ends", "comes_of_age", "holds"];

    fn cells(&self) -> Vec<String> {
        let holds = if self.holds { "yes" } else { "no" };
        [
            &self.mandate,
            &self.patient,
            &self.holder,
            &self.basis,
            &self.proxy,
            &self.person,
            &self.ends,
            &self.comes_of_age,
            holds,
        ]
        .map(str::to_owned)
        .into()
    }
}

impl Proxy {
    /// Begins, ends or lists.
    ///
    /// # Errors
    /// What is asked cannot be meant, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Begin(begin) => begin.run().await,
            What::End(end) => end.run().await,
            What::List(list) => list.run().await,
        }
    }
}

impl ListMandates {
    async fn run(self) -> Result<(), Failure> {
        let Self { reason, list } = self;
        let store = list.store().await?;
        let (known, now) = (store.mandates(None).await?, Utc::now());
        let patients = known.iter().map(|known| known.patient.clone()).collect();
        reason.note(&store, "proxy list", Subjects::Numbers(patients)).await?;
        list.write(known.into_iter().map(|known| Row::of(known, now)))
    }
}

impl Begin {
    async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.entered.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let until = self.until.map(Until::Day).or(self.birth_date.map(Until::OfAge));
        let until = until.ok_or_else(|| Failure::Usage("give --until or --birth-date".to_owned()))?;
        let id = EventId(Uuid::now_v7());
        let begin = mandate::Begin {
            id,
            patient: self.patient,
            holder: self.holder.clone(),
            basis: self.basis,
            proxy_name: self.proxy_name,
            person_name: self.person_name,
            until,
            anew: self.anew,
        };
        let recorded = mandate::begin(&store, &catalogues, begin, self.entered.staff(), Utc::now()).await?;
        line(&id.to_string())?;
        eprintln!(
            "Recorded as entry {}. If {} has no invitation yet, make one with `nattoku invite`.",
            recorded.number, self.holder
        );
        Ok(())
    }
}

impl End {
    async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.entered.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let (which, id) = ((self.patient, EventId(self.mandate)), EventId(Uuid::now_v7()));
        let recorded = mandate::end(&store, &catalogues, which, id, self.entered.staff(), Utc::now()).await?;
        line(&recorded.number.to_string())?;
        eprintln!("The mandate has ended, as entry {}. What was decided under it stays.", recorded.number);
        Ok(())
    }
}

impl Entered {
    fn staff(self) -> Staff {
        Staff { id: self.staff, scan: self.scan, token: None }
    }
}

impl Row {
    fn of(known: KnownMandate, now: DateTime<Utc>) -> Self {
        let (ends, holds) = (write_instant(known.end()), known.is_active(now));
        let of_age = known.mandate.comes_of_age().map(write_day).unwrap_or_default();
        Self {
            mandate: known.id.to_string(),
            patient: known.patient,
            holder: known.holder,
            basis: name_of(&known.mandate.basis),
            proxy: known.mandate.proxy,
            person: known.mandate.person,
            ends,
            comes_of_age: of_age,
            holds,
        }
    }
}
