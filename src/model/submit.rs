//! Sending decisions, and what becomes of them.

use super::action::outgoing;
use super::{Complaint, Effect, Failure, Model, Moment, Session, UseDecision};
use crate::route::Route;
use nattoku_consent::Decision;
use nattoku_consent::delivery::{self, Delivery, Signal};
use nattoku_consent::event::Scope;
use nattoku_consent::flow::{Draft, Step};
use nattoku_consent::id::{EventId, ReviewId};
use nattoku_consent::table::Table;
use nattoku_consent::wire::{Problem, ProblemKind};

/// What a person must know of a decision on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is being sent for the first time.
    Sending,
    /// It has not arrived. It is kept, and sent again by itself.
    Waiting,
    /// It does not go on by itself: the person has to choose, or to ask.
    NeedsYou,
}

impl Model {
    /// What has become of the decision on its way, if there is one.
    #[must_use]
    pub const fn outcome(&self) -> Option<Outcome> {
        match &self.delivery {
            Delivery::Idle | Delivery::Received(_) => None,
            Delivery::Sending(_, 0) => Some(Outcome::Sending),
            Delivery::Sending(..) | Delivery::NotYetReceived(..) | Delivery::SignedOut(_) => {
                Some(Outcome::Waiting)
            }
            Delivery::Overtaken(_) | Delivery::Unproven(_) | Delivery::Rejected(..) => {
                Some(Outcome::NeedsYou)
            }
        }
    }

    /// The same, where it takes the place of the screen: on those that send, so that it cannot be missed below a
    /// button that stays as it was. What stops everything waits behind nothing else.
    #[must_use]
    pub fn outcome_of_screen(&self) -> Option<Outcome> {
        let decision = &self.delivery.outgoing()?.request.decision;
        let is_here = match &self.route {
            Route::Step(Step::Review) | Route::Choice(_) | Route::Preferences => true,
            Route::StopEverything => matches!(decision, Decision::Withdrawn(Scope::Everything)),
            Route::Disclosures(_) => {
                matches!(decision, Decision::UseRefused(_) | Decision::UseRefusalWithdrawn(_))
            }
            _ => false,
        };
        self.outcome().filter(|_| is_here && self.seen().is_some())
    }

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

    pub(super) fn decide_use(
        &mut self,
        decision: UseDecision,
        review: ReviewId,
        name: String,
        moment: Moment,
    ) -> Vec<Effect> {
        self.named_use = Some((review.clone(), name));
        self.decide(
            moment,
            match decision {
                UseDecision::Refuse => Decision::UseRefused(review),
                UseDecision::TakeBack => Decision::UseRefusalWithdrawn(review),
            },
        )
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
        let (before, shown) = (self.delivery.clone(), self.outcome_of_screen());
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
        } else if shown != self.outcome_of_screen() {
            effects.push(Effect::Announce);
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
            delivery::Effect::ReadRecord => {
                let Session::Open(known) = &mut self.session else { return None };
                let key = known.key();
                Effect::ReadRecord(known.reading.ask(Some(key)))
            }
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
