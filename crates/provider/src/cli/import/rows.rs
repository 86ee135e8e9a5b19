//! The rows of a file of notices or answers, read into events: what a row must say, and that the same row is the same
//! event each time.

use crate::cli::table::{self, Columns, Fault, Faults, Row, fault};
use crate::store::bulk::{PatientEvent, named_id, row_id};
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, TermsShown};
use nattoku_consent::paper::{local_day, words};
use nattoku_consent::{Answer, Body, Catalogues, Decision, Event, EventId, Mode, ProgrammeId, QuestionId};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use uuid::Uuid;

const NOTICES: Columns = Columns {
    required: &["patient", "programme", "route", "on", "words"],
    optional: &["language", "staff", "scan"],
};
const ANSWERS: Columns = Columns {
    required: &["patient", "question", "answer", "channel"],
    optional: &["language", "staff", "scan", "signed", "words", "confirmed_by"],
};

/// The line of each patient's answer to each question.
pub(super) type Lines = HashMap<(String, QuestionId), u64>;

/// What a file says.
#[derive(Debug)]
pub(super) struct Rows {
    /// Its events.
    pub(super) events: Vec<PatientEvent>,
    /// Where each answer stands.
    pub(super) lines: Lines,
}

/// Reads notices. The same notice has the same id each time, so that a file imported twice counts once.
///
/// # Errors
/// Every row that is broken.
pub(super) fn notices(file: &Path, catalogues: &Catalogues, now: DateTime<Utc>) -> Result<Rows, Faults> {
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
pub(super) fn answers(file: &Path, catalogues: &Catalogues, now: DateTime<Utc>) -> Result<Rows, Faults> {
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
        None => (catalogues.current_digest(), &**catalogues.current()),
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
