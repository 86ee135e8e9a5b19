//! Opening a session, and for whom: what the app does once it knows who is there.

use super::{Effect, Failure, Kept, Known, Model, Moment, Seen, Session, SignInTrouble, Typed};
use crate::loader::{RecordKey, Request};
use crate::route::Route;
use nattoku_consent::delivery::{Delivery, Outgoing, Signal};
use nattoku_consent::flow::{Draft, Step};
use nattoku_consent::wire::{self, Credential, ProblemKind};
use std::rc::Rc;

impl Model {
    /// Turns to another of the session's people. What is on its way for the one before goes first.
    pub(super) fn act_for(&mut self, person: usize) -> Vec<Effect> {
        let Session::Open(known) = &mut self.session else { return vec![] };
        let Some(person) = known.people.get(person) else { return vec![] };
        if self.delivery.outgoing().is_some() {
            return vec![];
        }
        let key = RecordKey { session: known.bearer.clone(), subject: person.subject.as_str().into() };
        vec![Effect::OpenPerson(known.turning.ask(Some(key)))]
    }

    /// Nothing of the one before stays where it could be taken for the other's (A10).
    pub(super) fn person_opened(&mut self, request: &Request, seen: Rc<Seen>, kept: Kept) -> Vec<Effect> {
        let Session::Open(known) = &mut self.session else { return vec![] };
        // Whoever was turned to last counts, in whatever order the records arrive (A40).
        if !known.turning.takes(request) || self.delivery.outgoing().is_some() {
            return vec![];
        }
        let place_of =
            |key: &RecordKey| known.people.iter().position(|person| *person.subject == *key.subject);
        let Some(person) = request.record().and_then(place_of) else { return vec![] };
        (known.person, known.seen) = (person, seen);
        known.turning.abandon();
        self.adopt_catalogue();
        self.draft = Draft::new(self.digest.clone());
        (self.change, self.checked, self.delivery) = (None, None, Delivery::Idle);
        self.bring_back(kept);
        let mut effects = self.go(Route::Choices);
        effects.extend(self.signal(Signal::SignedIn));
        effects.push(Effect::Keep);
        effects
    }

    fn bring_back(&mut self, kept: Kept) {
        if self.draft.is_empty()
            && let Some(draft) = kept.draft.filter(|draft| draft.catalogue == self.digest)
        {
            self.draft = draft;
        }
        if let (Delivery::Idle, Some(outgoing)) = (&self.delivery, kept.outgoing) {
            self.delivery = Delivery::SignedOut(outgoing);
        }
    }

    /// Whoever holds the sheet without a camera types its code. It may be another person than before: as with
    /// another invitation's link, nothing of theirs stays (A10), but the screen does.
    pub(super) fn enter_code(&mut self) -> Vec<Effect> {
        let Some(token) = self.typed.token() else {
            self.session = Session::Closed(Some(SignInTrouble::NoSuchCode));
            return vec![Effect::ShowComplaint];
        };
        let route = self.route.clone();
        self.invited(Credential::Invitation(token));
        self.route = route;
        vec![Effect::Announce]
    }

    pub(super) fn sign_in(&mut self, then_stop: Option<Moment>) -> Vec<Effect> {
        // In a portal nobody types a date: the portal says who is there.
        let held = if self.portal {
            None
        } else {
            let Some(date) = self.typed.date() else {
                self.session = Session::Closed(Some(SignInTrouble::NoSuchDate));
                return vec![Effect::ShowComplaint];
            };
            self.credential.clone().map(|credential| (credential, date))
        };
        // One that is on its way already goes out by itself after signing in.
        let then_stop =
            then_stop.filter(|_| !self.delivery.outgoing().is_some_and(Outgoing::stops_everything));
        if !matches!(self.session, Session::Closed(_)) || !(self.portal || held.is_some()) {
            return vec![];
        }
        self.session = Session::Opening(then_stop);
        let request = self.signing_in.ask(None);
        vec![match held {
            Some((credential, date)) => Effect::OpenSession(request, credential, date),
            None => Effect::OpenByPortal(request),
        }]
    }

    /// Nothing of the person stays on the screen or in memory. What is not received yet stays sealed on the device.
    pub(super) fn sign_out(&mut self) -> Vec<Effect> {
        if self.end_session().is_empty() { vec![] } else { self.begin_anew(None) }
    }

