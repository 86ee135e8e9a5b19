//! Sending decisions, and what becomes of them.

use super::action::outgoing;
use super::{Complaint, Effect, Failure, Model, Moment};
use crate::route::Route;
use nattoku_consent::Decision;
use nattoku_consent::delivery::{self, Delivery, Signal};
use nattoku_consent::event::Scope;
use nattoku_consent::flow::Draft;
use nattoku_consent::id::EventId;
use nattoku_consent::table::Table;
use nattoku_consent::wire::{Problem, ProblemKind};

impl Model {
    pub(super) fn submit_draft(&mut self, moment: Moment) -> Vec<Effect> {
        match self.conversation(|conversation| conversation.decision()) {
            Some(decision) => self.decide(moment, decision),
            None => self.complain(Complaint::NothingAnswered),
        }
    }

    pub(super) fn submit_change(&mut self, moment: Moment) -> Vec<Effect> {
        match self.change.clone() {
            Some((question, answer)) => {
                let answers = Table::from_iter([(question, answer)]);
                self.decide(moment, Decision::Answered { answers, explained: Vec::new() })
            }
            None => self.complain(Complaint::ChooseOne),
        }
    }

    pub(super) fn stop_everything(&mut self, moment: Moment) -> Vec<Effect> {
        self.decide(moment, Decision::Withdrawn(Scope::Everything))
    }

    pub(super) fn decide(&mut self, moment: Moment, decision: Decision) -> Vec<Effect> {
        match outgoing(moment, decision, self) {
            Some(outgoing) => self.signal(Signal::Submit(outgoing)),
            None => vec![],
        }
    }

    pub(super) fn not_accepted(&mut self, id: EventId, failure: Failure) -> Vec<Effect> {
        self.signal(match failure {
            Failure::Unreachable => Signal::Unreachable(id),
            Failure::Told(Problem { kind: ProblemKind::Unavailable | ProblemKind::TooManyTries, .. }) => {
                Signal::Unreachable(id)
            }
            Failure::Told(problem) => Signal::Refused(id, problem.kind),
        })
    }

    pub(super) fn keep_this(&mut self, moment: Moment) -> Vec<Effect> {
        let seen_version = self.seen().map_or(0, |seen| seen.record.version());
        self.signal(Signal::KeepThis { id: moment.id, seen_version })
    }

    /// Moves the decision on its way, and the screen with it.
    pub(super) fn signal(&mut self, signal: Signal) -> Vec<Effect> {
        let before = self.delivery.clone();
        let (after, effects) = std::mem::take(&mut self.delivery).update(signal);
        let received = matches!(after, Delivery::Received(_)) && before != after;
        let changed = before.outgoing() != after.outgoing();
        self.delivery = after;
        let mut effects: Vec<_> = effects.into_iter().filter_map(|effect| self.carry(effect)).collect();
        if received {
            self.draft = Draft::new(self.digest.clone());
            self.change = None;
            self.route = Route::Done;
            effects.extend([Effect::Replace(Route::Done), Effect::Announce]);
        }
        if changed {
            effects.push(Effect::Keep);
        }
        effects
    }

    fn carry(&mut self, effect: delivery::Effect) -> Option<Effect> {
        Some(match effect {
            delivery::Effect::Send(outgoing) => Effect::Send(outgoing),
            delivery::Effect::TryAgainIn(seconds) => Effect::TryAgainIn(seconds),
            delivery::Effect::ReadRecord => Effect::ReadRecord,
            delivery::Effect::SignIn => {
                self.session_ended();
                return None;
            }
        })
    }

    pub(super) fn complain(&mut self, complaint: Complaint) -> Vec<Effect> {
        self.complaint = Some(complaint);
        vec![Effect::ShowComplaint]
    }

    /// Whether an action would be lost now because an earlier decision is still on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.delivery.outgoing().is_some()
    }
}
