//! The rules again, written naively: happenings are walked one by one, facts stand in a table by hand, and
//! nothing of the domain's record, standing or catalogue is used. Slow, plain, and of another mind.

use crate::history::{DAY, HOUR, Happening, Said};
use crate::sample::{CURRENT, EARLIER, day, first_day};
use chrono::{Datelike, NaiveDate};
use nattoku_consent::catalogue::RecipientKind::{self, *};
use nattoku_consent::permit::{ReviewedCase, UseScope};
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

/// What was said, in order, before an instant: when it took effect, in which words, and what.
struct Past<'a>(Vec<(i64, char, &'a Said)>);

fn past(history: &[Happening], at: i64) -> Past<'_> {
    let mut now = i64::MIN;
    let mut seen = Vec::new();
    for happening in history {
        now = if happening.clock > now { happening.clock } else { now };
        if now <= at {
            seen.push((now, happening.terms, &happening.said));
        }
    }
    Past(seen)
}

/// Whether a use is permitted at an instant.
pub(crate) fn permits(history: &[Happening], wanted: &Use, at: i64) -> bool {
    let question = wanted.purpose.as_str();
    let past = past(history, at);
    if ["abroad", "genome", "act-genome"].contains(&question) {
        return false;
    }
    let Some(today) = words(CURRENT, question) else { return false };
    let shown = match today.wait {
        None => says_yes(&past, question, at),
        Some(_) => is_told_and_silent(&past, question, at),
    };
    let Some(shown) = shown else { return false };
    let named = shown.named.contains(&wanted.recipient);
    let within = match &wanted.scope {
        UseScope::Within => named,
        UseScope::Reviewed(case, review) => {
            let refused = past.0.iter().any(|(_, _, said)| **said == refused_use(review.as_str()));
            let another = *case != ReviewedCase::OtherDisease;
            shown.covers.contains(case) && (named || another) && !refused
        }
    };
    let open = |wish: bool, condition: Option<&str>| {
        !wish || condition.is_some_and(|condition| says_yes(&past, condition, at).is_some())
    };
    let (abroad, genome) = match today.programme {
        "registry" => (Some("abroad"), Some("genome")),
        "act" => (None, Some("act-genome")),
        _ => (None, None),
    };
    within && open(wanted.abroad, abroad) && open(wanted.genome, genome)
}

fn refused_use(review: &str) -> Said {
    Said::RefusedUse(if review == "review-1" { "review-1" } else { "review-2" })
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

/// The words of a yes that still holds: the last word was yes, and it has not run out.
fn says_yes(past: &Past<'_>, question: &str, at: i64) -> Option<Words> {
    let today = words(CURRENT, question)?;
    let mut yes = None;
    for (since, terms, said) in &past.0 {
        if stops(said, today.programme) {
            yes = None;
        }
        match answer_in(said, question) {
            Some(Answer::Allow) => yes = Some((*since, *terms)),
            Some(_) => yes = None,
            None => {}
        }
    }
    let (since, terms) = yes?;
    let shown = same_question(terms, question)?;
    let runs_out = |months: Option<u32>| months.is_some_and(|months| at >= months_later(since, months));
    (!runs_out(shown.months) && !runs_out(today.months)).then_some(shown)
}

/// The words last told whose wait is over, if no refusal stands.
fn is_told_and_silent(past: &Past<'_>, question: &str, at: i64) -> Option<Words> {
    let (mut refused, mut last_is_void) = (false, false);
    let mut told = None;
    for (_, terms, said) in &past.0 {
        refused |= stops(said, "act");
        last_is_void &= !stops(said, "act");
        match answer_in(said, question) {
            Some(Answer::Allow) => {
                last_is_void = same_question(*terms, question).is_none();
                refused &= last_is_void;
            }
            Some(Answer::Refuse) => (refused, last_is_void) = (true, false),
            Some(Answer::Undecided) => last_is_void = false,
            None => {}
        }
        if let Said::Told("act", on) = said
            && let Some(shown) = same_question(*terms, question)
            && at >= first_use(*on, &shown, question)?
        {
            told = Some(shown);
        }
    }
    told.filter(|_| !refused && !last_is_void)
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
