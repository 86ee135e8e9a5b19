//! `nattoku permitted`: who permits a use at an instant. It decides nothing itself: `permits` does.

use super::database::Database;
use super::failure::Failure;
use super::output::{Cells, Format, Output};
use super::reason::Reason;
use super::terms;
use crate::permitted::{Judging, Named, everybody, reviews};
use crate::store::Store;
use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use nattoku_consent::Permit;
use nattoku_consent::id::ReviewId;
use nattoku_consent::permit::{ReviewedCase, ReviewedUse};
use serde::Serialize;
use std::collections::BTreeMap;

/// Lists the patients who permit a use at an instant; a count of the others, by reason, goes to stderr.
#[derive(Debug, Args)]
pub struct Permitted {
    /// What for: a purpose of the catalogue in force.
    #[arg(long, value_name = "ID")]
    purpose: String,
    /// To whom, such as drug-company.
    #[arg(long, value_name = "KIND")]
    recipient: String,
    /// Which organisation it is, by its name or its corporate number (法人番号). A review names one.
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// A category of data that is in it, by its code in the catalogue; once for each. Where the words list data, name them.
    #[arg(long, value_name = "ID")]
    data: Vec<String>,
    /// The recipient is outside the country.
    #[arg(long)]
    abroad: bool,
    /// Genome data are in it.
    #[arg(long)]
    genome: bool,
    /// The use goes beyond what was explained, as a review body allowed.
    #[arg(long, value_enum, requires = "review")]
    case: Option<Case>,
    /// The review that allowed it.
    #[arg(long, value_name = "ID", requires = "case")]
    review: Option<ReviewId>,
    /// You confirm that the conditions of the review body's decision are met.
    #[arg(long, requires = "review")]
    conditions_met: bool,
    /// At which instant, such as 2026-04-01T09:00:00+09:00; now, if not given.
    #[arg(long, value_name = "RFC3339")]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    reason: Reason,
    /// How rows are written.
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// How a use goes beyond what was explained.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Case {
    /// ② Another disease.
    #[value(name = "other-disease")]
    Disease,
    /// ③ Another recipient.
    #[value(name = "other-recipient")]
    Recipient,
    /// ④ Another purpose and recipient.
    #[value(name = "other-purpose-and-recipient")]
    PurposeAndRecipient,
}

/// A patient who permits the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// From when on.
    pub since: String,
    /// The digest of the words it rests on.
    pub terms: String,
    /// The language they were read in.
    pub language: String,
}

impl Row {
    /// The row of a permitting patient.
    #[must_use]
    pub fn new(patient: String, permit: Permit) -> Self {
        Self {
            patient,
            since: permit.since.to_rfc3339_opts(SecondsFormat::Millis, true),
            terms: permit.terms.catalogue.into(),
            language: permit.terms.language.into(),
        }
    }
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] = &["patient", "since", "terms", "language"];

    fn cells(&self) -> Vec<String> {
        vec![self.patient.clone(), self.since.clone(), self.terms.clone(), self.language.clone()]
    }
}

impl Permitted {
    /// Writes a row for each patient who permits the use.
    ///
    /// # Errors
    /// The use cannot be meant, the database not be read, or the output not be written.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let wanted = self.named().wanted(&catalogues)?;
        let as_of = match self.at {
            Some(at) => at.into(),
            None => store.present(Utc::now()).await?,
        };
        let approvals = reviews(&store, &catalogues).await?;
        let mut output = Output::new::<Row>(self.format, std::io::stdout().lock())?;
        let progress = ProgressBar::new(store.count_patients().await?);
        let (mut permitted, mut denied) = (0_u64, BTreeMap::<String, u64>::new());
        let judging = Judging { catalogues: &catalogues, approvals: &approvals, request: &wanted, as_of };
        let reader = (self.reason.reader("permitted"), Utc::now());
        everybody(&store, judging, reader, |patient, said| {
            progress.inc(1);
            match said {
                Err(denial) => *denied.entry(denial.to_string()).or_default() += 1,
                Ok(permit) => {
                    permitted += 1;
                    output.row(&Row::new(patient.patient, permit))?;
                }
            }
            Ok::<_, Failure>(())
        })
        .await?;
        progress.finish_and_clear();
        output.finish()?;
        eprintln!("{permitted} permitted");
        for (reason, count) in denied {
            eprintln!("{count} not: {reason}");
        }
        Ok(())
    }

    fn named(&self) -> Named {
        let reviewed = self.case.map(ReviewedCase::from).zip(self.review.clone());
        let conditions_met = self.conditions_met;
        Named {
            purpose: self.purpose.clone(),
            recipient: self.recipient.clone(),
            abroad: self.abroad,
            genome: self.genome,
            organisation: self.organisation.clone(),
            data: self.data.clone(),
            reviewed: reviewed.map(|(case, review)| ReviewedUse { case, review, conditions_met }),
        }
    }
}

impl From<Case> for ReviewedCase {
    fn from(case: Case) -> Self {
        match case {
            Case::Disease => Self::OtherDisease,
            Case::Recipient => Self::OtherRecipient,
            Case::PurposeAndRecipient => Self::OtherPurposeAndRecipient,
        }
    }
}
