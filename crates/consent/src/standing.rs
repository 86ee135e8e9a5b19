//! What holds for a question at an instant, since when and why.

use crate::catalogue::{Catalogue, Catalogues, Mode, Programme, Question};
use crate::event::{Answer, TermsShown};
use crate::id::QuestionId;
use crate::record::{Moment, Noticed, Record, latest};
use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};
use std::mem::discriminant;

/// What holds for a question. Only [`Standing::Allowed`] lets anything happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The catalogue in force, or the one that was shown, does not know the question.
    Unknown,
    /// Opt-in, and no answer yet.
    NotAnswered,
    /// Opt-out, and not yet told (未通知).
    NotNotified,
    /// Opt-out, told, and the time to refuse is still running.
    Waiting {
        /// The day of the notice.
        notified: NaiveDate,
        /// The first instant at which use may begin.
        until: DateTime<Utc>,
    },
    /// Use is permitted.
    Allowed {
        /// From when on.
        since: DateTime<Utc>,
        /// Why.
        basis: Basis,
        /// The words this rests on.
        terms: TermsShown,
    },
    /// Answered 今は決めない.
    Undecided {
        /// From when on.
        since: DateTime<Utc>,
    },
    /// Answered no (不同意).
    Refused {
        /// From when on.
        since: DateTime<Utc>,
    },
    /// Stopped after the fact.
    Withdrawn {
        /// From when on.
        since: DateTime<Utc>,
    },
    /// The yes has run its time.
    Expired {
        /// From when on.
        since: DateTime<Utc>,
    },
}

/// Why a use is permitted. Silence is never called consent (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The patient said yes.
    Answer,
    /// The patient was told and did not refuse within the time.
    NotRefused,
}

/// What holds for a question at an instant, by the catalogue in force.
#[must_use]
pub fn standing(
    catalogues: &Catalogues,
    record: &Record,
    question: &QuestionId,
    at: DateTime<Utc>,
) -> Standing {
    let view = View { catalogues, record, at };
    match catalogues.current().question(question) {
        None => Standing::Unknown,
        // A modifier opens something more; it takes an explicit yes in every legal mode (S31, S32).
        Some(question @ Question::Modifier(..)) => view.opted_in(question),
        Some(question @ Question::Purpose(programme, _)) => match programme.mode {
            Mode::OptIn => view.opted_in(question),
            Mode::NoticeOptOut { .. } => view.not_opted_out(question),
        },
    }
}

/// The first instant of use after a notice: the start of the day after `wait_days` whole days, by the
/// provider's wall clock. `None` where the calendar ends: then there is no such instant.
#[must_use]
pub fn use_begins(catalogue: &Catalogue, notified: NaiveDate, wait_days: u16) -> Option<DateTime<Utc>> {
    let first_day = notified.checked_add_days(Days::new(u64::from(wait_days) + 1))?;
    let midnight = first_day.and_hms_opt(0, 0, 0)?.and_utc();
    midnight.checked_sub_signed(offset(catalogue))
}

/// The instant at which an answer runs out, its months counted by the provider's wall clock: the same time of
/// the same day, or of the last day of a shorter month.
fn runs_out(catalogue: &Catalogue, since: DateTime<Utc>, months: u32) -> Option<DateTime<Utc>> {
    let local = since.checked_add_signed(offset(catalogue))?.checked_add_months(Months::new(months))?;
    local.checked_sub_signed(offset(catalogue))
}

fn offset(catalogue: &Catalogue) -> Duration {
    Duration::minutes(i64::from(catalogue.provider.utc_offset_minutes))
}

struct View<'a> {
    catalogues: &'a Catalogues,
    record: &'a Record,
    at: DateTime<Utc>,
}

