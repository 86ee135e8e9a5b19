//! What the tests begin with: the sample hospital, a person with a link, and what a server would answer.

use crate::loader::Request;
use crate::model::{Action, Effect, Failure, Kept, Model, Moment, Seen, Session as Open, Typed};
use crate::route::Route;
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::authoring::{SourceFile, read};
use nattoku_consent::catalogue::{Catalogue, Catalogues};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::event::{Actor, Channel, Desk, Scope, TermsShown};
use nattoku_consent::flow::Step;
use nattoku_consent::id::EventId;
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::wire::{Credential, LedgerKeys, Person, Problem, ProblemKind, Session};
use nattoku_consent::{Answer, Body, Decision, Digest, Entry, Event, Language, QuestionId, Record};
use std::fmt::Debug;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

/// The sample hospital's sources, as they are kept.
const SOURCES: [(&str, &str); 6] = [
    ("provider.toml", include_str!("../../../examples/hospital/provider.toml")),
    ("glossary.toml", include_str!("../../../examples/hospital/glossary.toml")),
    ("preferences.toml", include_str!("../../../examples/hospital/preferences.toml")),
    ("understanding.toml", include_str!("../../../examples/hospital/understanding.toml")),
    ("programmes/act.toml", include_str!("../../../examples/hospital/programmes/act.toml")),
    ("programmes/registry.toml", include_str!("../../../examples/hospital/programmes/registry.toml")),
];

/// The sample hospital's catalogue.
pub(crate) fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let files = SOURCES.map(|(name, text)| SourceFile { name: name.into(), text: text.into() });
        Arc::new(read(&files).expect("the sample passes its checks"))
    });
    CATALOGUE.clone()
}

/// Reads an identifier that is known to be one.
pub(crate) fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an identifier")
}

pub(crate) fn digest(of: char) -> Digest {
    Digest::try_from(of.to_string().repeat(64)).expect("a digest")
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_324_140_000).expect("an instant")
}

pub(crate) fn event_id(number: u8) -> EventId {
    EventId(uuid::Uuid::from_u128(u128::from(number)))
}

/// A fresh id and the time, as the edge supplies them.
pub(crate) fn moment(number: u8) -> Moment {
    Moment { id: event_id(number), now: now() }
}

/// The app on a screen, its link taken, nobody signed in.
pub(crate) fn arrived(route: Route) -> Model {
    let language: Language = id("ja");
    let mut model = Model::new(route, language, catalogue(), digest('a'));
    model.credential = Some(Credential::Invitation("token".to_owned()));
    model
}

/// An entry of an answer or another decision, a day before now.
pub(crate) fn entry(number: u64, decision: Decision) -> Entry {
    let terms = TermsShown { catalogue: digest('a'), language: id("ja") };
    let (actor, channel, body) = (Actor::Patient, Channel::App, Body::Decided(decision));
    let (desk, device_time) = (None, None);
    let event = Event { id: event_id(200), actor, channel, desk, terms, device_time, body };
    Entry { number, accepted_at: now() - Duration::days(1), event }
}

/// What the server recorded of a decision that was sent, as its receipt proves.
pub(crate) fn recorded(outgoing: &Outgoing, number: u64) -> Box<Entry> {
    let mut entry = entry(number, outgoing.request.decision.clone());
    entry.event.id = outgoing.request.id;
    Box::new(entry)
}

pub(crate) fn answers(given: &[(&str, Answer)]) -> Decision {
    let answers = given.iter().map(|(question, answer)| (id(question), *answer)).collect();
    Decision::Answered { answers, explained: Vec::new() }
}

pub(crate) fn seen(entries: Vec<Entry>) -> Rc<Seen> {
    let catalogues = Catalogues::new(digest('a'), catalogue());
    Rc::new(Seen::new(Record::from_entries(entries), catalogues, now().into(), ledger(), Vec::new()))
}

pub(crate) fn ledger() -> LedgerKeys {
    LedgerKeys { origin: "nattoku.ledger/1".to_owned(), keys: Vec::new() }
}

