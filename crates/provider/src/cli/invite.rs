//! `nattoku invite`: an invitation for each patient, with a sheet to print. The birth date and the token
//! are in the files for the printer only; the database keeps neither.

use super::anew::{self, Anew};
use super::database::Database;
use super::failure::Failure;
use super::letter::{Invitee, Letter};
use super::sheet;
use super::table::{self, Columns, Faults, Row, fault};
use crate::catalogue::Published;
use crate::private_files;
use crate::secrets::{Token, birth_date_mac, sha256};
use crate::store::catalogues::PutInForce;
use crate::store::invitations::{self, Invitation, Invited, Role};
use crate::store::{GROUP, Store};
use crate::texts::Texts;
use axum::http::Uri;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::Args;
use indicatif::ProgressBar;
use nattoku_consent::Catalogue;
use nattoku_consent::paper::WordsCode;
use std::collections::HashSet;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

const COLUMNS: Columns = Columns { required: &["patient", "birth_date", "language"], optional: &["name"] };

/// Makes an invitation for each patient of a list, and a sheet to print for each. Earlier letters of these patients end.
#[derive(Debug, Args)]
pub struct Invite {
    /// The patients, as CSV in UTF-8. Columns: patient, birth_date, language and, if you like, name, which
    /// is printed and stored nowhere.
    #[arg(value_name = "PATIENTS.csv")]
    patients: PathBuf,
    #[command(flatten)]
    database: Database,
    /// The folder with the catalogue's source files.
    #[arg(long, value_name = "DIR")]
    catalogue: PathBuf,
    /// How patients reach the server, such as <https://consent.hospital.example>.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: String,
    /// Where to write invitations.csv and the sheets: a folder without earlier ones.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many days an invitation can be used.
    #[arg(long, value_name = "N", default_value = "90")]
    valid_days: NonZeroU32,
    /// Those who are not known yet are no patients: they only act for others, under a mandate.
    #[arg(long, conflicts_with = "patients_themselves")]
    acts_only: bool,
    /// Those who only acted for others so far are patients themselves from now on.
    #[arg(long = "patients")]
    patients_themselves: bool,
    #[command(flatten)]
    anew: Anew,
}

/// An address of the server without a slash at its end, such as `https://consent.hospital.example`.
///
/// # Errors
/// It is none.
pub fn base_url(text: &str) -> Result<String, String> {
    let way_out = "give an address such as https://consent.hospital.example";
    let uri: Uri = text.parse().map_err(|error| format!("{error}; {way_out}"))?;
    let sound =
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some() && uri.query().is_none();
    if sound && uri.path() == "/" {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(way_out.to_owned())
    }
}

impl Invite {
    /// Invites, and says where the files are.
    ///
    /// # Errors
    /// Every row that is broken; then nobody is invited.
    pub async fn run(self) -> Result<(), Failure> {
        let published = Published::read(&self.catalogue)?;
        let invitees = read(&self.patients, &published.catalogue, Utc::now())?;
        let store = Store::open(self.database.location()?, GROUP).await?;
        let expires_at = Utc::now() + Duration::days(self.valid_days.get().into());
        let (letters, mut invitations) = make(invitees, &published.catalogue, &self.base_url, expires_at)?;
        invitations.iter_mut().for_each(|invitation| invitation.role = self.role());
        store.write(PutInForce(published.clone())).await??;
        write_files(&self.out, &published, &letters)?;
        let (invited, now) = (letters.len(), Utc::now());
        let invite = invitations::Invite { invitations, anew: self.anew.numbers(), now };
        let Invited { only_act, replaced } = store.write(invite).await?.map_err(|error| {
            eprintln!("The sheets in {} open nothing: delete them.", self.out.display());
            anew::refused(&self.patients, &error)
        })?;
        if only_act > 0 && !self.acts_only {
            eprintln!(
                "{only_act} of them only act for others, and are asked nothing themselves. If they are patients, too, \
                 invite them with --patients."
            );
        }
        if replaced > 0 {
            eprintln!(
                "{replaced} earlier letters ended, with every session they opened: only the new ones can be used."
            );
        }
        eprintln!(
            "Invited {} patients. Print the sheets in {} and then delete them.",
            invited,
            self.out.display()
        );
        Ok(())
    }

    const fn role(&self) -> Role {
        match (self.acts_only, self.patients_themselves) {
            (true, _) => Role::ActsOnly,
            (_, true) => Role::Patient,
            _ => Role::AsKnown,
        }
    }
}

