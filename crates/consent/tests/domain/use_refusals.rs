//! A32, S12: the refusal of one reviewed use ends by the word of whoever made it, and by nobody else's.

use crate::history::{DAY, HOUR};
use crate::proxies::{GUARDIAN, begins, child, entry};
use crate::sample::{catalogues, day, digest, id, instant};
use nattoku_consent::event::Actor;
use nattoku_consent::mandate::Ends;
use nattoku_consent::standing::refuses_use;
use nattoku_consent::{Body, Decision, Entry, Record};

const PATIENT: Actor = Actor::Patient;

fn refuses(number: u64, actor: Actor) -> Entry {
    entry(number, actor, Body::Decided(Decision::UseRefused(id("review-1"))))
}

fn takes_back(number: u64, actor: Actor) -> Entry {
    entry(number, actor, Body::Decided(Decision::UseRefusalWithdrawn(id("review-1"))))
}

fn is_refused(record: &Record, at: i64) -> bool {
    refuses_use(catalogues(), record, &id("review-1"), instant(at))
}

#[test]
fn a_refusal_is_taken_back_and_made_again() {
    let record = Record::from_entries([refuses(1, PATIENT), takes_back(3, PATIENT), refuses(5, PATIENT)]);
    for (at, expected) in [(0, false), (DAY, true), (2 * DAY, true), (3 * DAY, false), (5 * DAY, true)] {
        assert_eq!(is_refused(&record, at), expected, "{at}");
    }
    assert!(!refuses_use(catalogues(), &record, &id("review-2"), instant(9 * DAY)));
    assert_eq!(record.uses_ever_refused(), [&id("review-1")]);
}

#[test]
fn only_taking_back_widens() {
    assert!(Decision::UseRefusalWithdrawn(id("review-1")).widens());
    assert!(!Decision::UseRefused(id("review-1")).widens());
    assert!(!Decision::UseRefusalWithdrawn(id("review-1")).says_no());
}

#[test]
fn nobody_takes_back_the_persons_own_refusal() {
    let record = child(&[refuses(2, PATIENT), takes_back(3, GUARDIAN)]);
    assert!(is_refused(&record, 30 * DAY));
    let record =
        Record::from_entries([begins(1, Ends::On(day(100))), refuses(2, PATIENT), takes_back(3, GUARDIAN)]);
    assert!(is_refused(&record, 30 * DAY));
}

#[test]
fn the_refusal_of_who_acts_for_a_child_ends_by_their_word_or_the_grown_persons() {
    assert!(is_refused(&child(&[refuses(2, GUARDIAN), takes_back(3, PATIENT)]), 30 * DAY));
    assert!(!is_refused(&child(&[refuses(2, GUARDIAN), takes_back(3, GUARDIAN)]), 30 * DAY));
    // What the person said as a child does not count once they have come of age; what they say then does.
    assert!(is_refused(&child(&[refuses(2, GUARDIAN), takes_back(3, PATIENT)]), 50 * DAY));
    assert!(!is_refused(&child(&[refuses(2, GUARDIAN), takes_back(45, PATIENT)]), 50 * DAY));
    // A mandate that is over takes nothing back.
    assert!(is_refused(&child(&[refuses(2, GUARDIAN), takes_back(45, GUARDIAN)]), 50 * DAY + HOUR));
}

#[test]
fn what_was_taken_back_in_words_that_nobody_knows_is_still_refused() {
    let mut unheard = takes_back(3, PATIENT);
    unheard.event.terms.catalogue = digest('f');
    assert!(is_refused(&Record::from_entries([refuses(1, PATIENT), unheard]), 9 * DAY));
}
