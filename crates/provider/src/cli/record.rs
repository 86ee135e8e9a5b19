//! `nattoku record`: an answer from paper or the phone, into the same ledger as those from the app (S35, U10).

use super::database::Database;
use super::failure::Failure;
use super::invite::write_private;
use super::output::line;
use super::terms;
use crate::desk::{self, Route, Said, Staff};
use crate::store::Store;
use crate::texts::Texts;
use chrono::{NaiveDate, Utc};
use clap::Args;
use nattoku_consent::event::Scope;
use nattoku_consent::id::ReviewId;
use nattoku_consent::{Answer, Decision, EventId, Language, QuestionId};
use std::path::PathBuf;
use uuid::Uuid;

/// Records what a patient said on paper or by phone, and writes the receipt to hand over.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub struct Record {
    /// The number the hospital knows the patient by.
    #[arg(long, value_name = "ID")]
    patient: String,
    /// How it came.
    #[arg(long, value_enum)]
    channel: Route,
    /// Who enters it.
    #[arg(long, value_name = "ID")]
    staff: String,
    /// Where the scanned paper, or the note of the call, is found.
    #[arg(long, value_name = "REF")]
    scan: Option<String>,
    /// The day of the signature or the call. A yes on paper needs it; for a call it is today, if not given.
    #[arg(long, value_name = "DAY")]
    signed: Option<NaiveDate>,
    /// The code of the words, as the form bears it. A yes on paper needs it; otherwise the words in force count.
    #[arg(long, value_name = "CODE")]
    words: Option<String>,
    /// The staff member has asked the person, and a yes that is not newer than a no is their later word.
    #[arg(long)]
    confirmed: bool,
    /// The language of the words they saw; the one noted for them, if not given.
    #[arg(long, value_name = "TAG")]
    language: Option<Language>,
    /// The mandate under which somebody said it for them, from `nattoku proxy list`.
    #[arg(long = "as", value_name = "MANDATE")]
    under: Option<Uuid>,
    /// An answer, such as research=refuse (or allow, or undecided); once for each question. One that is not named
    /// stays as it is.
    #[arg(long = "answer", value_name = "QUESTION=ANSWER", value_parser = answer, group = "what")]
    answers: Vec<(QuestionId, Answer)>,
    /// Stops a programme from now on, or everything.
    #[arg(long, value_name = "PROGRAMME|everything", group = "what")]
    stop: Option<String>,
    /// Refuses the one use that this review allowed.
    #[arg(long, value_name = "REVIEW", group = "what")]
    refuse_use: Option<ReviewId>,
    /// Where to write the receipt; a file that is there already is not overwritten.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

fn answer(text: &str) -> Result<(QuestionId, Answer), String> {
    let (question, answer) =
        text.split_once('=').ok_or("write a question and an answer, such as research=refuse")?;
    let answer = match answer {
        "allow" => Answer::Allow,
        "refuse" => Answer::Refuse,
        "undecided" => Answer::Undecided,
        other => return Err(format!("\"{other}\" is none of allow, refuse, undecided")),
    };
    Ok((question.parse().map_err(|error: nattoku_consent::id::InvalidId| error.to_string())?, answer))
}

impl Record {
    /// Records, prints the entry's number and writes the receipt.
    ///
    /// # Errors
    /// What was said cannot be meant, or the database cannot be used; then nothing was recorded.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        let catalogues = terms::in_force(&store, None).await?;
        let (staff, said) = (self.staff(), self.said()?);
        let recorded = desk::record(&store, &catalogues, said, staff, Utc::now()).await?;
        line(&recorded.number.to_string())?;
        eprintln!("Recorded as entry {}.", recorded.number);
        let Some(path) = self.receipt else { return Ok(()) };
        let file = desk::receipt::write(&store, &Texts::load()?, &catalogues, &recorded).await?.file;
        write_private(&path, file.as_bytes(), "The answer is recorded. Give another file as --receipt")?;
        eprintln!("The receipt is in {}. Print it, or hand over the file.", path.display());
        Ok(())
    }

    fn staff(&self) -> Staff {
        Staff { id: self.staff.clone(), scan: self.scan.clone(), token: None }
    }

    fn said(&self) -> Result<Said, Failure> {
        Ok(Said {
            id: EventId(Uuid::now_v7()),
            patient: self.patient.clone(),
            route: self.channel,
            words: self.words.clone(),
            signed: self.signed,
            confirmed: self.confirmed,
            language: self.language.clone(),
            under: self.under.map(EventId),
            decision: self.decision()?,
        })
    }

    fn decision(&self) -> Result<Decision, Failure> {
        if let Some(review) = &self.refuse_use {
            return Ok(Decision::UseRefused(review.clone()));
        }
        match self.stop.as_deref() {
            Some("everything") => return Ok(Decision::Withdrawn(Scope::Everything)),
            Some(programme) => {
                let programme =
                    programme.parse().map_err(|error| Failure::Usage(format!("--stop: {error}")))?;
                return Ok(Decision::Withdrawn(Scope::Programme(programme)));
            }
            None => {}
        }
        let mut named: Vec<_> = self.answers.iter().map(|(question, _)| question).collect();
        named.sort();
        if let Some(twice) = named.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Failure::Usage(format!(
                "--answer: \"{}\" is answered twice. Give one answer",
                twice[0]
            )));
        }
        let answers = self.answers.iter().cloned().collect();
        Ok(Decision::Answered { answers, explained: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_a_question_and_one_of_three_words() {
        assert_eq!(answer("research=refuse"), Ok(("research".parse().unwrap(), Answer::Refuse)));
        for bad in ["research", "research=yes", "Research=allow", "=allow"] {
            assert!(answer(bad).is_err(), "{bad}");
        }
    }
}