    /// Whoever comes back to the page signs in again.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let effects = self.end_session();
        if !effects.is_empty() {
            self.session = Session::Closed(Some(SignInTrouble::Ended));
        }
        effects
    }

    /// What ends the open session on the server, if there is one.
    pub(super) fn end_session(&self) -> Vec<Effect> {
        match &self.session {
            Session::Open(known) => vec![Effect::EndSession(known.bearer.clone())],
            _ => vec![],
        }
    }

    pub(super) fn session_opened(
        &mut self,
        session: wire::Session,
        seen: Rc<Seen>,
        kept: Kept,
    ) -> Vec<Effect> {
        // An answer to a question nobody asks any more: another invitation was opened meanwhile.
        if !matches!(self.session, Session::Opening(_)) {
            return vec![];
        }
        let people: Rc<[_]> = session.people.into();
        let ask_for_whom = people.len() > 1 || people.first().is_some_and(|person| person.mandate.is_some());
        let open = Known::new(session.bearer.into(), people, seen);
        self.credential = session.resume.map(Credential::Resume);
        self.typed = Typed::default();
        let opening = std::mem::replace(&mut self.session, Session::Open(open));
        self.adopt_catalogue();
        self.bring_back(kept);
        let mut effects = self.settle();
        effects.extend(self.signal(Signal::SignedIn));
        match opening {
            // Whose data are to be stopped must be said first: nobody is taken for somebody else.
            _ if ask_for_whom => {
                self.route = Route::People;
                effects.push(Effect::Replace(Route::People));
            }
            Session::Opening(Some(moment)) => effects.extend(self.stop_everything(moment)),
            _ => {}
        }
        effects.extend([Effect::Keep, Effect::Announce]);
        effects
    }

    /// Leaves a screen that has nothing to show to this person: who has answered before sees their choices.
    fn settle(&mut self) -> Vec<Effect> {
        let first = self.conversation(|conversation| {
            let first = conversation.next(&Step::Explain(nattoku_consent::flow::EXPLAIN_PAGES));
            first.filter(|_| !conversation.plan().is_empty())
        });
        let decided = self.seen().is_some_and(|seen| seen.record.has_decided());
        let begun = !self.draft.is_empty() || self.delivery.outgoing().is_some();
        let better = match &self.route {
            Route::Step(Step::Question(_)) if decided && !begun => Some(Route::Choices),
            Route::Step(step) if !self.conversation(|conversation| conversation.has(step)) => {
                Some(first.map_or(Route::Choices, Route::Step))
            }
            _ => None,
        };
        match better {
            Some(route) => {
                self.route = route.clone();
                vec![Effect::Replace(route)]
            }
            None => vec![],
        }
    }

    pub(super) fn sign_in_failed(&mut self, failure: Failure) -> Vec<Effect> {
        self.session = Session::Closed(Some(match failure {
            Failure::Unreachable => SignInTrouble::Unreachable,
            Failure::Told(problem) => {
                if problem.kind == ProblemKind::InvitationEnded {
                    self.credential = None;
                }
                SignInTrouble::Told(problem)
            }
        }));
        vec![Effect::ShowComplaint]
    }

    /// A record counts for the session and the person it was read for, and never before a newer one (A40).
    pub(super) fn record_read(&mut self, request: &Request, seen: Rc<Seen>) -> Vec<Effect> {
        let Session::Open(known) = &mut self.session else { return vec![] };
        if !known.reading.takes(request)
            || request.record() != Some(&known.key())
            || known.seen.record.version() > seen.record.version()
        {
            return vec![];
        }
        known.seen = seen;
        self.adopt_catalogue()
    }

    /// The words in force are those of the record on the screen. Answers to others are asked anew.
    fn adopt_catalogue(&mut self) -> Vec<Effect> {
        let Session::Open(known) = &self.session else { return vec![] };
        let catalogues = &known.seen.catalogues;
        if self.digest == *catalogues.current_digest() {
            return vec![];
        }
        (self.catalogue, self.digest) = (catalogues.current().clone(), catalogues.current_digest().clone());
        self.draft = Draft::new(self.digest.clone());
        vec![Effect::Keep]
    }

    pub(super) fn record_unread(&mut self, request: &Request, failure: Failure) -> Vec<Effect> {
        let Session::Open(known) = &mut self.session else { return vec![] };
        if request.record().is_none_or(|key| key.session != known.bearer) {
            return vec![];
        }
        if known.turning.takes(request) {
            known.turning.abandon();
        }
        if let Failure::Told(problem) = failure
            && problem.kind == ProblemKind::SessionEnded
        {
            self.session_ended();
        }
        vec![]
    }

    pub(super) fn session_ended(&mut self) {
        if matches!(self.session, Session::Open(_)) {
            self.session = Session::Closed(Some(SignInTrouble::Ended));
        }
    }
}
