//! What holds for a question at an instant, since when and why.

use crate::catalogue::{Catalogue, Catalogues, Mode, Modifier, Programme, Purpose, Question};
use crate::event::{Answer, TermsShown};
use crate::id::QuestionId;
use crate::record::{Moment, Noticed, Record, latest};
use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};

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
        Some(Question::Modifier(programme, modifier)) => view.modifier(programme, modifier),
        Some(Question::Purpose(programme, purpose)) => match programme.mode {
            Mode::OptIn => view.opted_in(programme, &purpose.id),
            Mode::NoticeOptOut { wait_days } => view.not_opted_out(programme, purpose, wait_days),
        },
    }
}

/// The first instant of use after a notice: the start of the day after `wait_days` whole days, by the
/// provider's wall clock. `None` where the calendar ends: then there is no such instant.
#[must_use]
pub fn use_begins(catalogue: &Catalogue, notified: NaiveDate, wait_days: u16) -> Option<DateTime<Utc>> {
    let first_day = notified.checked_add_days(Days::new(u64::from(wait_days) + 1))?;
    let midnight = first_day.and_hms_opt(0, 0, 0)?.and_utc();
    midnight.checked_sub_signed(Duration::minutes(i64::from(catalogue.provider.utc_offset_minutes)))
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

impl View<'_> {
    fn last_said(&self, programme: &Programme, question: &QuestionId) -> Said<'_> {
        let answer = latest(self.record.answers_to(question), self.at);
        let withdrawal = latest(self.record.withdrawals_from(&programme.id), self.at);
        match (answer, withdrawal) {
            (None, None) => Said::Nothing,
            (Some(answer), Some(withdrawal)) if answer.entry.number > withdrawal.entry.number => {
                Said::Answered(answer)
            }
            (Some(answer), None) => Said::Answered(answer),
            (_, Some(withdrawal)) => Said::Withdrew(withdrawal),
        }
    }

    fn opted_in(&self, programme: &Programme, question: &QuestionId) -> Standing {
        match self.last_said(programme, question) {
            Said::Nothing => Standing::NotAnswered,
            Said::Withdrew(moment) => self.withdrawn(question, &moment),
            Said::Answered(moment) => match moment.what {
                Answer::Refuse => Standing::Refused { since: moment.since },
                Answer::Undecided => Standing::Undecided { since: moment.since },
                Answer::Allow => self.allowed(programme, question, &moment),
            },
        }
    }

    fn modifier(&self, programme: &Programme, modifier: &Modifier) -> Standing {
        // A modifier opens something more; it takes an explicit yes in every legal mode (S31, S32).
        self.opted_in(programme, &modifier.id)
    }

    /// Stopping what was never allowed is a refusal from the start; the words on the screen differ.
    fn withdrawn(&self, question: &QuestionId, moment: &Moment<'_, ()>) -> Standing {
        let mut answers = self.record.answers_to(question);
        match answers
            .rfind(|answer| answer.entry.number < moment.entry.number)
            .map(|answer| (answer.what, answer.since))
        {
            Some((Answer::Refuse, since)) => Standing::Refused { since },
            _ => Standing::Withdrawn { since: moment.since },
        }
    }

    fn allowed(&self, programme: &Programme, question: &QuestionId, moment: &Moment<'_, Answer>) -> Standing {
        if !self.knows(&moment.entry.event.terms, question) {
            return Standing::Unknown;
        }
        if let Some(months) = programme.expires_after_months {
            match moment.since.checked_add_months(Months::new(months)) {
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

    fn not_opted_out(&self, programme: &Programme, purpose: &Purpose, wait_days: u16) -> Standing {
        let not_refused_again = match self.last_said(programme, &purpose.id) {
            Said::Withdrew(moment) => return Standing::Refused { since: moment.since },
            Said::Answered(moment) => match moment.what {
                Answer::Refuse => return Standing::Refused { since: moment.since },
                Answer::Allow if !self.knows(&moment.entry.event.terms, &purpose.id) => {
                    return Standing::Unknown;
                }
                Answer::Allow => Some(moment.since),
                Answer::Undecided => return self.undecided_opt_out(programme, purpose, wait_days, &moment),
            },
            Said::Nothing => None,
        };
        self.told(programme, purpose, wait_days, not_refused_again)
    }

    /// 今は決めない is no refusal, unless it takes one back: then the refusal holds (fail closed).
    fn undecided_opt_out(
        &self,
        programme: &Programme,
        purpose: &Purpose,
        wait_days: u16,
        moment: &Moment<'_, Answer>,
    ) -> Standing {
        let refusals = self.record.answers_to(&purpose.id).filter(|answer| answer.what == Answer::Refuse);
        let withdrawals =
            self.record.withdrawals_from(&programme.id).map(|moment| (moment.entry.number, moment.since));
        let stopped = refusals.map(|answer| (answer.entry.number, answer.since)).chain(withdrawals);
        let allowed = self.record.answers_to(&purpose.id).filter(|answer| answer.what == Answer::Allow);
        let allowed =
            allowed.map(|answer| answer.entry.number).filter(|number| *number < moment.entry.number).max();
        match stopped.filter(|(number, _)| *number < moment.entry.number && Some(*number) > allowed).max() {
            Some((_, since)) => Standing::Refused { since },
            None => self.told(programme, purpose, wait_days, None),
        }
    }

    fn told(
        &self,
        programme: &Programme,
        purpose: &Purpose,
        wait_days: u16,
        not_before: Option<DateTime<Utc>>,
    ) -> Standing {
        let Some(first) = self.first_notice(programme) else { return Standing::NotNotified };
        if !self.knows(&first.entry.event.terms, &purpose.id) {
            return Standing::Unknown;
        }
        let Some(until) = use_begins(self.catalogues.current(), first.what.on, wait_days) else {
            return Standing::Unknown;
        };
        if self.at < until {
            return Standing::Waiting { notified: first.what.on, until };
        }
        // What the ledger learned of a notice later than the wait ended counts from when it learned it.
        let since = until.max(first.since).max(not_before.unwrap_or(until));
        Standing::Allowed { since, basis: Basis::NotRefused, terms: first.entry.event.terms.clone() }
    }

    fn first_notice(&self, programme: &Programme) -> Option<Moment<'_, Noticed>> {
        let notices = self.record.notices_of(&programme.id);
        notices
            .filter(|moment| moment.since <= self.at)
            .min_by_key(|moment| (moment.what.on, moment.entry.number))
    }

    fn knows(&self, terms: &TermsShown, question: &QuestionId) -> bool {
        self.catalogues.get(&terms.catalogue).is_some_and(|catalogue| catalogue.question(question).is_some())
    }
}