/// Reads the patients to invite.
///
/// # Errors
/// Every row that is broken.
pub fn read(file: &Path, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<Vec<Invitee>, Faults> {
    let mut seen = HashSet::new();
    table::read(file, COLUMNS, |row: &Row<'_>| {
        let patient = row.required("patient")?.to_owned();
        let written = row.required("birth_date")?;
        let birth_date = NaiveDate::parse_from_str(written, "%Y-%m-%d");
        let birth_date = birth_date.map_err(|_| fault("birth_date", "is not a date like 1950-04-01"))?;
        if birth_date > now.date_naive() {
            return Err(fault("birth_date", format!("{birth_date} has not come yet")));
        }
        row.required("language")?;
        let language = row.language(&catalogue.languages)?.ok_or_else(|| fault("language", "is empty"))?;
        if !seen.insert(patient.clone()) {
            return Err(fault("patient", "this number stands in an earlier row"));
        }
        Ok(Invitee { patient, birth_date, language, name: row.text("name").map(str::to_owned) })
    })
}

/// Makes a letter and what is kept of it for each invitee.
///
/// # Errors
/// The operating system has no randomness.
pub fn make(
    invitees: Vec<Invitee>,
    catalogue: &Catalogue,
    base_url: &str,
    expires_at: DateTime<Utc>,
) -> Result<(Vec<Letter>, Vec<Invitation>), getrandom::Error> {
    let offset = Duration::minutes(catalogue.provider.utc_offset_minutes.into());
    // The day of the expiry is not whole any more.
    let last_whole_day = (expires_at + offset - Duration::days(1)).date_naive();
    let pair = |invitee: Invitee| {
        let token = Token::short()?;
        let invitation = Invitation {
            patient: invitee.patient.clone(),
            language: invitee.language.clone(),
            token_hash: sha256(token.as_str().as_bytes()),
            birth_date_mac: birth_date_mac(token.as_str(), invitee.birth_date),
            role: Role::AsKnown,
            expires_at,
        };
        let link = format!("{base_url}/{}/#i={}", invitee.language, token.as_str());
        Ok((Letter { invitee, link, valid_until: last_whole_day }, invitation))
    };
    invitees.into_iter().map(pair).collect()
}

fn write_files(folder: &Path, published: &Published, letters: &[Letter]) -> Result<(), Failure> {
    private_files::create_folder(folder).map_err(|source| Failure::file(folder, source))?;
    let texts = Texts::load()?;
    let progress = ProgressBar::new(letters.len().try_into().unwrap_or(u64::MAX));
    let mut list = csv::Writer::from_writer(Vec::new());
    let unwritable = |error: csv::Error| Failure::file(folder, error.into());
    // A slip that is printed from the list bears the code of its words, too.
    let words = WordsCode::new(&published.digest, &published.catalogue).to_string();
    list.write_record(["patient", "link", "words"]).map_err(unwritable)?;
    for (index, letter) in letters.iter().enumerate() {
        let html =
            sheet::html(&texts, published, letter).map_err(|reason| Failure::NotDone(reason.to_string()))?;
        write_private(&folder.join(format!("sheet-{:04}.html", index + 1)), html.as_bytes(), ELSEWHERE)?;
        list.write_record([&letter.invitee.patient, &letter.link, &words]).map_err(unwritable)?;
        progress.inc(1);
    }
    let list =
        list.into_inner().map_err(|error| Failure::file(folder, io::Error::other(error.to_string())))?;
    progress.finish_and_clear();
    write_private(&folder.join("invitations.csv"), &list, ELSEWHERE)
}

const ELSEWHERE: &str = "Give an empty folder as --out";

/// Writes a file that only its owner may read. An earlier one is never overwritten: it may be at the printer. Where
/// one is there, `way_out` says what to do.
///
/// # Errors
/// There is one already, or it cannot be written.
pub(super) fn write_private(path: &Path, bytes: &[u8], way_out: &str) -> Result<(), Failure> {
    let file = private_files::options().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::NotDone(format!("{} is there already. {way_out}", path.display()))
        }
        _ => Failure::file(path, source),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_an_address_without_anything_behind_it() {
        assert_eq!(base_url("http://127.0.0.1:8080/").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(base_url("https://a.example").as_deref(), Ok("https://a.example"));
        for bad in ["a.example", "ftp://a.example", "https://a.example/x", "https://a.example/?q", ""] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
