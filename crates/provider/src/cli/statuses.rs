//! `nattoku statuses`: where each patient stands in each opt-out programme (S33).

use super::database::Database;
use super::failure::Failure;
use super::output::{Cells, Format, Output};
use super::reason::Reason;
use super::terms;
use crate::names::name_of;
use crate::store::Store;
use crate::store::reads::Subjects;
use crate::store::records::PatientRecord;
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use indicatif::ProgressBar;
use nattoku_consent::{AsOf, Catalogues, Mode, Programme, Standing, standing};
use serde::Serialize;

/// Lists each patient's status in each opt-out programme: 未通知 not told, 通知済 told, 不同意 refused.
#[derive(Debug, Args)]
pub struct Statuses {
    #[command(flatten)]
    reason: Reason,
    #[command(flatten)]
    database: Database,
    /// How rows are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

/// A patient's status in a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The programme.
    pub programme: String,
    /// 未通知, 通知済 or 不同意.
    pub status: Status,
    /// From when on; none while not told.
    pub since: Option<String>,
    /// The questions refused, all or some.
    pub refused: Vec<String>,
    /// By which route they were told first; none while not told.
    pub route: Option<String>,
    /// On which day that was.
    pub told_on: Option<String>,
}

/// Where a patient stands in an opt-out programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Status {
    /// Not told.
    #[serde(rename = "未通知")]
    NotNotified,
    /// Told.
    #[serde(rename = "通知済")]
    Notified,
    /// Every purpose refused or stopped.
    #[serde(rename = "不同意")]
    Refused,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NotNotified => "未通知",
            Self::Notified => "通知済",
            Self::Refused => "不同意",
        }
    }
}

impl Cells for Row {
    const COLUMNS: &'static [&'static str] =
        &["patient", "programme", "status", "since", "refused", "route", "told_on"];

    fn cells(&self) -> Vec<String> {
        let since = self.since.clone().unwrap_or_default();
        let status = self.status.as_str().to_owned();
        let (route, told_on) =
            (self.route.clone().unwrap_or_default(), self.told_on.clone().unwrap_or_default());
        vec![
            self.patient.clone(),
            self.programme.clone(),
            status,
            since,
            self.refused.join(" "),
            route,
            told_on,
        ]
    }
}

impl Statuses {
    /// Writes a row for each patient and programme.
    ///
    /// # Errors
    /// The read cannot be noted, the database not be read, or the output not written.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let mut output = Output::new::<Row>(self.format, std::io::stdout().lock())?;
        let progress = ProgressBar::new(store.count_patients().await?);
        let now = store.present(Utc::now()).await?;
        let last = self.reason.note(&store, "statuses", Subjects::Everybody).await?;
        store
            .for_each_record_up_to(last, |patient| {
                progress.inc(1);
                rows(&catalogues, &patient, now).try_for_each(|row| output.row(&row))
            })
            .await?;
        progress.finish_and_clear();
        output.finish()
    }
}

/// A patient's rows: one for each opt-out programme in force.
pub fn rows<'a>(
    catalogues: &'a Catalogues,
    patient: &'a PatientRecord,
    as_of: AsOf,
) -> impl Iterator<Item = Row> + 'a {
    let opt_out = |programme: &&Programme| matches!(programme.mode, Mode::NoticeOptOut { .. });
    catalogues
        .current()
        .programmes
        .iter()
        .filter(opt_out)
        .map(move |programme| row(catalogues, patient, programme, as_of))
}

fn row(catalogues: &Catalogues, patient: &PatientRecord, programme: &Programme, as_of: AsOf) -> Row {
    let standings: Vec<_> = programme
        .purposes
        .iter()
        .map(|purpose| (&purpose.id, standing(catalogues, &patient.record, &purpose.id, as_of)))
        .collect();
    let refusals: Vec<_> = standings
        .iter()
        .filter_map(|(id, standing)| match standing {
            Standing::Refused { since } | Standing::Withdrawn { since } => Some((id.to_string(), *since)),
            _ => None,
        })
        .collect();
    let notices = patient.record.notices_of(&programme.id).filter(|notice| notice.since <= as_of.horizon());
    // Where no notice counts, such as one about the child that the person was, nobody was told.
    let nobody_told = standings.iter().all(|(_, standing)| *standing == Standing::NotNotified);
    let told = notices.map(|notice| notice.what).min_by_key(|notice| notice.on).filter(|_| !nobody_told);
    let instant = |since: DateTime<Utc>| since.to_rfc3339_opts(SecondsFormat::Millis, true);
    let (status, since) = if !refusals.is_empty() && refusals.len() == programme.purposes.len() {
        // The whole programme is refused from when the last of its purposes was.
        (Status::Refused, refusals.iter().map(|(_, since)| *since).max().map(instant))
    } else if let Some(notice) = told {
        (Status::Notified, Some(notice.on.to_string()))
    } else {
        (Status::NotNotified, None)
    };
    Row {
        patient: patient.patient.clone(),
        programme: programme.id.to_string(),
        status,
        since,
        refused: refusals.into_iter().map(|(question, _)| question).collect(),
        route: told.map(|notice| name_of(&notice.route)),
        told_on: told.map(|notice| notice.on.to_string()),
    }
}
