//! How one decision travels to the provider: a state machine in which nothing is lost on the way and nothing
//! is called received before the provider said so. The same id goes out on every try, so it counts once.

use crate::event::{Decision, Entry, Scope};
use crate::id::EventId;
use crate::wire::{DecisionRequest, ProblemKind};
use serde::{Deserialize, Serialize};

/// A decision with the version of the record it was made against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// What goes out.
    pub request: DecisionRequest,
    /// The version of the record the person saw; sent where the decision widens.
    pub seen_version: u64,
}

/// Where a decision is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Delivery {
    /// There is none.
    #[default]
    Idle,
    /// 送信中・確認待ち.
    Sending(Outgoing, Tries),
    /// The provider could not be reached: not yet received, and tried again by itself.
    NotYetReceived(Outgoing, Tries),
    /// The session ended on the way: goes out after the next sign-in.
    SignedOut(Outgoing),
    /// The record changed meanwhile, in another tab or at the desk: the person is asked.
    Overtaken(Outgoing),
    /// The provider cannot take it as it is; sending it again would not help.
    Rejected(Outgoing, ProblemKind),
    /// The provider says that it recorded the decision, but what it sent does not prove so: the person is told,
    /// and nothing is called received.
    Unproven(Outgoing),
    /// 受付済み: the receipt was verified on this device.
    Received(Box<Entry>),
}

/// How often a decision was tried.
pub type Tries = u32;

/// What happens to a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// The person sends it.
    Submit(Outgoing),
    /// The provider recorded it durably: this entry is what a receipt proved on this device.
    Accepted(Box<Entry>),
    /// The provider answered with a receipt that does not hold.
    NotProven(EventId),
    /// The provider could not be reached, or could not do it now.
    Unreachable(EventId),
    /// The provider answered, and did not record it.
    Refused(EventId, ProblemKind),
    /// It is time for another try, or the person asks for it.
    TryAgain,
    /// A session was opened.
    SignedIn,
    /// Asked after a change elsewhere, the person keeps this answer: it goes out anew, under a new id.
    KeepThis {
        /// The new id.
        id: EventId,
        /// The version now seen.
        seen_version: u64,
    },
    /// The person lets go of it: what is recorded stays.
    LetGo,
}

/// What the machine asks the edge to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send this, now.
    Send(Outgoing),
    /// Signal [`Signal::TryAgain`] in so many seconds.
    TryAgainIn(u32),
    /// Read the record anew.
    ReadRecord,
    /// Ask the person to sign in.
    SignIn,
}

impl Delivery {
    /// The decision on its way, if there is one. It leaves only by being received or let go.
    #[must_use]
    pub const fn outgoing(&self) -> Option<&Outgoing> {
        match self {
            Self::Idle | Self::Received(_) => None,
            Self::Sending(outgoing, _)
            | Self::NotYetReceived(outgoing, _)
            | Self::SignedOut(outgoing)
            | Self::Overtaken(outgoing)
            | Self::Unproven(outgoing)
            | Self::Rejected(outgoing, _) => Some(outgoing),
        }
    }

    /// Takes a step.
    #[must_use]
    pub fn update(self, signal: Signal) -> (Self, Vec<Effect>) {
        match (self, signal) {
            (state, Signal::Submit(new)) => state.submit(new),
            (Self::Sending(out, _) | Self::NotYetReceived(out, _), Signal::Accepted(entry))
                if entry.event.id == out.request.id =>
            {
                (Self::Received(entry), vec![Effect::ReadRecord])
            }
            (Self::Sending(out, tries), Signal::Unreachable(id)) if id == out.request.id => {
                (Self::NotYetReceived(out, tries), vec![Effect::TryAgainIn(pause(tries))])
            }
            (Self::Sending(out, _), Signal::Refused(id, problem)) if id == out.request.id => {
                out.refused(problem)
            }
            (Self::Sending(out, _), Signal::NotProven(id)) if id == out.request.id => {
                (Self::Unproven(out), vec![])
            }
            (Self::NotYetReceived(out, tries), Signal::TryAgain) => send(out, tries + 1),
            (Self::Unproven(out), Signal::TryAgain) => send(out, 0),
            (Self::SignedOut(out), Signal::SignedIn) => send(out, 0),
            (Self::Overtaken(mut out), Signal::KeepThis { id, seen_version }) => {
                out.request.id = id;
                out.seen_version = seen_version;
                send(out, 0)
            }
            // Once sent, it may have arrived: only the provider's word ends that.
            (Self::Overtaken(_) | Self::Rejected(..) | Self::Received(_), Signal::LetGo) => {
                (Self::Idle, vec![])
            }
            (state, _) => (state, vec![]),
        }
    }

    /// One decision travels at a time. To stop everything never waits behind another: it overtakes, and what
    /// it overtakes cannot take effect after it, because a widening decision names the version it saw.
    fn submit(self, new: Outgoing) -> (Self, Vec<Effect>) {
        if self.outgoing().is_some() && !new.stops_everything() { (self, vec![]) } else { send(new, 0) }
    }
}

impl Outgoing {
    /// Whether it stops everything.
    #[must_use]
    pub const fn stops_everything(&self) -> bool {
        matches!(self.request.decision, Decision::Withdrawn(Scope::Everything))
    }

    fn refused(self, problem: ProblemKind) -> (Delivery, Vec<Effect>) {
        match problem {
            ProblemKind::SessionEnded => (Delivery::SignedOut(self), vec![Effect::SignIn]),
            ProblemKind::RecordChanged => (Delivery::Overtaken(self), vec![Effect::ReadRecord]),
            problem => (Delivery::Rejected(self, problem), vec![]),
        }
    }
}

fn send(outgoing: Outgoing, tries: Tries) -> (Delivery, Vec<Effect>) {
    (Delivery::Sending(outgoing.clone(), tries), vec![Effect::Send(outgoing)])
}

/// Seconds before the next try: doubling from 2 to 60.
const fn pause(tries: Tries) -> u32 {
    let doubled = 2 << if tries > 4 { 5 } else { tries };
    if doubled > 60 { 60 } else { doubled }
}
