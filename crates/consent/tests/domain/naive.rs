//! The rules again, written naively: happenings are walked one by one, facts stand in a table by hand, and
//! nothing of the domain's record, standing or catalogue is used. Slow, plain, and of another mind.

use reviews::{are_named, is_approved, name_of, shown_data};

mod reviews;

use crate::history::{By, DAY, HOUR, Happening, Said};
use crate::people::Asked;
use crate::sample::{CURRENT, EARLIER, day, first_day};
use chrono::{Datelike, NaiveDate};
use nattoku_consent::catalogue::RecipientKind::{self, *};
use nattoku_consent::permit::{ReviewedCase, ReviewedUse, UseScope};
use nattoku_consent::{Answer, Use};

/// What a version of the words says of a question.
struct Words {
    programme: &'static str,
    /// Under opt-out: how long the wait is.
    wait: Option<u64>,
    months: Option<u32>,
    named: &'static [RecipientKind],
    covers: &'static [ReviewedCase],
}

const DISEASE: &[ReviewedCase] = &[ReviewedCase::OtherDisease];
const RECIPIENT: &[ReviewedCase] = &[ReviewedCase::OtherRecipient];
const BOTH: &[ReviewedCase] = &[ReviewedCase::OtherPurposeAndRecipient];

/// What the words say; a condition such as `abroad` names nobody.
fn words(terms: char, question: &str) -> Option<Words> {
    let opt_in = |programme, months, named, covers| Words { programme, wait: None, months, named, covers };
    let act = |wait, named, covers| Words { programme: "act", wait: Some(wait), months: None, named, covers };
    Some(match (terms, question) {
        (CURRENT, "research") => opt_in("registry", Some(1), &[University, Hospital], DISEASE),
        (CURRENT, "drugs") => opt_in("registry", Some(1), &[University, DrugCompany], RECIPIENT),
        (CURRENT, "planning") => opt_in("registry", Some(1), &[Government], &[]),
        (CURRENT, "abroad" | "genome") => opt_in("registry", Some(1), &[], &[]),
        (CURRENT, "rare") => opt_in("society", None, &[AcademicSociety, University], BOTH),
        (CURRENT, "care") => opt_in("society", None, &[Clinic], &[]),
        (CURRENT, "moved") => opt_in("society", None, &[University], &[]),
        (CURRENT, "regional") => opt_in("region", None, &[Clinic], &[]),
        (CURRENT, "safety") => act(30, &[University, DrugCompany], DISEASE),
        (CURRENT, "prevention") => act(30, &[Municipality], &[]),
        (CURRENT, "act-genome") => act(30, &[], &[]),
        (EARLIER, "research") => opt_in("registry", Some(3), &[University, Hospital], DISEASE),
        (EARLIER, "drugs" | "retired" | "moved") => opt_in("registry", Some(3), &[University], &[]),
        (EARLIER, "abroad") => opt_in("registry", Some(3), &[], &[]),
        (EARLIER, "rare") => opt_in("society", Some(2), &[University], &[]),
        (EARLIER, "safety") => act(45, &[University], &[]),
        (EARLIER, "prevention") => act(45, &[Municipality], &[]),
        (EARLIER, "regional") => Words { programme: "region", ..act(10, &[Clinic], &[]) },
        // `act-genome` is not among them: it asked about something else.
        (EARLIER, "care") => act(45, &[Clinic], &[]),
        _ => return None,
    })
}

/// A happening and when it took effect.
#[derive(Clone, Copy)]
struct Line<'a> {
    at: i64,
    place: u64,
    terms: char,
    by: By,
    said: &'a Said,
}

/// What happened, in order, and the instant that is asked about.
struct Past<'a> {
    lines: Vec<Line<'a>>,
    at: i64,
    /// The instant from which the person counts as grown up, if they ever were a child.
    grown: Option<i64>,
}

/// Midnight in Japan at the beginning of a day.
fn midnight(day: u64) -> i64 {
    i64::try_from(day).unwrap_or(i64::MAX) * DAY - 9 * HOUR
}

impl<'a> Past<'a> {
    fn new(history: &'a [Happening], counts: impl Fn(i64) -> Option<i64>, at: i64) -> Self {
        let mut now = i64::MIN;
        let mut lines = Vec::new();
        for (place, Happening { clock, terms, by, said, .. }) in (0..).zip(history) {
            now = if *clock > now { *clock } else { now };
            if let Some(at) = counts(now) {
                lines.push(Line { at, place, terms: *terms, by: *by, said });
            }
        }
        let mut grown = lines.iter().rev().filter_map(|line| match line.said {
            Said::Begun { parent, of_age, day } if *parent || *of_age => Some(midnight(*day)),
            _ => None,
        });
        let grown = grown.next();
        Self { lines, at, grown }
    }

