//! `nattoku import`: what happened on paper, by phone or by post goes through the same types and checks
//! as what comes from the app. A file is imported whole or not at all. The lists that a society publishes come
//! in here, too.

use super::database::Database;
use super::entries::Register;
use super::failure::Failure;
use super::subjects::Subjects;
use super::table::{self, Columns, Fault, Faults, Row, fault};
use super::terms;
use crate::store::bulk::{Import as Insert, LeftOut, PatientEvent, named_id, row_id};
use crate::store::{GROUP, Store};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, TermsShown};
use nattoku_consent::paper::{local_day, words};
use nattoku_consent::{Answer, Body, Catalogues, Decision, Event, EventId, Mode, ProgrammeId, QuestionId};
use nattoku_disclosure::{Outcome, Recipient, Review};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use uuid::Uuid;

const NOTICES: Columns = Columns {
    required: &["patient", "programme", "route", "on", "words"],
    optional: &["language", "staff", "scan"],
};
const ANSWERS: Columns = Columns {
    required: &["patient", "question", "answer", "channel"],
    optional: &["language", "staff", "scan", "signed", "words", "confirmed_by"],
};

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
        let insert = Insert { events, catalogues, now, progress: progress.clone() };
        let done = store.write(insert).await?;
        progress.finish_and_clear();
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

/// The line of each patient's answer to each question.
type Lines = HashMap<(String, QuestionId), u64>;

/// What a file says.
#[derive(Debug)]
pub struct Rows {
    /// Its events.
    pub events: Vec<PatientEvent>,
    /// Where each answer stands.
    lines: Lines,
}

/// Reads notices. The same notice has the same id each time, so that a file imported twice counts once.
///
/// # Errors
/// Every row that is broken.
pub fn notices(file: &Path, catalogues: &Catalogues, now: DateTime<Utc>) -> Result<Rows, Faults> {
    let today = local_day(catalogues.current(), now);
    let events = table::read(file, NOTICES, |row| {
        let patient = row.required("patient")?.to_owned();
        row.required("on")?;
        let on = day(row, "on", today)?.ok_or_else(|| fault("on", "is empty"))?;
        let routes = "mail, app, paper, post, tablet, insurance-terminal";
        let route: NoticeRoute = row.named("route", routes)?;
        let notice = Notice { programme: opt_out_programme(row, catalogues)?, route, on };
        row.required("words")?;
        let terms = terms_of(row, catalogues, Some(("on", on)))?;
        let name = format!("notice\n{patient}\n{}\n{}\n{on}", notice.programme, row.required("route")?);
        let event = Event {
            id: EventId(named_id(&name)),
            actor: Actor::Staff,
            channel: channel_of(route),
            desk: entered_by(row, None),
            terms: terms.clone(),
            device_time: None,
            body: Body::Notified(notice),
        };
        Ok(PatientEvent { patient, language: terms.language, event })
    })?;
    Ok(Rows { events, lines: Lines::new() })
}

/// A day that a row names and that has come.
fn day(row: &Row<'_>, column: &'static str, today: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = row.text(column) else { return Ok(None) };
    let day = text.parse().map_err(|_| fault(column, "is not a date like 2026-04-01"))?;
    if day > today { Err(fault(column, format!("{day} has not come yet"))) } else { Ok(Some(day)) }
}

fn opt_out_programme(row: &Row<'_>, catalogues: &Catalogues) -> Result<ProgrammeId, Fault> {
    let id: ProgrammeId = row.parse("programme")?;
    let programme = catalogues.current().programme(&id);
    let programme = programme.ok_or_else(|| fault("programme", format!("the catalogue has no \"{id}\"")))?;
    match programme.mode {
        Mode::NoticeOptOut { .. } => Ok(id),
        Mode::OptIn => Err(fault("programme", format!("\"{id}\" is opt-in: it takes answers, not notices"))),
    }
}

const fn channel_of(route: NoticeRoute) -> Channel {
    match route {
        NoticeRoute::Mail | NoticeRoute::App => Channel::App,
        NoticeRoute::Paper | NoticeRoute::Post | NoticeRoute::Tablet | NoticeRoute::InsuranceTerminal => {
            Channel::Paper
        }
    }
}

struct AnswerRow {
    patient: String,
    question: QuestionId,
    answer: Answer,
    given: Given,
    line: u64,
}

/// How the answers of one patient came.
#[derive(Clone, PartialEq)]
struct Given {
    channel: Channel,
    terms: TermsShown,
    desk: Option<Desk>,
}

