//! One step of the app: `update(action) -> effects`.

use super::{Action, Complaint, Effect, Model, Session};
use crate::route::Route;
use nattoku_consent::delivery::{Delivery, Signal};
use nattoku_consent::flow::Step;
use nattoku_consent::wire::Credential;

impl Model {
    /// Takes a step. Where a portal says who is there, nobody has to ask for it.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = self.step(action);
        if self.portal && self.asks_to_sign_in() && self.session == Session::Closed(None) {
            effects.extend(self.sign_in(None));
        }
        effects
    }

    fn step(&mut self, action: Action) -> Vec<Effect> {
        if !matches!(action, Action::Next | Action::Submit(_) | Action::SubmitChange(_) | Action::Keeping(_))
        {
            self.complaint = None;
        }
        match action {
            Action::Go(route) => self.go(route),
            Action::Invited(credential) => self.invited(credential),
            Action::Arrived(route) => self.arrive(route),
            Action::Next => self.next(),
            Action::Back => self.back(),
            Action::Language(language) => {
                self.language = language;
                vec![Effect::Replace(self.route.clone()), Effect::Announce]
            }
            Action::TextSize(size) => {
                self.text_size = size;
                vec![Effect::SetTextSize(size)]
            }
            Action::Keeping(keeping) => {
                self.keeping = keeping;
                vec![]
            }
            action => self.update_session(action),
        }
    }

    fn update_session(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Type(typed) => {
                self.typed = typed;
                vec![]
            }
            Action::EnterCode => self.enter_code(),
            Action::SignIn => self.sign_in(None),
            Action::SignOut => self.sign_out(),
            Action::Leave => self.leave(),
            Action::SessionOpened(request, session, seen, kept) if self.signing_in.takes(&request) => {
                self.session_opened(session, seen, *kept)
            }
            Action::SignInFailed(request, failure) if self.signing_in.takes(&request) => {
                self.sign_in_failed(failure)
            }
            // The response to an earlier attempt, perhaps of another person.
            Action::SessionOpened(..) | Action::SignInFailed(..) => vec![],
            Action::RecordRead(request, seen) => self.record_read(&request, seen),
            Action::RecordUnread(request, failure) => self.record_unread(&request, failure),
            Action::SignInAndStop(moment) => self.sign_in(Some(moment)),
            Action::ActFor(person) => self.act_for(person),
            Action::PersonOpened(request, seen, kept) => self.person_opened(&request, seen, *kept),
            action => self.update_answers(action),
        }
    }

    fn update_answers(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Answer(question, answer) => {
                self.draft.set(question, answer);
                vec![Effect::Keep]
            }
            Action::Check(item, check) => {
                self.draft.explained(item.clone());
                self.checked = Some((item, check));
                vec![Effect::Keep]
            }
            Action::InDetail => self.in_detail(),
            Action::Submit(moment) => self.submit_draft(moment),
            Action::Change(question, answer) => {
                self.change = Some((question, answer));
                vec![]
            }
            Action::SubmitChange(moment) => self.submit_change(moment),
            Action::StopEverything(moment) => self.stop_everything(moment),
            Action::Prefer(preference, wanted, moment) => {
                self.decide(moment, nattoku_consent::Decision::PreferenceSet { preference, wanted })
            }
            Action::DecideUse(decision, review, name, moment) => {
                self.decide_use(decision, review, name, moment)
            }
            Action::Accepted(entry) => self.signal(Signal::Accepted(entry)),
            Action::NotProven(id) => self.signal(Signal::NotProven(id)),
            Action::NotAccepted(id, failure) => self.not_accepted(id, failure),
            Action::TryAgain => self.signal(Signal::TryAgain),
            Action::KeepThis(moment) => self.keep_this(moment),
            Action::LetGo => self.signal(Signal::LetGo),
            action => taken_before(&action),
        }
    }

    pub(super) fn go(&mut self, route: Route) -> Vec<Effect> {
        self.show(route);
        vec![Effect::Push(self.route.clone()), Effect::Announce]
    }

    /// Whoever was signed in is not any more: nothing of theirs stays where another may see or send it (A10).
    pub(super) fn invited(&mut self, credential: Credential) -> Vec<Effect> {
        self.begin_anew(Some(credential))
    }

    /// Begins anew at the first screen, for whoever holds `credential`; the session that was open ends on the server.
    pub(super) fn begin_anew(&mut self, credential: Option<Credential>) -> Vec<Effect> {
        let mut effects = self.end_session();
        let fresh =
            Self::new(Route::Welcome, self.language.clone(), self.catalogue.clone(), self.digest.clone());
        let (text_size, keeping, kiosk, portal) = (self.text_size, self.keeping, self.kiosk, self.portal);
        self.signing_in.abandon();
        let signing_in = std::mem::take(&mut self.signing_in);
        *self = Self { credential, text_size, keeping, kiosk, portal, signing_in, ..fresh };
        effects.extend([Effect::Replace(Route::Welcome), Effect::Announce]);
        effects
    }

    fn arrive(&mut self, route: Route) -> Vec<Effect> {
        self.show(route);
        vec![Effect::Announce]
    }

    fn show(&mut self, route: Route) {
        if self.route != route {
            self.change = None;
            self.checked = None;
        }
        if matches!(self.delivery, Delivery::Received(_)) && route != Route::Done {
            self.delivery = Delivery::Idle;
        }
        self.route = route;
    }

    fn next(&mut self) -> Vec<Effect> {
        let Route::Step(step) = self.route.clone() else { return vec![] };
        if let Step::Question(question) = &step
            && self.draft.answer(question).is_none()
        {
            return self.complain(Complaint::ChooseOne);
        }
        if matches!(step, Step::Explain(_)) && self.seen().is_some_and(|seen| seen.record.has_decided()) {
            let last = step == Step::Explain(nattoku_consent::flow::EXPLAIN_PAGES);
            if last && self.draft.is_empty() {
                return self.go(Route::Choices);
            }
        }
        self.complaint = None;
        match self.conversation(|conversation| conversation.next(&step)) {
            Some(step) => self.go(Route::Step(step)),
            None => vec![],
        }
    }

    fn back(&mut self) -> Vec<Effect> {
        let Route::Step(step) = &self.route else { return vec![] };
        match self.conversation(|conversation| conversation.previous(step)) {
            Some(step) => self.go(Route::Step(step)),
            None => self.go(Route::Welcome),
        }
    }

    fn in_detail(&mut self) -> Vec<Effect> {
        self.draft.choose_in_detail();
        let first = self.conversation(|conversation| {
            conversation.next(&Step::Explain(nattoku_consent::flow::EXPLAIN_PAGES))
        });
        let mut effects = vec![Effect::Keep];
        effects.extend(first.map(|step| self.go(Route::Step(step))).unwrap_or_default());
        effects
    }
}

/// What `step` and `update_session` have taken already. Naming each makes the compiler ask for every new action.
#[rustfmt::skip]
const fn taken_before(action: &Action) -> Vec<Effect> {
    use Action::*;
    match action {
        Go(_) | Invited(_) | Arrived(_) | Next | Back | Language(_) | TextSize(_) | Keeping(_)
        | Type(_) | EnterCode | SignIn | SignOut | Leave | SessionOpened(..) | SignInFailed(..) | RecordRead(..)
        | RecordUnread(..) | SignInAndStop(_) | ActFor(_) | PersonOpened(..)
        | Answer(..) | Check(..) | InDetail | Submit(_) | Change(..) | SubmitChange(_) | StopEverything(_)
        | Prefer(..) | DecideUse(..) | Accepted(_) | NotProven(_) | NotAccepted(..) | TryAgain | KeepThis(_)
        | LetGo => vec![],
    }
}
