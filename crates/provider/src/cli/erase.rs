//! `nattoku erase`: what is personal of a patient goes for good, and every proof stays (A30).

use super::database::Database;
use super::failure::Failure;
use super::output::line;
use crate::store::Store;
use crate::store::erase::{Erase as Work, Erased, Erasure};
use crate::store::location::Location;
use crate::store::undelivered::Undelivered;
use chrono::Utc;
use clap::Args;

/// Erases what is personal of a patient, for good. Nothing of theirs is permitted any more.
#[derive(Debug, Args)]
pub struct Erase {
    /// The number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    /// Erases although not everybody was told what they decided, or a FHIR server holds active Consents of theirs, and
    /// lists what nobody can deliver any more.
    #[arg(long)]
    give_up_undelivered: bool,
    #[command(flatten)]
    database: Database,
}

impl Erase {
    /// Erases, and says what stays.
    ///
    /// # Errors
    /// There is no such patient, something must still be delivered, or the database cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let location = self.database.location()?;
        let on_server = matches!(location, Location::Server(_));
        let store = Store::open_existing(location).await?;
        let (patient, give_up_undelivered) = (self.patient, self.give_up_undelivered);
        let work = Work { patient, give_up_undelivered, staff: None, now: Utc::now() };
        match store.write(work).await? {
            Erased::Done(erasure) => report(&erasure)?,
            Erased::NoPatient => return not_done("no patient has this number. Check --patient"),
            Erased::Token(error) => return not_done(&error.to_string()),
            Erased::Undelivered(undelivered) => return not_done(&not_delivered(&undelivered)),
            Erased::Requested(undelivered) => return not_done(&requested(&undelivered)),
        }
        if on_server {
            eprintln!(
                "What was erased stays in the files of PostgreSQL until VACUUM FULL: order it as docs/operating.md says."
            );
        }
        if !store.empty_log().await? {
            eprintln!(
                "Somebody still reads the database, so the file ending in -wal may hold what was erased. It goes \
                 when the server is started again."
            );
        }
        Ok(())
    }
}

fn not_done(why: &str) -> Result<(), Failure> {
    Err(Failure::NotDone(why.to_owned()))
}

fn not_delivered(undelivered: &Undelivered) -> String {
    format!(
        "not everybody knows what they decided:\n{}\nTell those who hold their data and report it with `nattoku outbox report`, \
         see `nattoku outbox deliveries` for the others, and run the command again; or give --give-up-undelivered. Nothing was \
         erased",
        lines(undelivered)
    )
}

fn requested(undelivered: &Undelivered) -> String {
    format!(
        "other systems would go on by what they hold:\n{}\nA running server makes them inactive there from now on. Run the \
         command again when `nattoku outbox deliveries` shows nothing waiting; or give --give-up-undelivered. Nothing was \
         erased yet",
        lines(undelivered)
    )
}

/// Says what was erased, what was given up, and what other servers hold: the latter to standard output, for their operators.
fn report(erasure: &Erasure) -> Result<(), Failure> {
    eprintln!("{} entries are erased. {STAYS}", erasure.entries);
    if !erasure.given_up.is_empty() {
        eprintln!("Given up, and told nobody any more:\n{}", lines(&erasure.given_up));
    }
    if !erasure.fhir_resources.is_empty() {
        eprintln!("FHIR servers hold the following of them. Have their operators delete it.");
    }
    for (target, resource) in &erasure.fhir_resources {
        line(&format!("{target} {resource}"))?;
    }
    Ok(())
}

/// What is undelivered, one line for each who waits for it.
fn lines(undelivered: &Undelivered) -> String {
    let letters = (undelivered.letters > 0).then(|| {
        format!("  {} of those who hold their data have not been told of their no", undelivered.letters)
    });
    let deliveries = undelivered
        .deliveries
        .iter()
        .map(|(target, count)| format!("  {target} has not taken {count} entries"));
    let consents = undelivered
        .consents
        .iter()
        .map(|(target, count)| format!("  {target} holds {count} active Consents"));
    letters.into_iter().chain(deliveries).chain(consents).collect::<Vec<_>>().join("\n")
}

const STAYS: &str = "What stays: the entries' numbers, instants and digests, from which nothing can be read; how many \
    people's data were given to whom; the name in another patient's record, if they acted for them. Receipts of \
    everybody else still hold. Copies made before hold what was erased: treat them as docs/operating.md says.";
