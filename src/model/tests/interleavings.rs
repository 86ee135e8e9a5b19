//! A40: whatever the order in which responses arrive while a person switches, reads, sends and signs out, no record is
//! ever shown as another person's.

use super::sample::{
    about_to_send, answers, arrived, birth_date, entry, mandate, moment, recorded, seen, sent, session,
};
use crate::model::{Action, Model, Seen, Session as Open};
use crate::route::Route;
use nattoku_consent::Answer;
use nattoku_consent::wire::{Credential, Person, Session};
use std::rc::Rc;

/// Everybody two sessions may speak for; a record's version tells whose it is.
const PEOPLE: [&str; 4] = ["setsuko", "hana", "taro", "kenji"];

fn record_of(subject: &str, newer: u64) -> Rc<Seen> {
    let place = PEOPLE.iter().position(|person| *person == subject).unwrap_or_default();
    let number = 10 * (u64::try_from(place).unwrap_or_default() + 1) + newer;
    seen(vec![entry(number, answers(&[("research", Answer::Allow)]))])
}

/// Whose the record on the screen is, and whose it is said to be.
fn on_screen(model: &Model) -> Option<(&str, &str)> {
    let Open::Open(open) = &model.session else { return None };
    let place = usize::try_from(open.seen.record.version() / 10).unwrap_or_default();
    Some((place.checked_sub(1).and_then(|place| PEOPLE.get(place)).copied()?, open.subject()))
}

fn of(bearer: &str, subjects: &[&str]) -> Session {
    let person = |subject: &&str| Person { subject: (*subject).to_owned(), mandate: Some(mandate()) };
    Session { bearer: bearer.to_owned(), people: subjects.iter().map(person).collect(), ..session("") }
}

/// Everything that may happen once a session is open, in any order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// The person turns to the child of this place.
    ActFor(usize),
    /// Their record arrives.
    Opened(usize),
    /// The record of the one who signed in arrives, as it was read before or after a change.
    Read(u64),
    /// Reading failed.
    Unread,
    /// Another invitation is opened, and somebody else signs in.
    SignOut,
    /// The other session opens.
    OtherOpened,
}

const STEPS: [Step; 8] = [
    Step::ActFor(1),
    Step::Opened(1),
    Step::ActFor(2),
    Step::Opened(2),
    Step::Read(1),
    Step::Unread,
    Step::SignOut,
    Step::OtherOpened,
];

fn take(model: &mut Model, step: Step, other_attempt: &mut Option<u32>) {
    let bearer: Rc<str> = "bearer".into();
    let action = match step {
        Step::ActFor(person) => Action::ActFor(person),
        Step::Opened(person) => {
            Action::PersonOpened(bearer, person, record_of(PEOPLE[person], 0), Box::default())
        }
        Step::Read(newer) => Action::RecordRead(bearer, "setsuko".into(), record_of("setsuko", newer)),
        Step::Unread => Action::RecordUnread(bearer, crate::model::Failure::Unreachable),
        Step::SignOut => {
            model.update(Action::Invited(Credential::Invitation("another".to_owned())));
            model.update(Action::Type(birth_date()));
            model.update(Action::SignIn);
            *other_attempt = Some(model.attempt);
            return;
        }
        Step::OtherOpened => {
            let attempt = other_attempt.unwrap_or(u32::MAX);
            let other = of("other bearer", &["kenji"]);
            Action::SessionOpened(attempt, other, record_of("kenji", 0), Box::default())
        }
    };
    model.update(action);
}

/// Calls `each` with every order of the steps.
fn orders(steps: &mut [Step], from: usize, each: &mut impl FnMut(&[Step])) {
    if from == steps.len() {
        return each(steps);
    }
    for place in from..steps.len() {
        steps.swap(from, place);
        orders(steps, from + 1, each);
        steps.swap(from, place);
    }
}

fn opened() -> Model {
    let mut model = arrived(Route::Welcome);
    model.update(Action::Type(birth_date()));
    model.update(Action::SignIn);
    let attempt = model.attempt;
    let people = of("bearer", &PEOPLE[..3]);
    model.update(Action::SessionOpened(attempt, people, record_of("setsuko", 0), Box::default()));
    model
}

#[test]
fn in_every_order_a_record_is_shown_as_its_own_persons() {
    let mut counted = 0_u32;
    orders(&mut STEPS.to_vec(), 0, &mut |steps| {
        let (mut model, mut other_attempt) = (opened(), None);
        let mut signed_out = false;
        for step in steps {
            take(&mut model, *step, &mut other_attempt);
            signed_out |= *step == Step::SignOut;
            if let Some((shown, named)) = on_screen(&model) {
                assert_eq!(shown, named, "after {step:?} of {steps:?}");
                assert!(!signed_out || named == "kenji", "after {step:?} of {steps:?}");
            }
        }
        counted += 1;
    });
    assert_eq!(counted, 40_320, "every order of eight steps");
}

#[test]
fn whoever_was_turned_to_last_is_shown_whatever_arrives_first() {
    let mut model = opened();
    let mut none = None;
    for step in [Step::ActFor(1), Step::ActFor(2), Step::Opened(2), Step::Opened(1)] {
        take(&mut model, step, &mut none);
    }
    assert_eq!(on_screen(&model), Some(("taro", "taro")));
}

#[test]
fn an_older_record_never_takes_the_place_of_a_newer_one() {
    let mut model = opened();
    let mut none = None;
    for step in [Step::Read(2), Step::Read(1)] {
        take(&mut model, step, &mut none);
    }
    assert_eq!(model.seen().map(|seen| seen.record.version()), Some(12));
}

#[test]
fn while_a_decision_is_on_its_way_nobody_is_turned_to() {
    let mut model = about_to_send();
    let out = sent(&model.update(Action::Submit(moment(1)))).remove(0);
    assert_eq!(model.update(Action::ActFor(0)), []);
    model.update(Action::PersonOpened("bearer".into(), 0, record_of("hana", 0), Box::default()));
    assert_ne!(model.seen().map(|seen| seen.record.version()), Some(20));
    model.update(Action::Accepted(recorded(&out, 5)));
    assert!(model.delivery.outgoing().is_none());
}
