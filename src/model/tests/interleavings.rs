//! A40: whatever the order in which a person turns to others, sends and signs out, and in which the responses arrive or
//! fail, no record is ever shown as another person's, and nothing that one person answered is sent for another.
//!
//! Every order is walked: at each point any move that is left, or any response on its way, may come next.

use super::sample::{
    arrived, birth_date, entry, event_id, id, mandate, moment, recorded, seen, session, told,
};
use crate::loader::Request;
use crate::model::{Action, Effect, Failure, Model, Seen, Session as Open};
use crate::route::Route;
use nattoku_consent::delivery::{Delivery, Outgoing};
use nattoku_consent::wire::{Credential, Person, ProblemKind, Session};
use nattoku_consent::{Answer, Decision, QuestionId};
use std::rc::Rc;

/// Everybody two sessions may speak for: the first three one, the last the other.
const PEOPLE: [&str; 4] = ["setsuko", "hana", "taro", "kenji"];

/// What people do.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Move {
    /// Whoever is signed in turns to the child of this place.
    ActFor(usize),
    /// Whoever is signed in answers a question and sends it.
    Send,
    /// Another invitation is opened, and somebody else signs in.
    NextPerson,
}

/// A request on its way, with what the server had when it was made: the oldest response that can arrive.
#[derive(Debug, Clone)]
enum Waiting {
    Session(Request),
    Person(Request, Rc<Seen>),
    Read(Request, Rc<Seen>),
    Sent(Outgoing, &'static str),
    Timer,
}

/// The app, the server and what travels between them.
#[derive(Clone)]
struct World {
    model: Model,
    waiting: Vec<Waiting>,
    /// How many decisions the server has recorded of each person.
    recorded: [u64; 4],
    /// Who pressed the button last.
    pressed: Option<&'static str>,
    /// How often it was pressed.
    sent: u8,
    /// How many responses may still fail.
    failures: u32,
}

fn place(subject: &str) -> usize {
    PEOPLE.iter().position(|person| *person == subject).expect("one of the four")
}

/// A record whose version tells whose it is, and how many decisions it holds.
fn record_of(person: usize, decisions: u64) -> Rc<Seen> {
    let number = 10 * (u64::try_from(person).unwrap_or_default() + 1) + decisions;
    let preference = Decision::PreferenceSet { preference: id("trial-news"), wanted: true };
    seen(vec![entry(number, preference)])
}

/// Whose the record on the screen is, and whose it is said to be.
fn on_screen(model: &Model) -> Option<(&'static str, &'static str)> {
    let Open::Open(open) = &model.session else { return None };
    let owner = usize::try_from(open.seen.record.version() / 10).unwrap_or_default();
    Some((PEOPLE[owner - 1], PEOPLE[place(open.subject())]))
}

fn of(bearer: &str, subjects: &[&str]) -> Session {
    let person = |subject: &&str| Person { subject: (*subject).to_owned(), mandate: Some(mandate()) };
    Session { bearer: bearer.to_owned(), people: subjects.iter().map(person).collect(), ..session("") }
}

impl World {
    fn new() -> Self {
        let mut model = arrived(Route::Choices);
        model.update(Action::Type(birth_date()));
        model.update(Action::SignIn);
        let request = model.signing_in.last().clone();
        model.update(Action::SessionOpened(
            request,
            of("bearer", &PEOPLE[..3]),
            record_of(0, 0),
            Box::default(),
        ));
        Self { model, waiting: Vec::new(), recorded: [0; 4], pressed: None, sent: 0, failures: 1 }
    }

    /// Takes a step, and sends on its way what it asks for.
    fn act(&mut self, action: Action) {
        for effect in self.model.update(action) {
            let read = |request: &Request| {
                let person = place(&request.record().expect("of somebody").subject);
                record_of(person, self.recorded[person])
            };
            self.waiting.push(match effect {
                Effect::OpenSession(request, ..) => Waiting::Session(request),
                Effect::OpenPerson(request) => Waiting::Person(request.clone(), read(&request)),
                Effect::ReadRecord(request) => Waiting::Read(request.clone(), read(&request)),
                Effect::TryAgainIn(_) => Waiting::Timer,
                Effect::Send(outgoing) => {
                    let (_, named) = on_screen(&self.model).expect("nothing is sent for nobody");
                    assert_eq!(self.pressed, Some(named), "sent for somebody else");
                    Waiting::Sent(outgoing, named)
                }
                _ => continue,
            });
        }
    }

    fn take(&mut self, step: Move) {
        match step {
            Move::ActFor(person) => self.act(Action::ActFor(person)),
            Move::Send => {
                // The buttons stand on a screen that asks to sign in first, and not while an earlier press is on its way.
                if self.model.asks_to_sign_in() || self.model.is_busy() {
                    return;
                }
                self.pressed = on_screen(&self.model).map(|(_, named)| named);
                self.act(Action::Answer(id::<QuestionId>("research"), Answer::Allow));
                self.sent += 1;
                self.act(Action::Submit(moment(self.sent)));
            }
            Move::NextPerson => {
                self.act(Action::Invited(Credential::Invitation("another".to_owned())));
                self.act(Action::Type(birth_date()));
                self.act(Action::SignIn);
                self.act(Action::Go(Route::Choices));
            }
        }
    }

