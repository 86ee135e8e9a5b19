//! The states of the record, of receipts and of acting for others.

use super::states::{State, state, with_history};
use crate::model::tests::sample::{arrived, entry, id, now, proved, seen, sign_in, signed_in};
use crate::model::{Kept, Model, NoProof, Proof, Seen, Session};
use crate::route::Route;
use chrono::Duration;
use nattoku_consent::event::{Actor, Channel, Desk, Scope};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::wire::{Person, TellState, Told};
use nattoku_consent::{Body, Decision, Entry, Localized};
use nattoku_ledger::Invalid;
use std::rc::Rc;

fn mandate() -> Mandate {
    let ends = Ends::ComingOfAge((now() + Duration::days(400)).date_naive());
    let (proxy, person) = ("Yamada Megumi".to_owned(), "Yamada Hana".to_owned());
    Mandate { basis: ProxyBasis::Parent, proxy, person, ends }
}

/// What a proxy did, and how it came to be one.
fn for_a_child() -> Vec<Entry> {
    let mut began = entry(1, Decision::Withdrawn(Scope::Everything));
    began.event.body = Body::ProxyBegan(mandate());
    began.event.actor = Actor::Staff;
    began.event.channel = Channel::Paper;
    began.event.desk = Some(Desk { staff: "t.sato".to_owned(), scan: Some("A 113".to_owned()) });
    let mut stopped = entry(2, Decision::Withdrawn(Scope::Everything));
    stopped.event.actor = Actor::Proxy(began.event.id);
    let mut ended = entry(3, Decision::UseRefused(id("review-1")));
    ended.event.body = Body::ProxyEnded(began.event.id);
    vec![began, stopped, ended]
}

/// A parent who may also act for a child, and does.
fn acting_on(route: Route, person: usize) -> Model {
    let mut model = arrived(Route::Welcome);
    sign_in(&mut model, Vec::new(), Kept::default());
    if let Session::Open(known) = &mut model.session {
        let child = Person { subject: "hana".to_owned(), mandate: Some(mandate()) };
        known.people = known.people.iter().cloned().chain([child]).collect();
        known.person = person;
        known.seen = seen(for_a_child());
    }
    model.route = route;
    model
}

pub(super) fn acting() -> Vec<State> {
    let day = (now() - Duration::days(1)).date_naive();
    vec![
        state("people", acting_on(Route::People, 0)),
        state("acting for oneself", acting_on(Route::Choices, 0)),
        state("acting for a child", acting_on(Route::Choices, 1)),
        state("the history of a child", acting_on(Route::History, 1)),
        state("a day of a child", acting_on(Route::Day(day), 1)),
        state("history", with_history(Route::History)),
        state("history of nothing", signed_in(Route::History)),
        state("a day", with_history(Route::Day(day))),
        state("a day of nothing", signed_in(Route::Day(day))),
    ]
}

/// What each recipient did about a no, in every state.
fn told() -> Vec<Told> {
    let on = now().date_naive();
    let states = [
        TellState::Waiting,
        TellState::Told { on },
        TellState::Acknowledged { on },
        TellState::CouldNotStop { on, reason: "12/2025".to_owned() },
    ];
    let recipient =
        Localized([(id("ja"), "大学".to_owned()), (id("en"), "University".to_owned())].into_iter().collect());
    states.map(|state| Told { entry: 7, recipient: recipient.clone(), state }).into()
}

pub(super) fn proving() -> Vec<State> {
    let showing = |route: Route, proof: Proof| {
        let mut model = signed_in(route);
        model.proof = proof;
        model
    };
    let no = entry(7, Decision::Withdrawn(Scope::Everything));
    let mut everybody_told = showing(Route::Done, Proof::Holds(proved(no.clone())));
    if let Session::Open(known) = &mut everybody_told.session {
        let was = seen(vec![no.clone()]);
        let (record, catalogues) = (was.record.clone(), was.catalogues.clone());
        known.seen = Rc::new(Seen::new(record, catalogues, was.now, was.ledger.clone(), told()));
    }
    let mut forked = showing(Route::Verify, Proof::None);
    forked.forked = true;
    let fails = [NoProof::Unreachable, NoProof::NotFound].into_iter();
    let fails = fails.chain(Invalid::ALL.map(NoProof::Invalid));
    let failed = fails.map(|why| state(format!("{why:?}"), showing(Route::Verify, Proof::Fails(why))));
    let mut states: Vec<_> = failed.collect();
    states.extend([
        state("everybody told", everybody_told),
        state("forked", forked),
        state("checking", showing(Route::Verify, Proof::Checking)),
        state("a receipt being checked", showing(Route::Done, Proof::Checking)),
        state("no receipt", showing(Route::Done, Proof::Fails(NoProof::Unreachable))),
        state("a receipt that holds", showing(Route::Verify, Proof::Holds(proved(no)))),
    ]);
    states
}
