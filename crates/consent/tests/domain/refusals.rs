//! A32, A36, A37: a refusal counts until the person who made it takes it back by a yes, whoever else speaks,
//! whatever the clock does, and whenever a notice is entered.

use crate::history::{DAY, HOUR};
use crate::proxies::{GUARDIAN, begins, begins_as, child, entry, event_id, says};
use crate::sample::{catalogues, day, id, instant, permits, plain};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::event::{Actor, Notice, NoticeRoute};
use nattoku_consent::mandate::{Ends, ProxyBasis};
use nattoku_consent::standing::{AsOf, is_active};
use nattoku_consent::{Answer, Body, Denial, Entry, Record};

const PATIENT: Actor = Actor::Patient;

/// The coming of age in these histories: the first instant of day 40 in Japan.
const GROWN: i64 = 40 * DAY - 9 * HOUR;

fn notice(number: u64, on: u64) -> Entry {
    let notice = Notice { programme: id("act"), route: NoticeRoute::Post, on: day(on) };
    entry(number, Actor::Staff, Body::Notified(notice))
}

/// The same entry, accepted at another instant.
fn accepted(at: i64, entry: Entry) -> Entry {
    Entry { accepted_at: instant(at), ..entry }
}

fn decide(record: &Record, purpose: &str, as_of: impl Into<AsOf>) -> Result<(), Denial> {
    let recipient = match purpose {
        "prevention" => RecipientKind::Municipality,
        _ => RecipientKind::University,
    };
    let request = plain(purpose, recipient);
    permits(catalogues(), record, &request, as_of).map(|_| ())
}

/// The present by a clock, in a ledger whose last entry was accepted at another instant.
fn present(clock: i64, ledger: i64) -> AsOf {
    AsOf::Present { clock: instant(clock), ledger: instant(ledger) }
}

#[test]
fn a_child_who_refuses_an_opt_out_and_is_then_undecided_has_refused() {
    let record = child(&[
        notice(2, 2),
        says(3, PATIENT, "prevention", Answer::Refuse),
        says(4, PATIENT, "prevention", Answer::Undecided),
    ]);
    assert_eq!(decide(&record, "prevention", instant(39 * DAY)), Err(Denial::Refused));
    assert_eq!(decide(&record, "prevention", instant(200 * DAY)), Err(Denial::Refused));
}

#[test]
fn a_represented_adults_refusal_outlasts_the_proxys_yes_and_their_own_undecided() {
    let record = Record::from_entries([
        begins(1, Ends::On(day(100))),
        notice(2, 2),
        says(5, PATIENT, "prevention", Answer::Refuse),
        says(6, GUARDIAN, "prevention", Answer::Allow),
        says(7, PATIENT, "prevention", Answer::Undecided),
    ]);
    assert_eq!(decide(&record, "prevention", instant(50 * DAY)), Err(Denial::Refused));
}

#[test]
fn a_proxys_yes_after_the_persons_no_and_undecided_counts_for_nothing() {
    let record = Record::from_entries([
        begins(1, Ends::On(day(100))),
        says(2, PATIENT, "research", Answer::Refuse),
        says(3, PATIENT, "research", Answer::Undecided),
        says(4, GUARDIAN, "research", Answer::Allow),
    ]);
    assert!(decide(&record, "research", instant(5 * DAY)).is_err());
}

#[test]
fn a_guardians_yes_is_not_revived_by_the_childs_undecided() {
    let record = child(&[
        says(2, GUARDIAN, "research", Answer::Allow),
        says(3, PATIENT, "research", Answer::Refuse),
        says(4, PATIENT, "research", Answer::Undecided),
    ]);
    assert_eq!(decide(&record, "research", instant(5 * DAY)), Err(Denial::Undecided));
}

#[test]
fn a_guardians_no_is_not_taken_back_by_what_the_child_said_as_a_child() {
    let record = child(&[
        notice(2, 2),
        says(3, GUARDIAN, "prevention", Answer::Refuse),
        says(4, PATIENT, "prevention", Answer::Allow),
        notice(50, 50),
    ]);
    assert_eq!(decide(&record, "prevention", instant(90 * DAY)), Err(Denial::Refused));
    let grown = [notice(50, 50), says(51, PATIENT, "prevention", Answer::Allow)];
    let record =
        child(&[&[notice(2, 2), says(3, GUARDIAN, "prevention", Answer::Refuse)], &grown[..]].concat());
    assert_eq!(decide(&record, "prevention", instant(90 * DAY)), Ok(()));
}

