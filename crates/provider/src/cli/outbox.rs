//! `nattoku outbox`: whom a no must still reach, and how far it has come. What is reported here, patients read.

use super::database::Database;
use super::deliveries::{Again, Deliveries};
use super::failure::Failure;
use super::output::{Cells, Format, Output};
use super::reason::Reason;
use super::table::{self, Columns, Row as TableRow, fault};
use super::terms;
use crate::desk::mandate::today;
use crate::names::name_of;
use crate::store::Store;
use crate::store::location::Location;
use crate::store::outbox::{Letter, NotReported, Report};
use crate::store::reads::Subjects;
use chrono::{NaiveDate, Utc};
use clap::{Args, Subcommand};
use nattoku_consent::event::Scope;
use nattoku_consent::time::{read_day, write_day};
use nattoku_consent::wire::TellState;
use nattoku_consent::{Answer, Decision, Language};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const COLUMNS: Columns = Columns { required: &["id", "state", "on"], optional: &["reason"] };

/// Lists who has to be told of a patient's no, those not told yet first; or takes in what came of it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Outbox {
    #[command(subcommand)]
    what: Option<What>,
    /// How rows are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    #[command(flatten)]
    reason: Option<Reason>,
    #[command(flatten)]
    database: Option<Database>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Takes in what came of it: a file whole, or not at all. Columns: id (from the list), state (told,
    /// acknowledged, could-not-stop), on (the day) and, where they could not stop, reason, which the patient reads.
    Report(Reports),
    /// Lists how far each portal has been told of decisions, and what it would not take.
    Deliveries(Deliveries),
    /// Sends once more what a portal would not take.
    Again(Again),
}

#[derive(Debug, Args)]
struct Reports {
    /// The rows, as CSV in UTF-8 with a header line.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// A letter to write, or written.
#[derive(Debug, Serialize)]
struct Row {
    id: i64,
    patient: String,
    entry: u64,
    recipient: String,
    name: String,
    says: String,
    state: &'static str,
    on: Option<String>,
    reason: Option<String>,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] =
        &["id", "patient", "entry", "recipient", "name", "says", "state", "on", "reason"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.patient.clone(),
            self.entry.to_string(),
            self.recipient.clone(),
            self.name.clone(),
            self.says.clone(),
            self.state.to_owned(),
            self.on.clone().unwrap_or_default(),
            self.reason.clone().unwrap_or_default(),
        ]
    }
}

impl Row {
    fn new(letter: Letter, language: &Language) -> Self {
        let (state, on, reason) = match letter.state {
            TellState::Waiting => ("waiting", None, None),
            TellState::Told { on } => ("told", Some(on), None),
            TellState::Acknowledged { on } => ("acknowledged", Some(on), None),
            TellState::CouldNotStop { on, reason } => ("could-not-stop", Some(on), Some(reason)),
        };
        Self {
            id: letter.id,
            patient: letter.patient,
            entry: letter.entry,
            recipient: letter.recipient.to_string(),
            name: letter.name.get(language).to_owned(),
            says: letter.decision.as_ref().map(says).unwrap_or_default(),
            state,
            on: on.map(write_day),
            reason,
        }
    }
}

/// What was said no to, by the names of the catalogue.
fn says(decision: &Decision) -> String {
    match decision {
        Decision::Answered { answers, .. } => {
            let refused = answers.iter().filter(|(_, answer)| **answer == Answer::Refuse);
            let refused: Vec<_> = refused.map(|(question, _)| question.as_str()).collect();
            format!("refuse {}", refused.join(" "))
        }
        Decision::Withdrawn(Scope::Everything) => "stop everything".to_owned(),
        Decision::Withdrawn(Scope::Programme(id)) => format!("stop {id}"),
        Decision::UseRefused(review) => format!("refuse use {review}"),
        Decision::UseRefusalWithdrawn(_) | Decision::PreferenceSet { .. } => String::new(),
    }
}

