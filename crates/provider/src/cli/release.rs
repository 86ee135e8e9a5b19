//! `nattoku release`: data are about to be given. Every subject is asked by `permits`, in the transaction
//! that records; one who does not permit stops the whole release, and the public list follows from the rest.

use super::database::Database;
use super::failure::Failure;
use super::table::{self, Columns, Faults, Row};
use super::terms;
use crate::disclosures::own;
use crate::store::Store;
use crate::store::releases::{Objection, Release as Recording, Released};
use chrono::{NaiveDate, Utc};
use clap::Args;
use nattoku_consent::Catalogue;
use nattoku_consent::time::read_day;
use nattoku_disclosure::Recipient;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

mod description;

pub use description::{Described, described, uses};

const COLUMNS: Columns = Columns { required: &["patient"], optional: &[] };

/// How many subjects who stand in the way are named; the rest are counted.
const NAMED: usize = 50;

/// Records that data are given, after asking every subject's record; or that a use has ended.
#[derive(Debug, Args)]
pub struct Release {
    /// What is said of the use: one entry of your list of recipients, as in examples/release/release.toml.
    #[arg(long = "use", value_name = "USE.toml")]
    description: PathBuf,
    /// Whose data are given: a CSV file with the column patient.
    #[arg(long, value_name = "PATIENTS.csv", required_unless_present = "ended")]
    list: Option<PathBuf>,
    /// The use ended on this day, such as 2027-03-31; nothing is given any more.
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "list")]
    ended: Option<NaiveDate>,
    /// The folder with the catalogue's source files; the one in force, if not given.
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

impl Release {
    /// Records the release, if nobody stands in the way.
    ///
    /// # Errors
    /// A file cannot be read, somebody does not permit, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, self.catalogue.as_deref()).await?;
        let now = Utc::now();
        let catalogue = catalogues.current();
        let today = own::day(catalogue, now);
        let mut described = described(&self.description, catalogue, today)?;
        described.entry.ended = self.ended.or(described.entry.ended);
        if described.entry.ended.is_some() && self.list.is_some() {
            return Err(Failure::Usage("a use that has ended receives nothing: leave out --list".to_owned()));
        }
        let subjects = self.list.as_deref().map(subjects).transpose()?.unwrap_or_default();
        if self.list.is_some() && subjects.is_empty() {
            return Err(Failure::NotDone("the list names nobody. Nothing was recorded".to_owned()));
        }
        let (uses, count) = (uses(&described, catalogue), subjects.len());
        if !subjects.is_empty() {
            // What a review body allowed may have ended; that a use ends can always be recorded.
            description::check_review(&store, &uses, &catalogues, now).await?;
        }
        let description = described.entry;
        let entry = description.id.clone();
        let recording = Recording { catalogues: catalogues.clone(), description, uses, subjects, now };
        match store.write(recording).await? {
            Released::Recorded if count == 0 => eprintln!("Recorded: {entry} has ended."),
            Released::Recorded => {
                eprintln!("Recorded: {count} patients, {entry}. Your public list says so from now on.")
            }
            other => return Err(Failure::NotDone(stopped(&entry.to_string(), other))),
        }
        Ok(())
    }
}

/// Reads a day that was given on the command line.
///
/// # Errors
/// It is none.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    read_day(text).ok_or_else(|| "expected a day such as 2027-03-31".to_owned())
}

/// The subjects in a file, each named once.
fn subjects(file: &Path) -> Result<Vec<String>, Failure> {
    let mut known = BTreeSet::new();
    let subject = |row: &Row<'_>| {
        let patient = row.required("patient")?.to_owned();
        if known.insert(patient.clone()) {
            return Ok(patient);
        }
        Err(table::fault("patient", format!("\"{patient}\" stands in the list twice")))
    };
    table::read(file, COLUMNS, subject).map_err(|faults: Faults| {
        Failure::NotDone(format!(
            "{faults}\nNothing was recorded. Correct these rows and run the command again"
        ))
    })
}

fn stopped(entry: &str, released: Released) -> String {
    match released {
        Released::Recorded => String::new(),
        Released::Stopped(objections) => named(&objections),
        Released::OtherCatalogue => {
            "another catalogue was put in force meanwhile. Nothing was recorded; run the command again"
                .to_owned()
        }
        Released::Ended => format!(
            "{entry} has ended, and what has ended receives nothing. Nothing was recorded; give a new use a new id"
        ),
        Released::NeverGiven => format!("nothing was ever given as {entry}, so it cannot end. Check the id"),
    }
}

/// Everybody who stands in the way, and why.
fn named(objections: &[Objection]) -> String {
    let why = |objection: &Objection| match objection.denial {
        Some(denial) => format!("{}: {denial}", objection.patient),
        None => format!("{}: no patient has this number", objection.patient),
    };
    let mut lines: Vec<_> = objections.iter().take(NAMED).map(why).collect();
    if objections.len() > NAMED {
        lines.push(format!("and {} more", objections.len() - NAMED));
    }
    let lines = lines.join("\n");
    format!("these patients do not permit the use:\n{lines}\nNothing was recorded, and nothing may be given")
}

/// Which catalogue field names an entry's texts lack, as one line each.
fn lacking(entry: &Recipient, catalogue: &Catalogue) -> Vec<String> {
    use nattoku_disclosure::entry::Entry;
    let missing = entry.missing(&catalogue.languages);
    missing.into_iter().map(|(field, language)| format!("{field} has no text in {language}")).collect()
}
