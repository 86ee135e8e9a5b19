//! `nattoku status`: how many patients stand where, question by question, and how many still have to be asked
//! after a material change (U1).

use super::database::Database;
use super::failure::Failure;
use super::output::{Cells, Format, Output};
use super::terms;
use crate::store::Store;
use chrono::Utc;
use clap::Args;
use indicatif::ProgressBar;
use nattoku_consent::catalogue::Question;
use nattoku_consent::change::{Insistence, Weight, between, last_words};
use nattoku_consent::{AsOf, Catalogues, Digest, QuestionId, Record, Standing, standing};
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts, for each question, who has answered it, and who still has to be asked after a change. Every patient
/// is counted once in each line.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    database: Database,
    /// How rows are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

/// Where the patients stand in one question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The programme.
    pub programme: String,
    /// The question.
    pub question: String,
    /// How many patients there are.
    pub patients: u64,
    /// Allowed, or told and not refused, under the words in force.
    pub allowed: u64,
    /// The same under earlier words, from which those in force do not differ, or only editorially.
    pub allowed_earlier: u64,
    /// Allowed, told or answered under words that changed materially since: to be asked. What they allowed holds
    /// as it was told.
    pub to_ask: u64,
    /// Told, and the time to refuse is still running.
    pub waiting: u64,
    /// Refused, or stopped.
    pub refused: u64,
    /// Left it open.
    pub undecided: u64,
    /// The yes has run its time.
    pub expired: u64,
    /// How many came of age, and must be asked themselves.
    pub came_of_age: u64,
    /// Opt-in, and no answer yet.
    pub not_answered: u64,
    /// Opt-out, and not told yet.
    pub not_notified: u64,
    /// Answered to words that nobody knows, or that asked something else.
    pub unknown: u64,
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &[
        "programme",
        "question",
        "patients",
        "allowed",
        "allowed_earlier",
        "to_ask",
        "waiting",
        "refused",
        "undecided",
        "expired",
        "came_of_age",
        "not_answered",
        "not_notified",
        "unknown",
    ];

    fn cells(&self) -> Vec<String> {
        let counts = [
            self.patients,
            self.allowed,
            self.allowed_earlier,
            self.to_ask,
            self.waiting,
            self.refused,
            self.undecided,
            self.expired,
            self.came_of_age,
            self.not_answered,
            self.not_notified,
            self.unknown,
        ];
        let names = [self.programme.clone(), self.question.clone()];
        names.into_iter().chain(counts.map(|count| count.to_string())).collect()
    }
}

impl Status {
    /// Writes a row for each question in force.
    ///
    /// # Errors
    /// The database cannot be read, or the output not written.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let progress = ProgressBar::new(store.count_patients().await?);
        let mut counts = Counts::new(&catalogues);
        let now = store.present(Utc::now()).await?;
        store
            .for_each_record(|patient| {
                progress.inc(1);
                counts.add(&patient.record, now);
                Ok::<_, Failure>(())
            })
            .await?;
        progress.finish_and_clear();
        let mut output = Output::new::<Row>(self.format, std::io::stdout().lock())?;
        counts.rows().try_for_each(|row| output.row(row))?;
        output.finish()
    }
}

/// The rows as they grow, patient by patient.
#[derive(Debug)]
pub struct Counts<'a> {
    catalogues: &'a Catalogues,
    rows: Vec<(QuestionId, Row)>,
    /// Whether a question changed materially since the words of a digest: the same for all who answered to them.
    changed: BTreeMap<(Digest, QuestionId), bool>,
}

impl<'a> Counts<'a> {
    /// Nobody counted yet.
    #[must_use]
    pub fn new(catalogues: &'a Catalogues) -> Self {
        let row = |question: Question<'_>| {
            let (programme, id) = (question.programme().id.to_string(), question.id().clone());
            let row = Row { programme, question: id.to_string(), ..Row::default() };
            (id, row)
        };
        let rows = catalogues.current().questions().map(row).collect();
        Self { catalogues, rows, changed: BTreeMap::new() }
    }

    /// Counts one patient as they stand at an instant.
    pub fn add(&mut self, record: &Record, as_of: AsOf) {
        let Self { catalogues, rows, changed } = self;
        for (question, row) in rows {
            let last = last_words(catalogues, record, question, as_of);
            let has_to_be_asked = last.is_some_and(|(terms, insistence)| {
                insistence == Insistence::Ask
                    && changed_since(catalogues, changed, &terms.catalogue, question)
            });
            row.patients += 1;
            *row.place(
                &standing(catalogues, record, question, as_of),
                has_to_be_asked,
                catalogues.current_digest(),
            ) += 1;
        }
    }

    /// The rows so far.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().map(|(_, row)| row)
    }
}

fn changed_since(
    catalogues: &Catalogues,
    known: &mut BTreeMap<(Digest, QuestionId), bool>,
    shown: &Digest,
    question: &QuestionId,
) -> bool {
    if shown == catalogues.current_digest() {
        return false;
    }
    *known.entry((shown.clone(), question.clone())).or_insert_with(|| {
        between(catalogues, shown, question).is_some_and(|altered| altered.weight == Weight::Material)
    })
}

impl Row {
    /// Where a patient of this standing is counted.
    fn place(&mut self, standing: &Standing, has_to_be_asked: bool, in_force: &Digest) -> &mut u64 {
        match standing {
            Standing::Allowed { .. } | Standing::Waiting { .. } | Standing::Unknown if has_to_be_asked => {
                &mut self.to_ask
            }
            Standing::Allowed { terms, .. } if terms.catalogue == *in_force => &mut self.allowed,
            Standing::Allowed { .. } => &mut self.allowed_earlier,
            Standing::Waiting { .. } => &mut self.waiting,
            Standing::Refused { .. } | Standing::Withdrawn { .. } => &mut self.refused,
            Standing::Undecided { .. } => &mut self.undecided,
            Standing::Expired { .. } => &mut self.expired,
            Standing::CameOfAge { .. } => &mut self.came_of_age,
            Standing::NotAnswered => &mut self.not_answered,
            Standing::NotNotified => &mut self.not_notified,
            Standing::Unknown => &mut self.unknown,
        }
    }
}