pub(crate) fn session(subject: &str) -> Session {
    let (bearer, resume) = ("bearer".to_owned(), Some("ticket".to_owned()));
    let people = vec![Person { subject: subject.to_owned(), mandate: None }];
    Session { bearer, expires_at: now(), resume, people }
}

pub(crate) fn birth_date() -> Typed {
    let [year, month, day] = ["1948", "3", "15"].map(str::to_owned);
    Typed { year, month, day, ..Typed::default() }
}

/// What the server says when it does not do as it was asked.
pub(crate) fn told(kind: ProblemKind) -> Failure {
    let (title, detail) = ("title".to_owned(), "detail".to_owned());
    let language = id("ja");
    Failure::Told(Problem { kind, title, detail, status: 400, language, retry_after: None, tries_left: None })
}

/// Signs a person in who has such entries, and for whom the tab kept something.
pub(crate) fn sign_in(model: &mut Model, entries: Vec<Entry>, kept: Kept) -> Vec<Effect> {
    model.update(Action::Type(birth_date()));
    model.update(Action::SignIn);
    model.update(Action::SessionOpened(
        model.signing_in.last().clone(),
        session("setsuko"),
        seen(entries),
        Box::new(kept),
    ))
}

/// A person who is signed in and has answered nothing.
pub(crate) fn signed_in(route: Route) -> Model {
    let mut model = arrived(route);
    sign_in(&mut model, Vec::new(), Kept::default());
    model
}

pub(crate) fn question(name: &str) -> Route {
    Route::Step(Step::Question(id(name)))
}

pub(crate) const REVIEW: Route = Route::Step(Step::Review);

/// A person who has answered one question and stands before the button that sends.
pub(crate) fn about_to_send() -> Model {
    let mut model = signed_in(question("research"));
    model.update(Action::Answer(id::<QuestionId>("research"), Answer::Allow));
    model.update(Action::Go(REVIEW));
    model
}

/// A request for the record of whoever is signed in.
pub(crate) fn reading(model: &mut Model) -> Request {
    let Open::Open(known) = &mut model.session else { panic!("nobody is signed in") };
    let key = known.key();
    known.reading.ask(Some(key))
}

/// What goes out by some effects.
pub(crate) fn sent(effects: &[Effect]) -> Vec<Outgoing> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(outgoing) => Some(outgoing.clone()),
        _ => None,
    });
    sent.collect()
}

pub(crate) fn mandate() -> Mandate {
    let ends = Ends::ComingOfAge((now() + Duration::days(400)).date_naive());
    let (proxy, person) = ("Yamada Megumi".to_owned(), "Yamada Hana".to_owned());
    Mandate { basis: ProxyBasis::Parent, proxy, person, ends }
}

/// What a proxy did, and how it came to be one.
pub(crate) fn for_a_child() -> Vec<Entry> {
    let mut began = entry(1, Decision::Withdrawn(Scope::Everything));
    began.event.body = Body::ProxyBegan(mandate());
    began.event.actor = Actor::Staff;
    began.event.channel = Channel::Paper;
    began.event.desk =
        Some(Desk { staff: "t.sato".to_owned(), scan: Some("A 113".to_owned()), ..Desk::default() });
    let mut stopped = entry(2, Decision::Withdrawn(Scope::Everything));
    stopped.event.actor = Actor::Proxy(began.event.id);
    let mut ended = entry(3, Decision::UseRefused(id("review-1")));
    ended.event.body = Body::ProxyEnded(began.event.id);
    vec![began, stopped, ended]
}

/// A parent who may also act for a child, and does.
#[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "only the rendered screens need it"))]
pub(crate) fn acting_on(route: Route, person: usize) -> Model {
    let mut model = arrived(Route::Welcome);
    sign_in(&mut model, Vec::new(), Kept::default());
    if let Open::Open(known) = &mut model.session {
        let child = Person { subject: "hana".to_owned(), mandate: Some(mandate()) };
        known.people = known.people.iter().cloned().chain([child]).collect();
        known.person = person;
        known.seen = seen(for_a_child());
    }
    model.route = route;
    model
}
