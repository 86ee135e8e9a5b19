//! `nattoku reads`: who read a patient's record (A42).

use super::failure::Failure;
use super::list::List;
use super::output::Cells;
use crate::names::name_of;
use crate::store::reads::StoredRead;
use clap::Args;
use nattoku_consent::time::write_instant;
use nattoku_consent::wire::Reader;
use serde::Serialize;

/// Lists who read a patient's record, when and why, the newest first.
#[derive(Debug, Args)]
pub struct Reads {
    /// The number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    #[command(flatten)]
    list: List,
}

/// A read of the record.
#[derive(Debug, Serialize)]
struct ReadRow {
    at: String,
    kind: &'static str,
    reader: String,
    reason: String,
}

impl Cells for ReadRow {
    const COLUMNS: &'static [&'static str] = &["at", "kind", "reader", "reason"];

    fn cells(&self) -> Vec<String> {
        vec![self.at.clone(), self.kind.to_owned(), self.reader.clone(), self.reason.clone()]
    }
}

impl From<StoredRead> for ReadRow {
    fn from(read: StoredRead) -> Self {
        let (kind, reason) = match &read.reader {
            Reader::Desk(reason) => ("desk", name_of(reason)),
            Reader::System { purpose, .. } => ("system", name_of(purpose)),
            Reader::Export(reason) => ("export", name_of(reason)),
            Reader::Release { .. } => ("release", String::new()),
        };
        Self { at: write_instant(read.at), kind, reader: read.name, reason }
    }
}

impl Reads {
    /// Writes a row for each read.
    ///
    /// # Errors
    /// There is no such patient, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = self.list.store().await?;
        let patient = store.look_up(&self.patient).await?;
        let patient = patient
            .ok_or_else(|| Failure::NotDone("no patient has this number. Check the number".to_owned()))?;
        let reads = store.reads(patient.row, 0, u32::MAX).await?;
        self.list.write(reads.into_iter().map(ReadRow::from))
    }
}