    fn is_child(&self) -> bool {
        self.grown.is_some_and(|grown| self.at < grown)
    }

    /// Whether something happened to the child of somebody who is grown up by now.
    fn to_the_child(&self, then: i64) -> bool {
        self.grown.is_some_and(|grown| then < grown && grown <= self.at)
    }

    /// Whether a line of a proxy may count: a yes also needs a mandate whose day is not over.
    fn is_void(&self, line: &Line<'_>, is_yes: bool) -> bool {
        let By::Proxy(mandate) = line.by else { return false };
        let mut day = None;
        for earlier in self.lines.iter().filter(|earlier| earlier.place < line.place) {
            match earlier.said {
                Said::Begun { day: ends, .. } if earlier.place == mandate => day = Some(*ends),
                Said::Ended(ended) if *ended == mandate => return true,
                _ => {}
            }
        }
        day.is_none_or(|day| is_yes && line.at >= midnight(day))
    }

    /// What people stated about a question, in order: `None` is a withdrawal.
    fn statements(&self, question: &str, programme: &str) -> Vec<(Line<'a>, Option<Answer>)> {
        let statement = |line: &Line<'a>| {
            if stops(line.said, programme) { Some(None) } else { answer_in(line.said, question).map(Some) }
        };
        let stated = self.lines.iter().filter_map(|line| Some((*line, statement(line)?)));
        stated.filter(|(line, answer)| !self.is_void(line, *answer == Some(Answer::Allow))).collect()
    }

    /// Whether a refusal of anybody stands that nobody who may has taken back.
    fn is_refused(&self, question: &str, programme: &str) -> bool {
        let (mut own, mut proxys) = (false, false);
        for (line, answer) in self.statements(question, programme) {
            let is_own = line.by == By::Person;
            match answer {
                None | Some(Answer::Refuse) if is_own => own = true,
                None | Some(Answer::Refuse) => proxys = true,
                Some(Answer::Allow) if same_question(line.terms, question).is_some() => {
                    own &= !is_own;
                    proxys &= is_own && (self.is_child() || self.to_the_child(line.at));
                }
                Some(_) => {}
            }
        }
        own || proxys
    }

    /// Whether somebody refused one reviewed use, and nobody who may has taken it back.
    fn refuses_use(&self, review: &'static str) -> bool {
        let (mut own, mut proxys) = (false, false);
        for line in &self.lines {
            let is_own = line.by == By::Person;
            if *line.said == Said::RefusedUse(review) {
                if is_own { own = true } else { proxys = true }
            }
            let counts = [CURRENT, EARLIER].contains(&line.terms) && !self.is_void(line, true);
            if *line.said == Said::TookBackUse(review) && counts {
                own &= !is_own;
                proxys &= is_own && self.grown.is_some_and(|grown| line.at < grown);
            }
        }
        own || proxys
    }

    /// The statements of whoever decides: a child's guardian, otherwise everybody alike.
    fn deciding(&self, question: &str, programme: &str) -> Vec<(Line<'a>, Option<Answer>)> {
        let mut statements = self.statements(question, programme);
        statements.retain(|(line, _)| !self.is_child() || line.by != By::Person);
        statements
    }
}

/// Whether a use is permitted, as the ledger had it at an instant, or now.
pub(crate) fn permits(history: &[Happening], wanted: &Use, asked: Asked) -> bool {
    let ledger = history.iter().map(|happening| happening.clock).max().unwrap_or(i64::MIN);
    let by_ledger = |at| {
        let past = Past::new(history, |then| (then <= at).then_some(then), at);
        permits_in(&past, wanted)
    };
    match asked {
        Asked::At(at) => by_ledger(at),
        // Every line has happened by now, and must be judged so by either clock.
        Asked::Now(clock) => {
            permits_in(&Past::new(history, |then| Some(then.min(clock)), clock), wanted)
                && (ledger <= clock || by_ledger(ledger))
        }
    }
}

