//! `nattoku import subjects`: whom a portal means by the names it has for its users. A portal's token opens a session
//! only for somebody who was named here.

use super::anew::{self, Anew};
use super::database::Database;
use super::failure::Failure;
use super::table::{self, Columns, Faults, fault};
use super::terms;
use crate::portal::PortalId;
use crate::store::portals::{NameSubjects, Named, Subject};
use crate::store::{GROUP, Store};
use chrono::Utc;
use clap::Args;
use nattoku_consent::Language;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SUBJECTS: Columns = Columns { required: &["patient", "subject"], optional: &["language"] };

/// The longest subject, in bytes (OpenID Connect Core 1.0, section 2).
const MAX_SUBJECT: usize = 255;

/// Whom a portal means. Columns: patient, subject (the portal's own name for them, which it uses with this provider
/// only) and, if you like, language.
#[derive(Debug, Args)]
pub struct Subjects {
    /// The rows, as CSV in UTF-8 with a header line.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Which portal, as in the file given to `nattoku serve --portals`.
    #[arg(long, value_name = "NAME")]
    portal: PortalId,
    #[command(flatten)]
    database: Database,
    /// A catalogue to put in force first; otherwise, the one last in force counts.
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    #[command(flatten)]
    anew: Anew,
}

impl Subjects {
    /// Imports a file whole, and says how many were new.
    ///
    /// # Errors
    /// Every row that is broken; then nothing is imported.
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = Store::open(self.database.location()?, GROUP).await?;
        let catalogues = terms::in_force(&store, self.catalogue.as_deref()).await?;
        let rows = read(&self.file, &catalogues.current().languages)?;
        let lines: Vec<_> = rows.iter().map(|(line, _)| *line).collect();
        let subjects: Vec<_> = rows.into_iter().map(|(_, subject)| subject).collect();
        let count = subjects.len();
        let name = NameSubjects { portal: self.portal, subjects, anew: self.anew.numbers(), now: Utc::now() };
        match store.write(name).await? {
            Named::New(new) => {
                eprintln!("{count} subjects, {new} of them new.");
                Ok(())
            }
            Named::Refused(error) => Err(anew::refused(&self.file, &error)),
            Named::SomebodyElse(place) => {
                let line = lines.get(place).copied().unwrap_or_default();
                Err(Failure::NotDone(format!(
                    "{}:{line}: column subject: it stands for another patient. A portal never gives one \
                     person's subject to another; nothing was imported",
                    self.file.display()
                )))
            }
        }
    }
}

/// Reads the subjects, each with its line.
///
/// # Errors
/// Every row that is broken.
pub fn read(file: &Path, languages: &[Language]) -> Result<Vec<(u64, Subject)>, Faults> {
    let mut named = BTreeSet::new();
    table::read(file, SUBJECTS, |row| {
        let (patient, subject) = (row.required("patient")?, row.required("subject")?);
        if subject.len() > MAX_SUBJECT || subject.chars().any(char::is_control) {
            return Err(fault(
                "subject",
                format!("is longer than {MAX_SUBJECT} bytes, or has control characters"),
            ));
        }
        if !named.insert(subject.to_owned()) {
            return Err(fault("subject", "stands in an earlier row"));
        }
        let language = row.language_or_first(languages)?;
        Ok((row.line, Subject { patient: patient.to_owned(), subject: subject.to_owned(), language }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<(u64, Subject)>, Faults> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("subjects.csv");
        std::fs::write(&file, text).unwrap();
        read(&file, &["ja".parse().unwrap(), "en".parse().unwrap()])
    }

    #[test]
    fn each_row_names_one_subject_of_one_patient() {
        let rows = read_text("patient,subject,language\nP1,abc,en\nP1,def,\n").unwrap();
        let read: Vec<_> =
            rows.iter().map(|(line, row)| (*line, &*row.subject, row.language.as_str())).collect();
        assert_eq!(read, [(2, "abc", "en"), (3, "def", "ja")]);
    }

    #[test]
    fn what_cannot_be_is_named_with_line_and_column() {
        let long = "s".repeat(MAX_SUBJECT + 1);
        for (row, said) in [
            ("P1,\n", "column subject: is empty"),
            ("P1,abc\nP2,abc\n", "csv:3: column subject: stands in an earlier row"),
            (&*format!("P1,{long}\n"), "longer than 255 bytes"),
        ] {
            let error = read_text(&format!("patient,subject\n{row}")).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
