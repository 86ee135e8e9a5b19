//! Why a list is written that names people. It is noted before the first row, and each patient reads it under their
//! record (A42).

use super::failure::Failure;
use crate::names::one_of;
use crate::store::Store;
use crate::store::reads::{AppendRead, Reader, Subjects};
use chrono::Utc;
use clap::Args;
use nattoku_consent::wire::ExportReason;

/// Why a list is written.
#[derive(Debug, Clone, Copy, Args)]
pub struct Reason {
    /// Why you need the list. Every patient whose record is read for it can see when and why.
    #[arg(long, value_name = "REASON", value_parser = one_of(&ExportReason::ALL))]
    reason: ExportReason,
}

impl Reason {
    /// Who reads: a command, for this reason.
    #[must_use]
    pub const fn reader(self, command: &'static str) -> Reader {
        Reader::Export { command, reason: self.reason }
    }

    /// Notes that a command reads these records, and returns the row of the last patient registered.
    ///
    /// # Errors
    /// It cannot be noted; then nothing may be listed.
    pub async fn note(
        self,
        store: &Store,
        command: &'static str,
        subjects: Subjects,
    ) -> Result<i64, Failure> {
        Ok(store.write(AppendRead { reader: self.reader(command), subjects, now: Utc::now() }).await?)
    }
}
