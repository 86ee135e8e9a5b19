//! `nattoku import`: what happened on paper, by phone or by post goes through the same types and checks
//! as what comes from the app. A file is imported whole or not at all. The lists that a society publishes come
//! in here, too.

mod rows;

use super::anew::{self, Anew};
use super::database::Database;
use super::entries::Register;
use super::failure::Failure;
use super::subjects::Subjects;
use super::table::Faults;
use super::terms;
use crate::store::bulk::{Import as Insert, LeftOut};
use crate::store::{GROUP, Store};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use nattoku_consent::Catalogues;
use nattoku_disclosure::{Outcome, Recipient, Review};
use rows::{Lines, Rows, answers, notices};
use std::path::{Path, PathBuf};

/// Brings in what happened on paper, by phone or by post: a file whole, or not at all.
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Individual notices under opt-out programmes. Columns: patient, programme, route (mail, app, paper,
    /// post, tablet, insurance-terminal), on (the day it arrived), words (the code on the notice) and, if you like,
    /// language, staff (who entered it) and scan (where the paper is).
    Notices(Source),
    /// Answers given on paper or by phone; the rows of one patient are one decision. Columns: patient,
    /// question, answer (allow, refuse, undecided), channel (paper, phone) and, if you like, language, staff (who
    /// entered it), scan (where the paper is), signed (the day of the signature or the call), words (the code on the
    /// form) and confirmed_by. An allow needs staff, signed and words; where it is not newer than a no, it is left out
    /// unless a staff member named in confirmed_by has asked the person.
    Answers(Source),
    /// Whom a portal means by the names it has for its users.
    Subjects(Subjects),
    /// Who received data, from a spreadsheet.
    Recipients(Register),
    /// What came of it, from a spreadsheet.
    Outcomes(Register),
    /// What review bodies decided, from a spreadsheet.
    Reviews(Register),
}

#[derive(Debug, Args)]
struct Source {
    /// The rows, as CSV in UTF-8 with a header line.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    /// A catalogue to put in force first; otherwise, the one last in force counts.
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    #[command(flatten)]
    anew: Anew,
}

impl Import {
    /// Imports a file and says what was new.
    ///
    /// # Errors
    /// Every row that is broken; then nothing is imported.
    pub async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Notices(source) => source.import(notices).await,
            What::Answers(source) => source.import(answers).await,
            What::Subjects(subjects) => subjects.run().await,
            What::Recipients(register) => register.import::<Recipient>("recipients"),
            What::Outcomes(register) => register.import::<Outcome>("outcomes"),
            What::Reviews(register) => register.import::<Review>("reviews"),
        }
    }
}

impl Source {
    /// Records every event of the file.
    async fn import(
        &self,
        read: impl Fn(&Path, &Catalogues, DateTime<Utc>) -> Result<Rows, Faults>,
    ) -> Result<(), Failure> {
        let store = Store::open(self.database.location()?, GROUP).await?;
        let catalogues = terms::in_force(&store, self.catalogue.as_deref()).await?;
        let now = Utc::now();
        let Rows { events, lines } = read(&self.file, &catalogues, now)?;
        let progress = ProgressBar::new(events.len().try_into().unwrap_or(u64::MAX));
        let insert =
            Insert { events, catalogues, anew: self.anew.numbers(), now, progress: progress.clone() };
        let done = store.write(insert).await?;
        progress.finish_and_clear();
        let done = done.map_err(|error| anew::refused(&self.file, &error))?;
        eprintln!(
            "Recorded {} ({} were there before); {} new patients.",
            done.events, done.known, done.patients
        );
        if done.left_out.is_empty() { Ok(()) } else { Err(self.left_out(&done.left_out, &lines)) }
    }

    /// What is said of every yes that is not newer than a no.
    fn left_out(&self, left_out: &[LeftOut], lines: &Lines) -> Failure {
        let file = self.file.display();
        let row = |LeftOut { patient, not_newer }: &LeftOut| {
            let line = lines.get(&(patient.clone(), not_newer.question.clone())).copied().unwrap_or_default();
            format!(
                "{file}:{line}: column answer: the yes to \"{}\" is not newer than the no of {} (entry {})\n",
                not_newer.question, not_newer.refused_on, not_newer.entry
            )
        };
        let rows: String = left_out.iter().map(row).collect();
        Failure::NotDone(format!(
            "{rows}These answers are not recorded; everything else of the file is. Ask the person: if the yes is their \
             later word, name who asked in the column confirmed_by"
        ))
    }
}
