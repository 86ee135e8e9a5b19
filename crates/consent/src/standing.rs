//! What holds for a question at an instant, since when and why.

mod as_of;
mod mandates;
mod precedence;
mod use_refusal;

pub use as_of::AsOf;
pub use mandates::{is_active, is_child};
pub use use_refusal::refuses_use;
pub(crate) use use_refusal::refuses_use_at;

use crate::catalogue::{Catalogue, Catalogues, Mode, Question};
use crate::event::{Answer, TermsShown};
use crate::id::QuestionId;
use crate::record::{Noticed, Record, Recorded, Statement};
use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};
use mandates::of_age;
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
        /// When the permission ends by itself, if it does.
        until: Option<DateTime<Utc>>,
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
    /// The person came of age: what was allowed for the child does not carry over, and they are asked anew.
    CameOfAge {
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

/// What holds for a question, by the catalogue in force.
#[must_use]
pub fn standing(
    catalogues: &Catalogues,
    record: &Record,
    question: &QuestionId,
    as_of: impl Into<AsOf>,
) -> Standing {
    let allowed = |record: &Record, at| match standing_at(catalogues, record, question, at) {
        allowed @ Standing::Allowed { .. } => Ok(allowed),
        denied => Err(denied),
    };
    as_of.into().strictest(record, allowed).unwrap_or_else(|denied| denied)
}

pub(crate) fn standing_at(
    catalogues: &Catalogues,
    record: &Record,
    question: &QuestionId,
    at: DateTime<Utc>,
) -> Standing {
    let of_age = of_age(catalogues.current(), record, at);
    let view = View { catalogues, record, at, of_age, is_child: of_age.is_some_and(|of_age| at < of_age) };
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
    begins(catalogue, notified.checked_add_days(Days::new(u64::from(wait_days) + 1))?)
}

/// The first instant of a day by the provider's wall clock. `None` where the calendar ends.
#[must_use]
pub fn begins(catalogue: &Catalogue, day: NaiveDate) -> Option<DateTime<Utc>> {
    day.and_hms_opt(0, 0, 0)?.and_utc().checked_sub_signed(offset(catalogue))
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
    /// When the person comes, or came, of age, where that is known.
    of_age: Option<DateTime<Utc>>,
    /// Whether that is still to come.
    is_child: bool,
}

impl<'a> View<'a> {
    fn opted_in(&self, question: Question<'_>) -> Standing {
        let precedence = self.precedence(question);
        let is_undecided =
            |statement: &Recorded<'_, Statement>| statement.what == Statement::Answer(Answer::Undecided);
        if let Some(undecided) =
            precedence.latest.filter(is_undecided).filter(|_| precedence.objection().is_some())
        {
            return Standing::Undecided { since: undecided.since };
        }
        match precedence.objection().or(precedence.deciding) {
            None => Standing::NotAnswered,
            Some(statement) => match statement.what {
                Statement::Withdrawal => self.withdrawn(question, &statement),
                Statement::Answer(Answer::Refuse) => Standing::Refused { since: statement.since },
                Statement::Answer(Answer::Undecided) => Standing::Undecided { since: statement.since },
                Statement::Answer(Answer::Allow) => self.allowed(question, &statement),
            },
        }
    }

    /// Stopping what was never allowed is a refusal from the start; the words on the screen differ.
    fn withdrawn(&self, question: Question<'_>, withdrawal: &Recorded<'_, Statement>) -> Standing {
        let mut answers = self.record.answers_to(question.id());
        match answers
            .rfind(|answer| answer.entry.number < withdrawal.entry.number)
            .map(|answer| (answer.what, answer.since))
        {
            Some((Answer::Refuse, since)) => Standing::Refused { since },
            _ => Standing::Withdrawn { since: withdrawal.since },
        }
    }

    fn allowed(&self, question: Question<'_>, yes: &Recorded<'_, Statement>) -> Standing {
        if let Some(since) = self.came_of_age_after(yes.since) {
            return Standing::CameOfAge { since };
        }
        let Some(shown) = self.shown(&yes.entry.event.terms, question) else { return Standing::Unknown };
        // What the patient was told holds, and so does what holds today: the shorter of the two.
        let told = [shown, question].map(|question| question.programme().expires_after_months);
        let end = match told.into_iter().flatten().min() {
            None => None,
            Some(months) => match runs_out(self.catalogues.current(), yes.since, months) {
                Some(end) => Some(end),
                None => return Standing::Unknown,
            },
        };
        if let Some(since) = end.filter(|end| *end <= self.at) {
            return Standing::Expired { since };
        }
        Standing::Allowed {
            since: yes.since,
            basis: Basis::Answer,
            terms: yes.entry.event.terms.clone(),
            until: [end, self.grows_up()].into_iter().flatten().min(),
        }
    }

    /// When a child comes of age: what is allowed for them ends then.
    fn grows_up(&self) -> Option<DateTime<Utc>> {
        self.of_age.filter(|of_age| self.at < *of_age)
    }

    /// 今は決めない is no refusal and takes none back: it changes nothing here.
    fn not_opted_out(&self, question: Question<'_>) -> Standing {
        let precedence = self.precedence(question);
        if let Some(no) = precedence.objection() {
            return Standing::Refused { since: no.since };
        }
        match precedence.decided {
            None => self.told(question, None),
            Some(yes) if self.shown(&yes.entry.event.terms, question).is_some() => {
                self.told(question, Some(yes.since))
            }
            Some(_) => Standing::Unknown,
        }
    }

    /// What follows from the notices: of those whose wait is over, the words of the last one bind, so that a notice
    /// of other words takes effect after a wait of its own, and the words told before hold until then (U1).
    fn told(&self, question: Question<'_>, not_before: Option<DateTime<Utc>>) -> Standing {
        let notices = || {
            let notices = self.record.notices_of(&question.programme().id);
            notices.filter(|notice| notice.since <= self.at && !self.told_as_child(notice))
        };
        let known: Vec<_> =
            notices().filter_map(|notice| Some((self.use_after(&notice, question)?, notice))).collect();
        let over = || known.iter().filter(|(until, _)| *until <= self.at);
        let Some((_, newest)) = over().next_back() else {
            let next = known.iter().min_by_key(|(until, notice)| (*until, notice.entry.number));
            return match next {
                Some((until, notice)) => Standing::Waiting { notified: notice.what.on, until: *until },
                None if notices().next().is_some() => Standing::Unknown,
                None => Standing::NotNotified,
            };
        };
        let terms = &newest.entry.event.terms;
        // The same words told again do not begin anew.
        let first = over()
            .filter(|(_, notice)| notice.entry.event.terms.catalogue == terms.catalogue)
            // What the ledger learned of a notice later than the wait ended counts from when it learned it.
            .map(|(until, notice)| notice.since.max(*until))
            .min();
        let since = first.into_iter().chain(not_before).max().unwrap_or(self.at);
        Standing::Allowed { since, basis: Basis::NotRefused, terms: terms.clone(), until: self.grows_up() }
    }

    /// Since when the person has been of age, if an instant lies before that.
    fn came_of_age_after(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.of_age.filter(|of_age| instant < *of_age && *of_age <= self.at)
    }

    /// Whether a notice reached, or was entered for, the child that the person was: who has come of age is told anew,
    /// since what was told about the child was told to somebody else (A37).
    fn told_as_child(&self, notice: &Recorded<'_, Noticed>) -> bool {
        let on = begins(self.catalogues.current(), notice.what.on).unwrap_or(DateTime::<Utc>::MIN_UTC);
        self.came_of_age_after(notice.since.min(on)).is_some()
    }

    /// The first instant of use after a notice, if its words are known.
    fn use_after(&self, notice: &Recorded<'_, Noticed>, question: Question<'_>) -> Option<DateTime<Utc>> {
        let shown = self.shown(&notice.entry.event.terms, question)?;
        // What the patient was told holds, and so does what holds today: the longer of the two.
        let days = wait_days(shown).max(wait_days(question))?;
        use_begins(self.catalogues.current(), notice.what.on, days)
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