impl Outbox {
    /// Lists, or reports.
    ///
    /// # Errors
    /// A row cannot be taken, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        match (self.what, self.database.zip(self.reason)) {
            (Some(What::Report(reports)), _) => reports.run().await,
            (Some(What::Deliveries(deliveries)), _) => deliveries.run().await,
            (Some(What::Again(again)), _) => again.run().await,
            (None, Some((database, reason))) => list(database.location()?, reason, self.format).await,
            (None, None) => Err(Failure::Usage("give --database and --reason".to_owned())),
        }
    }
}

async fn list(database: Location, reason: Reason, format: Format) -> Result<(), Failure> {
    let store = Store::open_existing(database).await?;
    let catalogues = terms::in_force(&store, None).await?;
    let original = catalogues.current().languages.first().cloned();
    let original = original.ok_or_else(|| Failure::NotDone("the catalogue has no languages".to_owned()))?;
    let letters = store.letters().await?;
    let patients = letters.iter().map(|letter| letter.patient.clone()).collect();
    reason.note(&store, "outbox", Subjects::Numbers(patients)).await?;
    let mut output = Output::new::<Row>(format, std::io::stdout().lock())?;
    for letter in letters {
        output.row(&Row::new(letter, &original))?;
    }
    output.finish()
}

impl Reports {
    async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let mut lines = BTreeMap::new();
        let reports = read(&self.file, today(catalogues.current(), Utc::now()), &mut lines)?;
        let count = reports.len();
        let refused = store.write(Report(reports)).await?;
        if refused.is_empty() {
            eprintln!("Reported {count}. Patients read it from now on.");
            return Ok(());
        }
        let file = self.file.display();
        let line = |id: &i64| lines.get(id).copied().unwrap_or_default();
        let lines: Vec<_> = refused
            .iter()
            .map(|(id, why)| format!("{file}:{}: column id: {}", line(id), reason(*id, why)))
            .collect();
        Err(Failure::NotDone(format!("{}\n{NOTHING}", lines.join("\n"))))
    }
}

const NOTHING: &str = "Nothing was reported. Correct these rows and run the command again";

fn reason(id: i64, why: &NotReported) -> String {
    match why {
        NotReported::Unknown => format!("there is no letter {id}. See `nattoku outbox`"),
        NotReported::Behind(before) => {
            let before = Row::named(before);
            format!("{id} stands at {before} already, and does not go back")
        }
    }
}

impl Row {
    fn named(state: &TellState) -> String {
        let name = name_of(state);
        if name.is_empty() {
            let value = serde_json::to_value(state).ok();
            let key = value.as_ref().and_then(|value| value.as_object()?.keys().next().cloned());
            return key.unwrap_or_default();
        }
        name
    }
}

/// The reports of a file; `lines` learns the line of each.
fn read(
    file: &Path,
    today: NaiveDate,
    lines: &mut BTreeMap<i64, u64>,
) -> Result<Vec<(i64, TellState)>, Failure> {
    let reports = table::read(file, COLUMNS, |row: &TableRow<'_>| {
        let id: i64 = row.parse("id")?;
        let day = row.required("on")?;
        let on =
            read_day(day).ok_or_else(|| fault("on", format!("\"{day}\" is not a day like 2026-04-01")))?;
        if on > today {
            return Err(fault("on", format!("{on} has not come yet")));
        }
        let reason = row.text("reason").map(str::to_owned);
        let state = match (row.required("state")?, reason) {
            ("told", None) => TellState::Told { on },
            ("acknowledged", None) => TellState::Acknowledged { on },
            ("could-not-stop", Some(reason)) => TellState::CouldNotStop { on, reason },
            ("could-not-stop", None) => {
                return Err(fault("reason", "is empty: say why, the patient reads it"));
            }
            ("told" | "acknowledged", Some(_)) => {
                return Err(fault("reason", "is read only where they could not stop. Leave it empty"));
            }
            (other, _) => {
                let known = "told, acknowledged, could-not-stop";
                return Err(fault("state", format!("\"{other}\" is none of {known}")));
            }
        };
        match lines.insert(id, row.line) {
            None => Ok((id, state)),
            Some(_) => Err(fault("id", format!("{id} stands in an earlier row"))),
        }
    });
    reports.map_err(|faults| Failure::NotDone(format!("{faults}\n{NOTHING}")))
}