fn permits_in(past: &Past<'_>, wanted: &Use) -> bool {
    let question = wanted.purpose.as_str();
    if ["abroad", "genome", "act-genome"].contains(&question) {
        return false;
    }
    let Some(today) = words(CURRENT, question) else { return false };
    let shown = match today.wait {
        None => says_yes(past, question),
        Some(_) => is_told_and_silent(past, question),
    };
    let Some(shown) = shown else { return false };
    let named = shown.named.contains(&wanted.recipient);
    let within = match &wanted.scope {
        UseScope::Within => named,
        UseScope::Reviewed(ReviewedUse { case, review, conditions_met }) => {
            let refused = past.refuses_use(name_of(review.as_str()));
            let another = *case != ReviewedCase::OtherDisease;
            shown.covers.contains(case)
                && (named || another)
                && !refused
                && is_approved(name_of(review.as_str()), *case, wanted, *conditions_met, past.at)
        }
    };
    let within = within && are_named(shown_data(question, shown.wait), wanted);
    let open = |wish: bool, condition: Option<&str>| {
        !wish || condition.is_some_and(|condition| says_yes(past, condition).is_some())
    };
    let (abroad, genome) = match today.programme {
        "registry" => (Some("abroad"), Some("genome")),
        "act" => (None, Some("act-genome")),
        _ => (None, None),
    };
    within && open(wanted.abroad, abroad) && open(wanted.genome, genome)
}

/// The words that were shown for a question, if they asked what is asked today.
fn same_question(terms: char, question: &str) -> Option<Words> {
    let (then, today) = (words(terms, question)?, words(CURRENT, question)?);
    (then.programme == today.programme && then.wait.is_some() == today.wait.is_some()).then_some(then)
}

fn stops(said: &Said, programme: &str) -> bool {
    *said == Said::StoppedAll || matches!(said, Said::StoppedOne(one) if *one == programme)
}

fn answer_in(said: &Said, question: &str) -> Option<Answer> {
    let Said::Answered(answers) = said else { return None };
    answers.iter().find(|(asked, _)| *asked == question).map(|(_, answer)| *answer)
}

/// The words of a yes that still holds: the last word of who decides was yes, nobody's no stands against it, it was
/// not said for a child that has grown up, and it has not run out.
fn says_yes(past: &Past<'_>, question: &str) -> Option<Words> {
    let today = words(CURRENT, question)?;
    let (line, answer) = *past.deciding(question, today.programme).last()?;
    if answer != Some(Answer::Allow)
        || past.is_refused(question, today.programme)
        || past.to_the_child(line.at)
    {
        return None;
    }
    let shown = same_question(line.terms, question)?;
    let runs_out =
        |months: Option<u32>| months.is_some_and(|months| past.at >= months_later(line.at, months));
    (!runs_out(shown.months) && !runs_out(today.months)).then_some(shown)
}

/// The words last told whose wait is over, if no refusal stands.
fn is_told_and_silent(past: &Past<'_>, question: &str) -> Option<Words> {
    let mut deciding = past.deciding(question, "act");
    deciding.retain(|(_, answer)| *answer != Some(Answer::Undecided));
    // A yes to words nobody knows says neither yes nor nothing.
    let void = deciding.last().is_some_and(|(line, _)| same_question(line.terms, question).is_none());
    if void || past.is_refused(question, "act") {
        return None;
    }
    let mut told = None;
    for line in &past.lines {
        if let Said::Told("act", on) = line.said
            && !past.to_the_child(line.at)
            && !past.to_the_child(midnight(*on))
            && let Some(shown) = same_question(line.terms, question)
            && past.at >= first_use(*on, &shown, question)?
        {
            told = Some(shown);
        }
    }
    told
}

/// The midnight in Japan at which a notice's wait is over: the longer of the two that were told and are in force.
fn first_use(on: u64, shown: &Words, question: &str) -> Option<i64> {
    let wait = shown.wait?.max(words(CURRENT, question)?.wait?);
    Some(i64::try_from(on + wait + 1).ok()? * DAY - 9 * HOUR)
}

/// The same day and time some months later in Japan, or the last day of a month that is too short.
fn months_later(since: i64, months: u32) -> i64 {
    let in_japan = since + 9 * HOUR;
    let (days, rest) = (in_japan.div_euclid(DAY), in_japan.rem_euclid(DAY));
    let from = day(0) + chrono::Duration::days(days);
    let month0 = from.month0() + months;
    let year = from.year() + i32::try_from(month0 / 12).expect("few years");
    let on = |day| NaiveDate::from_ymd_opt(year, month0 % 12 + 1, day);
    let then = (1..=from.day()).rev().find_map(on).expect("a month has a day");
    (then - first_day()).num_days() * DAY + rest - 9 * HOUR
}