/// The last thing a person said about a question.
enum Said<'a> {
    Nothing,
    Answered(Moment<'a, Answer>),
    Withdrew(Moment<'a, ()>),
}

impl<'a> View<'a> {
    fn last_said(&self, question: Question<'_>) -> Said<'a> {
        let answer = latest(self.record.answers_to(question.id()), self.at);
        let withdrawal = latest(self.record.withdrawals_from(&question.programme().id), self.at);
        match (answer, withdrawal) {
            (None, None) => Said::Nothing,
            (Some(answer), Some(withdrawal)) if answer.entry.number > withdrawal.entry.number => {
                Said::Answered(answer)
            }
            (Some(answer), None) => Said::Answered(answer),
            (_, Some(withdrawal)) => Said::Withdrew(withdrawal),
        }
    }

    fn opted_in(&self, question: Question<'_>) -> Standing {
        match self.last_said(question) {
            Said::Nothing => Standing::NotAnswered,
            Said::Withdrew(moment) => self.withdrawn(question, &moment),
            Said::Answered(moment) => match moment.what {
                Answer::Refuse => Standing::Refused { since: moment.since },
                Answer::Undecided => Standing::Undecided { since: moment.since },
                Answer::Allow => self.allowed(question, &moment),
            },
        }
    }

    /// Stopping what was never allowed is a refusal from the start; the words on the screen differ.
    fn withdrawn(&self, question: Question<'_>, moment: &Moment<'_, ()>) -> Standing {
        let mut answers = self.record.answers_to(question.id());
        match answers
            .rfind(|answer| answer.entry.number < moment.entry.number)
            .map(|answer| (answer.what, answer.since))
        {
            Some((Answer::Refuse, since)) => Standing::Refused { since },
            _ => Standing::Withdrawn { since: moment.since },
        }
    }

    fn allowed(&self, question: Question<'_>, moment: &Moment<'_, Answer>) -> Standing {
        let Some(shown) = self.shown(&moment.entry.event.terms, question) else { return Standing::Unknown };
        // What the patient was told holds, and so does what holds today: the shorter of the two.
        let told = [shown, question].map(|question| question.programme().expires_after_months);
        if let Some(months) = told.into_iter().flatten().min() {
            match runs_out(self.catalogues.current(), moment.since, months) {
                Some(end) if self.at < end => {}
                Some(end) => return Standing::Expired { since: end },
                None => return Standing::Unknown,
            }
        }
        Standing::Allowed {
            since: moment.since,
            basis: Basis::Answer,
            terms: moment.entry.event.terms.clone(),
        }
    }

    fn not_opted_out(&self, question: Question<'_>) -> Standing {
        match self.last_said(question) {
            Said::Nothing => self.told(question, None),
            Said::Withdrew(moment) => Standing::Refused { since: moment.since },
            Said::Answered(moment) => match moment.what {
                Answer::Refuse => Standing::Refused { since: moment.since },
                Answer::Allow if self.is_known(&moment, question) => self.told(question, Some(moment.since)),
                Answer::Allow => Standing::Unknown,
                Answer::Undecided => self.undecided_opt_out(question, &moment),
            },
        }
    }

    /// 今は決めない is no refusal, unless it takes one back: then the refusal holds (fail closed).
    fn undecided_opt_out(&self, question: Question<'_>, moment: &Moment<'_, Answer>) -> Standing {
        let answers = || self.record.answers_to(question.id());
        let refusals = answers().filter(|answer| answer.what == Answer::Refuse);
        let withdrawals = self.record.withdrawals_from(&question.programme().id);
        let withdrawals = withdrawals.map(|moment| (moment.entry.number, moment.since));
        let stopped = refusals.map(|answer| (answer.entry.number, answer.since)).chain(withdrawals);
        // A yes to words nobody knows takes nothing back either.
        let allowed =
            answers().filter(|answer| answer.what == Answer::Allow && self.is_known(answer, question));
        let allowed =
            allowed.map(|answer| answer.entry.number).filter(|number| *number < moment.entry.number).max();
        match stopped.filter(|(number, _)| *number < moment.entry.number && Some(*number) > allowed).max() {
            Some((_, since)) => Standing::Refused { since },
            None => self.told(question, None),
        }
    }

    fn told(&self, question: Question<'_>, not_before: Option<DateTime<Utc>>) -> Standing {
        let Some(first) = self.first_notice(question.programme()) else { return Standing::NotNotified };
        let terms = &first.entry.event.terms;
        let wait = self.shown(terms, question).and_then(|shown| {
            // What the patient was told holds, and so does what holds today: the longer of the two.
            wait_days(shown).max(wait_days(question))
        });
        let until = wait.and_then(|days| use_begins(self.catalogues.current(), first.what.on, days));
        let Some(until) = until else { return Standing::Unknown };
        if self.at < until {
            return Standing::Waiting { notified: first.what.on, until };
        }
        // What the ledger learned of a notice later than the wait ended counts from when it learned it.
        let since = until.max(first.since).max(not_before.unwrap_or(until));
        Standing::Allowed { since, basis: Basis::NotRefused, terms: terms.clone() }
    }

    fn first_notice(&self, programme: &Programme) -> Option<Moment<'a, Noticed>> {
        let notices = self.record.notices_of(&programme.id);
        notices
            .filter(|moment| moment.since <= self.at)
            .min_by_key(|moment| (moment.what.on, moment.entry.number))
    }

    fn is_known(&self, moment: &Moment<'_, Answer>, question: Question<'_>) -> bool {
        self.shown(&moment.entry.event.terms, question).is_some()
    }

    /// The question in the words that were shown, if they asked what is asked today: in the same programme,
    /// under the same legal mode, opening the same thing. Not to refuse a notice is no yes to a question (S4).
    fn shown(&self, terms: &TermsShown, question: Question<'_>) -> Option<Question<'a>> {
        let shown = self.catalogues.get(&terms.catalogue)?.question(question.id())?;
        let (then, today) = (shown.programme(), question.programme());
        let opens_the_same = match (shown, question) {
            (Question::Purpose(..), Question::Purpose(..)) => true,
            (Question::Modifier(_, then), Question::Modifier(_, today)) => then.kind == today.kind,
            _ => false,
        };
        let same_mode = discriminant(&then.mode) == discriminant(&today.mode);
        (then.id == today.id && same_mode && opens_the_same).then_some(shown)
    }
}

const fn wait_days(question: Question<'_>) -> Option<u16> {
    match question.programme().mode {
        Mode::OptIn => None,
        Mode::NoticeOptOut { wait_days } => Some(wait_days),
    }
}
