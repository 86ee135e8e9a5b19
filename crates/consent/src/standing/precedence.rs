//! Whose statement counts for a question: the person's own, or that of somebody who acts for them (S28, A32).

use super::View;
use super::mandates::runs;
use crate::catalogue::Question;
use crate::event::{Actor, Answer};
use crate::record::{Recorded, Statement};

/// What all statements about a question come to.
pub(super) struct Precedence<'a> {
    /// The refusal or withdrawal that stands: nobody who may take it back has said yes since.
    pub(super) objection: Option<Recorded<'a, Statement>>,
    /// The last statement of all.
    pub(super) latest: Option<Recorded<'a, Statement>>,
    /// The last statement of whoever decides: the guardian for a child, otherwise the person and their proxy alike.
    pub(super) deciding: Option<Recorded<'a, Statement>>,
    /// The same, passing over 今は決めない.
    pub(super) decided: Option<Recorded<'a, Statement>>,
}

impl<'a> View<'a> {
    /// What counts of what the person and those who act for them stated. The person's own refusal ends by their own
    /// yes alone; that of who acts for them by a yes of either, but not by what the person said as a child. Whether a
    /// child's data may be used is for its guardian to say. 今は決めない takes nothing back.
    pub(super) fn precedence(&self, question: Question<'_>) -> Precedence<'a> {
        let own = self.statements(question, |statement| !statement.entry.event.actor.is_proxy());
        let proxy = self.statements(question, |statement| self.counts_as_proxy(statement));
        let own_yes = own.iter().rfind(|statement| {
            self.is_valid_yes(statement, question)
                && !self.is_child
                && self.came_of_age_after(statement.since).is_none()
        });
        let proxy_objection = self
            .objection(&proxy, question)
            .filter(|no| own_yes.is_none_or(|yes| yes.entry.number < no.entry.number));
        let (latest, decided) =
            (later(last(&own), last(&proxy)), later(last_decided(&own), last_decided(&proxy)));
        Precedence {
            objection: later(self.objection(&own, question), proxy_objection),
            latest,
            deciding: if self.is_child { last(&proxy) } else { latest },
            decided: if self.is_child { last_decided(&proxy) } else { decided },
        }
    }

    /// Every statement about a question until the instant that is asked about, oldest first.
    fn statements(
        &self,
        question: Question<'_>,
        counts: impl Fn(&Recorded<'a, Statement>) -> bool,
    ) -> Vec<Recorded<'a, Statement>> {
        let statements = self.record.statements_on(question.id(), &question.programme().id);
        statements.filter(|statement| statement.since <= self.at && counts(statement)).collect()
    }

    /// The last refusal or withdrawal, if no yes of the same side followed. A yes to words nobody knows takes nothing
    /// back.
    fn objection(
        &self,
        statements: &[Recorded<'a, Statement>],
        question: Question<'_>,
    ) -> Option<Recorded<'a, Statement>> {
        let counts = |statement: &&Recorded<'a, Statement>| {
            statement.what.is_no() || self.is_valid_yes(statement, question)
        };
        statements.iter().rfind(counts).copied().filter(|statement| statement.what.is_no())
    }

    fn is_valid_yes(&self, statement: &Recorded<'_, Statement>, question: Question<'_>) -> bool {
        statement.what == Statement::Answer(Answer::Allow)
            && self.shown(&statement.entry.event.terms, question).is_some()
    }

    /// Whether a proxy's entry was made under a mandate that may count. The last day of a mandate voids a yes only: the
    /// server asked its clock when it took a refusal in, and an entry accepted ahead of time must not void that (A36).
    fn counts_as_proxy(&self, statement: &Recorded<'_, Statement>) -> bool {
        let Actor::Proxy(id) = statement.entry.event.actor else { return false };
        let Some(mandate) = self.record.mandate(id) else { return false };
        let is_yes = statement.what == Statement::Answer(Answer::Allow);
        let in_time = !is_yes || runs(self.catalogues.current(), &mandate, statement.since);
        mandate.covers(statement.entry) && in_time
    }
}

fn last<'a>(statements: &[Recorded<'a, Statement>]) -> Option<Recorded<'a, Statement>> {
    statements.last().copied()
}

fn last_decided<'a>(statements: &[Recorded<'a, Statement>]) -> Option<Recorded<'a, Statement>> {
    statements.iter().rfind(|statement| statement.what != Statement::Answer(Answer::Undecided)).copied()
}

fn later<'a>(
    one: Option<Recorded<'a, Statement>>,
    other: Option<Recorded<'a, Statement>>,
) -> Option<Recorded<'a, Statement>> {
    one.into_iter().chain(other).max_by_key(|statement| statement.entry.number)
}
