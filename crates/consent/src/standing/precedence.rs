//! Whose statement counts for a question: the person's own, or that of somebody who acts for them (S28, A32).

use super::View;
use super::mandates::runs;
use crate::catalogue::Question;
use crate::event::{Actor, Answer};
use crate::record::{Recorded, Statement};

/// What all statements about a question come to.
#[derive(Default)]
pub(super) struct Precedence<'a> {
    /// The person's own refusal or withdrawal, if they have not said yes since.
    own_objection: Option<Recorded<'a, Statement>>,
    /// That of who acts for them, if nobody who may take it back has said yes since.
    proxy_objection: Option<Recorded<'a, Statement>>,
    /// The last statement of all.
    pub(super) latest: Option<Recorded<'a, Statement>>,
    /// The last statement of whoever decides: the guardian for a child, otherwise the person and their proxy alike.
    pub(super) deciding: Option<Recorded<'a, Statement>>,
    /// The same, passing over 今は決めない.
    pub(super) decided: Option<Recorded<'a, Statement>>,
}

impl<'a> Precedence<'a> {
    /// The refusal or withdrawal that stands, the later one where there are two.
    pub(super) fn objection(&self) -> Option<Recorded<'a, Statement>> {
        match (self.own_objection, self.proxy_objection) {
            (Some(own), Some(proxy)) if own.entry.number < proxy.entry.number => Some(proxy),
            (own, proxy) => own.or(proxy),
        }
    }
}

impl<'a> View<'a> {
    /// What counts of what the person and those who act for them stated, oldest first. The person's own refusal ends by
    /// their own yes alone; that of who acts for them by a yes of either, but not by what the person said as a child.
    /// Whether a child's data may be used is for its guardian to say. 今は決めない takes nothing back.
    pub(super) fn precedence(&self, question: Question<'_>) -> Precedence<'a> {
        let mut precedence = Precedence::default();
        for statement in self.record.statements_on(question.id(), &question.programme().id) {
            let is_own = !statement.entry.event.actor.is_proxy();
            if statement.since <= self.at && (is_own || self.counts_as_proxy(&statement)) {
                self.count(&mut precedence, statement, is_own, question);
            }
        }
        precedence
    }

    fn count(
        &self,
        precedence: &mut Precedence<'a>,
        statement: Recorded<'a, Statement>,
        is_own: bool,
        question: Question<'_>,
    ) {
        precedence.latest = Some(statement);
        if !(is_own && self.is_child) {
            precedence.deciding = Some(statement);
            if statement.what != Statement::Answer(Answer::Undecided) {
                precedence.decided = Some(statement);
            }
        }
        let standing = Some(statement).filter(|statement| statement.what.is_no());
        if standing.is_none() && !self.is_valid_yes(&statement, question) {
            return;
        }
        if is_own {
            precedence.own_objection = standing;
        }
        let as_child = self.is_child || self.came_of_age_after(statement.since).is_some();
        if !is_own || (standing.is_none() && !as_child) {
            precedence.proxy_objection = standing;
        }
    }

    /// A yes to words nobody knows takes nothing back.
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