/// Who entered a row, where it says so, where the paper is, and when it was signed.
fn entered_by(row: &Row<'_>, signed: Option<NaiveDate>) -> Option<Desk> {
    let staff = row.text("staff")?.to_owned();
    let text = |column| row.text(column).map(str::to_owned);
    Some(Desk { staff, scan: text("scan"), signed, confirmed_by: text("confirmed_by") })
}

/// Reads answers: the rows of one patient are one decision, entered by staff.
///
/// # Errors
/// Every row that is broken.
pub fn answers(file: &Path, catalogues: &Catalogues, now: DateTime<Utc>) -> Result<Rows, Faults> {
    let today = local_day(catalogues.current(), now);
    let mut lines = Lines::new();
    let mut circumstances = HashMap::new();
    let rows = table::read(file, ANSWERS, |row| {
        let row = answer_row(row, catalogues, today)?;
        if lines.insert((row.patient.clone(), row.question.clone()), row.line).is_some() {
            return Err(fault("question", format!("\"{}\" was answered in an earlier row", row.question)));
        }
        if *circumstances.entry(row.patient.clone()).or_insert_with(|| row.given.clone()) != row.given {
            let what = "the rows of one patient must have one channel, language, staff, scan, signed, words and \
                        confirmed_by";
            return Err(fault("channel", what));
        }
        Ok(row)
    })?;
    let mut order = Vec::new();
    let mut decisions: HashMap<String, (Given, BTreeMap<QuestionId, Answer>)> = HashMap::new();
    for AnswerRow { patient, question, answer, given, .. } in rows {
        let decision = decisions.entry(patient).or_insert_with_key(|patient| {
            order.push(patient.clone());
            (given, BTreeMap::new())
        });
        decision.1.insert(question, answer);
    }
    let event = |patient: String| Some(answered(decisions.remove(&patient)?, patient));
    Ok(Rows { events: order.into_iter().filter_map(event).collect(), lines })
}

fn answer_row(row: &Row<'_>, catalogues: &Catalogues, today: NaiveDate) -> Result<AnswerRow, Fault> {
    let question: QuestionId = row.parse("question")?;
    if catalogues.current().question(&question).is_none() {
        return Err(fault("question", format!("the catalogue has no \"{question}\"")));
    }
    let channel = row.named("channel", "paper, phone")?;
    if matches!(channel, Channel::App | Channel::Kiosk) {
        return Err(fault("channel", "answers from the app come from the app; here: paper, phone"));
    }
    let patient = row.required("patient")?.to_owned();
    let answer = row.named("answer", "allow, refuse, undecided")?;
    // A no counts as it is. A yes counts only if it is known when it was said, and to which words (A33, A34).
    if answer == Answer::Allow {
        for column in ["signed", "words", "staff"] {
            row.text(column).ok_or_else(|| fault(column, "is empty, and an allow needs it"))?;
        }
    }
    let signed = day(row, "signed", today)?;
    let terms = terms_of(row, catalogues, signed.map(|signed| ("signed", signed)))?;
    if catalogues.get(&terms.catalogue).is_none_or(|words| words.question(&question).is_none()) {
        return Err(fault("words", format!("these words do not ask \"{question}\"")));
    }
    let given = Given { channel, terms, desk: entered_by(row, signed) };
    Ok(AnswerRow { patient, question, answer, given, line: row.line })
}

fn answered(decision: (Given, BTreeMap<QuestionId, Answer>), patient: String) -> PatientEvent {
    let (Given { channel, terms, desk }, answers) = decision;
    let language = terms.language.clone();
    let answers = answers.into_iter().collect();
    let mut event = Event {
        id: EventId(Uuid::nil()),
        actor: Actor::Staff,
        channel,
        desk,
        terms,
        device_time: None,
        body: Body::Decided(Decision::Answered { answers, explained: Vec::new() }),
    };
    event.id = row_id(&patient, &event);
    PatientEvent { patient, language, event }
}

/// The words the patient saw: those whose code the row bears, otherwise those in force; in the row's language or the
/// original. Nobody reads or signs words before they are issued.
fn terms_of(
    row: &Row<'_>,
    catalogues: &Catalogues,
    read_on: Option<(&'static str, NaiveDate)>,
) -> Result<TermsShown, Fault> {
    let (digest, catalogue) = match row.text("words") {
        Some(code) => words(catalogues, code).map_err(|error| fault("words", error.to_string()))?,
        None => (catalogues.current_digest(), catalogues.current()),
    };
    if let Some((column, day)) = read_on.filter(|(_, day)| *day < catalogue.issued) {
        let version = catalogue.version;
        return Err(fault(
            column,
            format!("{day} is before {}, when version {version} was issued", catalogue.issued),
        ));
    }
    let language = row.language_or_first(&catalogue.languages)?;
    Ok(TermsShown { catalogue: digest.clone(), language })
}
