//! The states in which every screen is looked at, each with a name.

use super::acting::acting;
use crate::model::tests::sample::{
    about_to_send, answers, arrived, catalogue, digest, entry, event_id, id, moment, now, question, recorded,
    sign_in, signed_in, told,
};
use crate::model::{Action, Check, Complaint, Failure, Keeping, Kept, Model, Session, SignInTrouble};
use crate::route::Route;
use chrono::Duration;
use nattoku_consent::Answer::{Allow, Refuse, Undecided};
use nattoku_consent::catalogue::Question;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::event::{Notice, NoticeRoute, Scope};
use nattoku_consent::flow::{EXPLAIN_PAGES, Step};
use nattoku_consent::wire::ProblemKind;
use nattoku_consent::{Body, Decision, Entry};

pub(crate) type State = (String, Model);

pub(crate) fn state(name: impl Into<String>, model: Model) -> State {
    (name.into(), model)
}

/// Every screen, in every state it knows.
pub(super) fn states() -> Vec<State> {
    [open(), signing_in(), conversation(), own(), receipts(), travelling(), acting()].concat()
}

fn open() -> Vec<State> {
    let routes = [
        Route::Welcome,
        Route::Stop,
        Route::StopEverything,
        Route::Words,
        Route::Settings,
        Route::Disclosures("recipients".to_owned()),
        Route::NotFound,
        Route::Choices,
    ];
    let pages = (1..=EXPLAIN_PAGES).map(|page| Route::Step(Step::Explain(page)));
    let mut states: Vec<_> =
        routes.into_iter().chain(pages).map(|route| state(format!("{route:?}"), arrived(route))).collect();
    for route in [Route::StopEverything, Route::Choices] {
        let mut model = arrived(route);
        model.credential = None;
        states.push(state("without an invitation", model));
    }
    states
}

fn signing_in() -> Vec<State> {
    let failed = |failure: Failure| {
        let mut model = arrived(Route::Choices);
        model.session = Session::Opening(None);
        model.update(Action::SignInFailed(model.signing_in.last().clone(), failure));
        model
    };
    let closed = |trouble| {
        let mut model = arrived(Route::StopEverything);
        model.session = Session::Closed(Some(trouble));
        model
    };
    let mut opening = arrived(question("research"));
    opening.session = Session::Opening(None);
    vec![
        state("opening", opening),
        state("unreachable", failed(Failure::Unreachable)),
        state("ended", closed(SignInTrouble::Ended)),
        state("no such date", closed(SignInTrouble::NoSuchDate)),
    ]
}

fn conversation() -> Vec<State> {
    let mut states = Vec::new();
    for asked in catalogue().questions() {
        let mut model = signed_in(question("research"));
        model.draft.choose_in_detail();
        model.draft.set(id("research"), Allow);
        model.route = Route::Step(Step::Question(asked.id().clone()));
        model.complaint = Some(Complaint::ChooseOne);
        states.push(state(format!("question {}", asked.id()), model));
    }
    for item in &catalogue().understanding {
        for check in [None, Some(Check::First), Some(Check::Second), Some(Check::Unsure)] {
            let mut model = signed_in(Route::Step(Step::Understanding(item.id.clone())));
            model.checked = check.map(|check| (item.id.clone(), check));
            states.push(state(format!("check {} {check:?}", item.id), model));
        }
    }
    let mut nothing = signed_in(Route::Step(Step::Review));
    nothing.complaint = Some(Complaint::NothingAnswered);
    nothing.keeping = Keeping::Denied;
    states.extend([state("review", about_to_send()), state("review of nothing", nothing)]);
    states
}

