//! `nattoku import`: what happened on paper, by phone or by post goes through the same types and checks
//! as what comes from the app. A file is imported whole or not at all. The lists that a society publishes come
//! in here, too.

use super::database::Database;
use super::entries::Register;
use super::failure::Failure;
use super::subjects::Subjects;
use super::table::{self, Columns, Fault, Faults, Row, fault};
use super::terms;
use crate::secrets::sha256;
use crate::store::bulk::{Import as Insert, PatientEvent};
use crate::store::{GROUP, Store};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, TermsShown};
use nattoku_consent::{Answer, Body, Catalogues, Decision, Event, EventId, Mode, ProgrammeId, QuestionId};
use nattoku_disclosure::{Outcome, Recipient, Review};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use uuid::Uuid;

const NOTICES: Columns =
    Columns { required: &["patient", "programme", "route", "on"], optional: &["language", "staff", "scan"] };
const ANSWERS: Columns = Columns {
    required: &["patient", "question", "answer", "channel"],
    optional: &["language", "staff", "scan"],
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
    /// post, tablet, insurance-terminal), on (the day it arrived) and, if you like, language, staff (who entered
    /// it) and scan (where the paper is).
    Notices(Source),
    /// Answers given on paper or by phone; the rows of one patient are one decision. Columns: patient,
    /// question, answer (allow, refuse, undecided), channel (paper, phone) and, if you like, language, staff (who
    /// entered it) and scan (where the paper is).
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
            What::Answers(source) => source.import(|file, catalogues, _| answers(file, catalogues)).await,
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
        read: impl Fn(&Path, &Catalogues, DateTime<Utc>) -> Result<Vec<PatientEvent>, Faults>,
    ) -> Result<(), Failure> {
        let store = Store::open(self.database.location()?, GROUP).await?;
        let catalogues = terms::in_force(&store, self.catalogue.as_deref()).await?;
        let now = Utc::now();
        let events = read(&self.file, &catalogues, now)?;
        let progress = ProgressBar::new(events.len().try_into().unwrap_or(u64::MAX));
        let done = store.write(Insert { events, now, progress: progress.clone() }).await?;
        progress.finish_and_clear();
        eprintln!(
            "Recorded {} ({} were there before); {} new patients.",
            done.events, done.known, done.patients
        );
        Ok(())
    }
}

/// Reads notices. The same notice has the same id each time, so that a file imported twice counts once.
///
/// # Errors
/// Every row that is broken.
pub fn notices(
    file: &Path,
    catalogues: &Catalogues,
    now: DateTime<Utc>,
) -> Result<Vec<PatientEvent>, Faults> {
    let offset = Duration::minutes(catalogues.current().provider.utc_offset_minutes.into());
    let today = (now + offset).date_naive();
    table::read(file, NOTICES, |row| {
        let patient = row.required("patient")?.to_owned();
        let on: NaiveDate =
            row.required("on")?.parse().map_err(|_| fault("on", "is not a date like 2026-04-01"))?;
        if on > today {
            return Err(fault("on", format!("{on} has not come yet")));
        }
        let routes = "mail, app, paper, post, tablet, insurance-terminal";
        let route: NoticeRoute = row.named("route", routes)?;
        let notice = Notice { programme: opt_out_programme(row, catalogues)?, route, on };
        let terms = terms_of(row, catalogues)?;
        let name = format!("notice\n{patient}\n{}\n{}\n{on}", notice.programme, row.required("route")?);
        let event = Event {
            id: EventId(named_id(&name)),
            actor: Actor::Staff,
            channel: channel_of(route),
            desk: entered_by(row),
            terms: terms.clone(),
            device_time: None,
            body: Body::Notified(notice),
        };
        Ok(PatientEvent { patient, language: terms.language, event })
    })
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

/// An id that the same name always gets (RFC 9562, section 5.8).
fn named_id(name: &str) -> Uuid {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = sha256(name.as_bytes());
    Uuid::new_v8([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
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
}

/// How the answers of one patient came.
#[derive(Clone, PartialEq)]
struct Given {
    channel: Channel,
    terms: TermsShown,
    desk: Option<Desk>,
}

/// Who entered a row, where it says so, and where the paper is.
fn entered_by(row: &Row<'_>) -> Option<Desk> {
    let staff = row.text("staff")?.to_owned();
    Some(Desk { staff, scan: row.text("scan").map(str::to_owned) })
}

/// Reads answers: the rows of one patient are one decision, entered by staff.
///
/// # Errors
/// Every row that is broken.
pub fn answers(file: &Path, catalogues: &Catalogues) -> Result<Vec<PatientEvent>, Faults> {
    let mut asked = BTreeSet::new();
    let mut circumstances = HashMap::new();
    let rows = table::read(file, ANSWERS, |row| {
        let row = answer_row(row, catalogues)?;
        if !asked.insert((row.patient.clone(), row.question.clone())) {
            return Err(fault("question", format!("\"{}\" was answered in an earlier row", row.question)));
        }
        if *circumstances.entry(row.patient.clone()).or_insert_with(|| row.given.clone()) != row.given {
            let what = "the rows of one patient must have one channel, language, staff and scan";
            return Err(fault("channel", what));
        }
        Ok(row)
    })?;
    let mut order = Vec::new();
    let mut decisions: HashMap<String, (Given, BTreeMap<QuestionId, Answer>)> = HashMap::new();
    for AnswerRow { patient, question, answer, given } in rows {
        let decision = decisions.entry(patient).or_insert_with_key(|patient| {
            order.push(patient.clone());
            (given, BTreeMap::new())
        });
        decision.1.insert(question, answer);
    }
    let event = |patient: String| Some(answered(decisions.remove(&patient)?, patient));
    Ok(order.into_iter().filter_map(event).collect())
}

fn answer_row(row: &Row<'_>, catalogues: &Catalogues) -> Result<AnswerRow, Fault> {
    let question: QuestionId = row.parse("question")?;
    if catalogues.current().question(&question).is_none() {
        return Err(fault("question", format!("the catalogue has no \"{question}\"")));
    }
    let channel = row.named("channel", "paper, phone")?;
    if matches!(channel, Channel::App | Channel::Kiosk) {
        return Err(fault("channel", "answers from the app come from the app; here: paper, phone"));
    }
    Ok(AnswerRow {
        patient: row.required("patient")?.to_owned(),
        question,
        answer: row.named("answer", "allow, refuse, undecided")?,
        given: Given { channel, terms: terms_of(row, catalogues)?, desk: entered_by(row) },
    })
}

fn answered(decision: (Given, BTreeMap<QuestionId, Answer>), patient: String) -> PatientEvent {
    let (Given { channel, terms, desk }, answers) = decision;
    let language = terms.language.clone();
    let event = Event {
        id: EventId(Uuid::now_v7()),
        actor: Actor::Staff,
        channel,
        desk,
        terms,
        device_time: None,
        body: Body::Decided(Decision::Answered {
            answers: answers.into_iter().collect(),
            explained: Vec::new(),
        }),
    };
    PatientEvent { patient, language, event }
}

/// The words the patient saw: those in force, in the row's language or the original.
fn terms_of(row: &Row<'_>, catalogues: &Catalogues) -> Result<TermsShown, Fault> {
    let language = row.language_or_first(&catalogues.current().languages)?;
    Ok(TermsShown { catalogue: catalogues.current_digest().clone(), language })
}