#[test]
fn a_notice_of_the_child_imported_after_the_birthday_tells_no_adult() {
    let record = child(&[notice(50, 5)]);
    assert_eq!(decide(&record, "prevention", instant(90 * DAY)), Err(Denial::NotNotified));
    let notified_as_an_adult = child(&[notice(50, 40)]);
    assert_eq!(decide(&notified_as_an_adult, "prevention", instant(90 * DAY)), Ok(()));
    let entered_before = child(&[notice(39, 40)]);
    assert_eq!(decide(&entered_before, "prevention", instant(90 * DAY)), Err(Denial::NotNotified));
}

#[test]
fn a_parents_mandate_ends_at_majority_whatever_was_typed() {
    let mandate = begins_as(1, ProxyBasis::Parent, Ends::On(day(40)));
    let record = Record::from_entries([mandate, says(15, GUARDIAN, "research", Answer::Allow)]);
    assert_eq!(decide(&record, "research", instant(GROWN - 1)), Ok(()));
    assert_eq!(decide(&record, "research", instant(GROWN)), Err(Denial::CameOfAge));
}

/// An entry of somebody else, accepted while the clock stood 400 days ahead, raises the ledger's instant.
const AHEAD: i64 = 400 * DAY;

#[test]
fn an_entry_accepted_400_days_ahead_ends_no_wait_early() {
    let waiting = Record::from_entries([notice(2, 2)]);
    assert_eq!(decide(&waiting, "prevention", present(5 * DAY, AHEAD)), Err(Denial::Waiting));
    assert_eq!(decide(&waiting, "prevention", present(34 * DAY, AHEAD)), Ok(()));
}

#[test]
fn a_refusal_accepted_400_days_ahead_counts_now() {
    let record = Record::from_entries([
        notice(2, 2),
        says(3, PATIENT, "research", Answer::Allow),
        accepted(AHEAD, says(4, PATIENT, "prevention", Answer::Refuse)),
        accepted(AHEAD, says(5, PATIENT, "research", Answer::Refuse)),
    ]);
    assert_eq!(decide(&record, "prevention", present(40 * DAY, AHEAD)), Err(Denial::Refused));
    assert_eq!(decide(&record, "research", present(6 * DAY, AHEAD)), Err(Denial::Refused));
}

#[test]
fn a_yes_given_after_the_clock_was_ahead_counts_now() {
    let record = Record::from_entries([
        says(3, PATIENT, "rare", Answer::Refuse),
        accepted(AHEAD, says(4, PATIENT, "rare", Answer::Allow)),
    ]);
    assert_eq!(decide(&record, "rare", present(6 * DAY, AHEAD)), Ok(()));
}

#[test]
fn a_proxys_no_accepted_after_the_clock_was_ahead_counts() {
    let record = Record::from_entries([
        begins(1, Ends::On(day(100))),
        notice(2, 2),
        accepted(AHEAD, says(3, GUARDIAN, "prevention", Answer::Refuse)),
    ]);
    assert_eq!(decide(&record, "prevention", present(50 * DAY, AHEAD)), Err(Denial::Refused));
    assert_eq!(decide(&record, "prevention", instant(AHEAD)), Err(Denial::Refused));
}

#[test]
fn a_mandate_ended_while_the_clock_was_ahead_is_ended() {
    let record = Record::from_entries([
        begins(1, Ends::On(day(1_000))),
        accepted(AHEAD, entry(2, Actor::Staff, Body::ProxyEnded(event_id(1)))),
        accepted(AHEAD, says(3, GUARDIAN, "research", Answer::Allow)),
    ]);
    assert_eq!(decide(&record, "research", present(5 * DAY, AHEAD)), Err(Denial::NotAnswered));
    let mandate = record.mandate(event_id(1)).unwrap();
    assert!(!is_active(catalogues().current(), &mandate, present(5 * DAY, AHEAD)));
    assert!(is_active(catalogues().current(), &mandate, instant(2 * DAY)), "it was, on that day");
}

#[test]
fn an_answer_that_ran_out_by_the_ledger_is_not_revived_by_a_clock_behind() {
    let record = Record::from_entries([says(3, PATIENT, "research", Answer::Allow)]);
    assert_eq!(decide(&record, "research", present(10 * DAY, 10 * DAY)), Ok(()));
    assert_eq!(decide(&record, "research", present(10 * DAY, 80 * DAY)), Err(Denial::Expired));
}