/// A person of whom much is recorded: told, answered, refused, undecided and stopped.
pub(crate) fn with_history(route: Route) -> Model {
    let notice = Notice {
        programme: id("act"),
        route: NoticeRoute::Post,
        on: (now() - Duration::days(10)).date_naive(),
    };
    let mut noticed = entry(1, Decision::Withdrawn(Scope::Everything));
    noticed.event.body = Body::Notified(notice);
    let given =
        answers(&[("research", Allow), ("genome", Refuse), ("abroad", Undecided), ("safety", Refuse)]);
    let mut model = arrived(Route::Welcome);
    let entries = vec![
        noticed,
        entry(2, given),
        entry(3, answers(&[("rare-disease", Allow), ("prevention", Undecided)])),
    ];
    sign_in(&mut model, entries, Kept::default());
    model.route = route;
    model
}

fn stopped(route: Route) -> Model {
    let mut model = arrived(Route::Welcome);
    let entries = vec![
        entry(1, answers(&[("research", Allow)])),
        entry(2, Decision::Withdrawn(Scope::Programme(id("registry")))),
        entry(3, Decision::Withdrawn(Scope::Everything)),
    ];
    sign_in(&mut model, entries, Kept::default());
    model.route = route;
    model
}

fn own() -> Vec<State> {
    let mut states = vec![
        state("choices", with_history(Route::Choices)),
        state("choices of nothing", signed_in(Route::Choices)),
        state("choices after stopping", stopped(Route::Choices)),
        state("preferences", with_history(Route::Preferences)),
        state("preferences before any answer", signed_in(Route::Preferences)),
        state("stop everything", with_history(Route::StopEverything)),
        state("a choice that is none", with_history(Route::Choice(id("unheard")))),
    ];
    for asked in catalogue().questions() {
        let route = Route::Choice(asked.id().clone());
        states.push(state(format!("choice {}", asked.id()), with_history(route.clone())));
        states.push(state(format!("stopped choice {}", asked.id()), stopped(route)));
        if let Question::Purpose(..) = asked {
            let mut model = signed_in(Route::Choice(asked.id().clone()));
            model.complaint = Some(Complaint::ChooseOne);
            states.push(state(format!("choice {} of nothing", asked.id()), model));
        }
    }
    states
}

fn receipts() -> Vec<State> {
    let preference = |wanted| Decision::PreferenceSet { preference: id("trial-news"), wanted };
    let decisions = [
        answers(&[("research", Allow), ("prevention", Refuse)]),
        Decision::Withdrawn(Scope::Everything),
        Decision::Withdrawn(Scope::Programme(id("registry"))),
        preference(true),
        preference(false),
    ];
    let receipt = |decision: Decision| {
        let mut model = signed_in(Route::Done);
        let entry: Entry = entry(7, decision.clone());
        model.delivery = Delivery::Received(Box::new(entry));
        state(format!("receipt of {decision:?}"), model)
    };
    let mut states: Vec<_> = decisions.into_iter().map(receipt).collect();
    states.push(state("receipt of nothing", signed_in(Route::Done)));
    states
}

fn travelling() -> Vec<State> {
    let mut sending = about_to_send();
    sending.update(Action::Submit(moment(1)));
    let out = sending.delivery.outgoing().expect("it is on its way").clone();
    let mut late = sending.clone();
    late.update(Action::NotAccepted(event_id(1), Failure::Unreachable));
    let after = |kind| {
        let mut model = sending.clone();
        model.update(Action::NotAccepted(event_id(1), told(kind)));
        model
    };
    let mut received = sending.clone();
    received.update(Action::Accepted(recorded(&out, 9)));
    let mut stopping = signed_in(Route::StopEverything);
    stopping.update(Action::StopEverything(moment(1)));
    stopping.update(Action::NotAccepted(event_id(1), Failure::Unreachable));
    assert_eq!(out.request.terms.catalogue, digest('a'));
    let mut unproven = sending.clone();
    unproven.update(Action::NotProven(event_id(1)));
    vec![
        state("unproven", unproven),
        state("late", late),
        state("overtaken", after(ProblemKind::RecordChanged)),
        state("rejected", after(ProblemKind::Malformed)),
        state("signed out", after(ProblemKind::SessionEnded)),
        state("received", received),
        state("not stopped yet", stopping),
        state("sending", sending),
    ]
}
