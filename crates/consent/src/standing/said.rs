//! Whose word counts for a question: the person's own, or that of somebody who acts for them.

use super::{View, holds};
use crate::catalogue::Question;
use crate::event::{Actor, Answer, Entry};
use crate::record::{Moment, latest};
use chrono::{DateTime, Utc};

/// The last thing somebody said about a question.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    Nothing,
    Answered(Moment<'a, Answer>),
    Withdrew(Moment<'a, ()>),
}

impl Said<'_> {
    const fn is_no(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Answered(moment) => matches!(moment.what, Answer::Refuse),
            Self::Withdrew(_) => true,
        }
    }

    const fn number(&self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Answered(moment) => moment.entry.number,
            Self::Withdrew(moment) => moment.entry.number,
        }
    }
}

impl<'a> View<'a> {
    /// What counts of what the person and those who act for them said. A child's yes is its guardian's to give;
    /// and nobody's yes stands against the person's own no, at any age (S28).
    pub(super) fn last_said(&self, question: Question<'_>) -> Said<'a> {
        let own = self.last_of(question, |entry| !entry.event.actor.is_proxy());
        let proxy = self.last_of(question, |entry| self.acted_rightly(entry));
        let later = if own.number() > proxy.number() { own } else { proxy };
        let is_child = self.of_age.is_some_and(|of_age| self.at < of_age);
        match (own.is_no(), proxy.is_no()) {
            (true, false) => own,
            (false, _) if is_child => proxy,
            _ => later,
        }
    }

    fn last_of(&self, question: Question<'_>, counts: impl Fn(&Entry) -> bool) -> Said<'a> {
        let answers = self.record.answers_to(question.id()).filter(|moment| counts(moment.entry));
        let withdrawals = self.record.withdrawals_from(&question.programme().id);
        let answer = latest(answers, self.at);
        let withdrawal = latest(withdrawals.filter(|moment| counts(moment.entry)), self.at);
        match (answer, withdrawal) {
            (None, None) => Said::Nothing,
            (Some(answer), Some(withdrawal)) if answer.entry.number > withdrawal.entry.number => {
                Said::Answered(answer)
            }
            (Some(answer), None) => Said::Answered(answer),
            (_, Some(withdrawal)) => Said::Withdrew(withdrawal),
        }
    }

    /// Whether a proxy's entry was made under a mandate that held; one that was not counts for nothing.
    fn acted_rightly(&self, entry: &Entry) -> bool {
        let Actor::Proxy(id) = entry.event.actor else { return false };
        let held = self.record.mandate(id).filter(|held| held.entry.number < entry.number);
        held.is_some_and(|held| holds(self.catalogues.current(), &held, entry.accepted_at))
    }

    /// Since when the person has been of age, if what was said before then was said for, or by, a child.
    pub(super) fn came_of_age_after(&self, said: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.of_age.filter(|of_age| said < *of_age && *of_age <= self.at)
    }
}