    fn arrives(&mut self, response: Waiting) {
        let action = match response {
            Waiting::Session(request) => {
                Action::SessionOpened(request, of("other", &PEOPLE[3..]), record_of(3, 0), Box::default())
            }
            Waiting::Person(request, seen) => Action::PersonOpened(request, seen, Box::default()),
            Waiting::Read(request, seen) => Action::RecordRead(request, seen),
            Waiting::Timer => Action::TryAgain,
            Waiting::Sent(outgoing, person) => {
                let decisions = &mut self.recorded[place(person)];
                *decisions += 1;
                Action::Accepted(recorded(&outgoing, 10 * (place(person) as u64 + 1) + *decisions))
            }
        };
        self.act(action);
    }

    fn fails(&mut self, response: Waiting, failure: Failure) {
        self.failures -= 1;
        self.act(match response {
            Waiting::Session(request) => Action::SignInFailed(request, failure),
            Waiting::Person(request, _) | Waiting::Read(request, _) => Action::RecordUnread(request, failure),
            Waiting::Sent(outgoing, _) => Action::NotAccepted(outgoing.request.id, failure),
            Waiting::Timer => return,
        });
    }

    fn check(&self, left: bool) {
        let screen = on_screen(&self.model);
        if let Some((owner, named)) = screen {
            assert_eq!(owner, named, "a record is shown as another person's");
            assert!(!left || named == "kenji", "{named}'s record is shown after they left");
            let answered = self.model.draft.answer(&id("research")).is_some();
            assert!(!answered || self.pressed == Some(named), "{named} finds another's answer");
        }
        if let (Delivery::Received(entry), Some((_, named))) = (&self.model.delivery, screen) {
            assert_eq!(entry.number / 10, place(named) as u64 + 1, "{named} sees another's receipt");
        }
    }
}

/// How many orders were walked, and of whom decisions were recorded in them.
#[derive(Default)]
struct Walked {
    orders: u32,
    recorded: [u32; 4],
}

/// Walks every order from here.
fn walk(world: &World, moves: &[Move], left: bool, walked: &mut Walked) {
    world.check(left);
    if moves.is_empty() && world.waiting.is_empty() {
        walked.orders += 1;
        for (walked, decisions) in walked.recorded.iter_mut().zip(world.recorded) {
            *walked += u32::from(decisions > 0);
        }
        return;
    }
    for (at, step) in moves.iter().enumerate() {
        let (mut next, mut rest) = (world.clone(), moves.to_vec());
        rest.remove(at);
        next.take(*step);
        walk(&next, &rest, left || *step == Move::NextPerson, walked);
    }
    for at in 0..world.waiting.len() {
        let mut next = world.clone();
        let response = next.waiting.remove(at);
        let failed = next.clone();
        next.arrives(response.clone());
        walk(&next, moves, left, walked);
        for kind in [None, Some(ProblemKind::RecordChanged), Some(ProblemKind::SessionEnded)] {
            if failed.failures > 0 {
                let mut failed = failed.clone();
                failed.fails(response.clone(), kind.map_or(Failure::Unreachable, told));
                walk(&failed, moves, left, walked);
            }
        }
    }
}

#[test]
fn in_every_order_a_record_is_shown_and_answers_are_sent_as_their_own_persons() {
    let mut walked = Walked::default();
    for moves in [
        [Move::ActFor(1), Move::Send, Move::Send, Move::NextPerson],
        [Move::ActFor(1), Move::Send, Move::ActFor(2), Move::NextPerson],
    ] {
        walk(&World::new(), &moves, false, &mut walked);
    }
    assert!(walked.orders > 40_000, "{}", walked.orders);
    assert!(walked.recorded.iter().all(|orders| *orders > 0), "everybody sends in some order");
}

#[test]
fn whoever_was_turned_to_last_is_shown_whatever_arrives_first() {
    let mut world = World::new();
    for step in [Move::ActFor(1), Move::ActFor(2)] {
        world.take(step);
    }
    for response in std::mem::take(&mut world.waiting).into_iter().rev() {
        world.arrives(response);
    }
    assert_eq!(on_screen(&world.model), Some(("taro", "taro")));
}

/// Asks twice for the record of whoever is signed in.
fn two_requests(world: &mut World) -> [Request; 2] {
    let Open::Open(open) = &mut world.model.session else { panic!("signed in") };
    let key = open.key();
    [open.reading.ask(Some(key.clone())), open.reading.ask(Some(key))]
}

#[test]
fn an_older_record_never_takes_the_place_of_a_newer_one() {
    let mut world = World::new();
    let [first, second] = two_requests(&mut world);
    world.act(Action::RecordRead(second.clone(), record_of(0, 2)));
    world.act(Action::RecordRead(first, record_of(0, 3)));
    world.act(Action::RecordRead(second, record_of(0, 1)));
    assert_eq!(world.model.seen().map(|seen| seen.record.version()), Some(12));
}

#[test]
fn while_a_decision_is_on_its_way_nobody_is_turned_to() {
    let mut world = World::new();
    world.take(Move::ActFor(1));
    let opened = world.waiting.remove(0);
    world.take(Move::Send);
    assert_eq!(world.model.update(Action::ActFor(2)), []);
    world.arrives(opened);
    assert_eq!(on_screen(&world.model), Some(("setsuko", "setsuko")));
    let sent = world.waiting.remove(0);
    world.arrives(sent);
    assert!(world.model.delivery.outgoing().is_none());
    assert!(matches!(&world.model.delivery, Delivery::Received(entry) if entry.event.id == event_id(1)));
}
