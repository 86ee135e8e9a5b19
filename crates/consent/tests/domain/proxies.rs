//! S28, U6: somebody acts for the person, openly and for a time; a child comes of age and is asked anew.

use crate::cases;
use crate::history::{DAY, HOUR};
use crate::sample::{CURRENT, catalogues, day, digest, id, instant, japanese, permits, plain};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::event::{Actor, Channel, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{
    Answer, Body, Decision, Denial, Entry, Event, EventId, Record, Standing, Use, standing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The day of coming of age, and its first instant in Japan.
const OF_AGE: u64 = 40;
const GROWN: i64 = 40 * DAY - 9 * HOUR;

pub(crate) fn event_id(number: u64) -> EventId {
    EventId(uuid::Uuid::from_u128(u128::from(number)))
}

/// An entry of this number, a day after the one before.
pub(crate) fn entry(number: u64, actor: Actor, body: Body) -> Entry {
    let at = i64::try_from(number).unwrap() * DAY;
    let terms = TermsShown { catalogue: digest(CURRENT), language: japanese() };
    let (id, channel, desk, device_time) = (event_id(number), Channel::App, None, None);
    Entry {
        number,
        accepted_at: instant(at),
        event: Event { id, actor, channel, desk, terms, device_time, body },
    }
}

/// The mandate of a guardian.
pub(crate) fn begins(number: u64, ends: Ends) -> Entry {
    begins_as(number, ProxyBasis::Guardian, ends)
}

pub(crate) fn begins_as(number: u64, basis: ProxyBasis, ends: Ends) -> Entry {
    let mandate = Mandate { basis, proxy: "父".to_owned(), person: "子".to_owned(), ends };
    entry(number, Actor::Staff, Body::ProxyBegan(mandate))
}

pub(crate) fn says(number: u64, actor: Actor, question: &str, answer: Answer) -> Entry {
    let answers = [(id(question), answer)].into_iter().collect();
    entry(number, actor, Body::Decided(Decision::Answered { answers, explained: Vec::new() }))
}

/// The guardian, under the mandate of entry 1.
pub(crate) const GUARDIAN: Actor = Actor::Proxy(EventId(uuid::Uuid::from_u128(1)));

pub(crate) fn child(entries: &[Entry]) -> Record {
    let mandate = begins(1, Ends::ComingOfAge(day(OF_AGE)));
    Record::from_entries([&[mandate], entries].concat())
}

fn asks(question: &str, recipient: RecipientKind) -> Use {
    plain(question, recipient)
}

/// What is permitted for research at an instant.
fn research(record: &Record, at: i64) -> Result<(), Denial> {
    let wanted = asks("research", RecipientKind::University);
    permits(catalogues(), record, &wanted, instant(at)).map(|_| ())
}

#[test]
fn a_guardian_says_yes_for_a_child_who_is_asked_anew_when_grown_up() {
    let record = child(&[says(15, GUARDIAN, "research", Answer::Allow)]);
    assert_eq!(research(&record, 15 * DAY - 1), Err(Denial::NotAnswered));
    assert_eq!(research(&record, 15 * DAY), Ok(()));
    assert_eq!(research(&record, GROWN - 1), Ok(()));
    assert_eq!(research(&record, GROWN), Err(Denial::CameOfAge));
    let holds = standing(catalogues(), &record, &id("research"), instant(16 * DAY));
    assert!(matches!(holds, Standing::Allowed { until: Some(until), .. } if until == instant(GROWN)));
    let grown = child(&[
        says(15, GUARDIAN, "research", Answer::Allow),
        says(41, Actor::Patient, "research", Answer::Allow),
    ]);
    assert_eq!(research(&grown, 41 * DAY), Ok(()));
}

#[test]
fn a_childs_own_yes_is_not_enough_and_its_own_no_is() {
    let alone = child(&[says(2, Actor::Patient, "research", Answer::Allow)]);
    assert_eq!(research(&alone, 3 * DAY), Err(Denial::NotAnswered));
    let against = child(&[
        says(2, GUARDIAN, "research", Answer::Allow),
        says(3, Actor::Patient, "research", Answer::Refuse),
        says(4, GUARDIAN, "research", Answer::Allow),
    ]);
    assert_eq!(research(&against, 3 * DAY - 1), Ok(()));
    assert_eq!(research(&against, 5 * DAY), Err(Denial::Refused), "nobody's yes stands against it");
    let taken_back = child(&[
        says(2, GUARDIAN, "research", Answer::Allow),
        says(3, Actor::Patient, "research", Answer::Refuse),
        says(4, Actor::Patient, "research", Answer::Allow),
    ]);
    assert_eq!(research(&taken_back, 5 * DAY), Ok(()), "the child takes its own no back by a yes");
}

#[test]
fn what_a_child_allowed_ends_too_and_what_was_refused_stays_refused() {
    let assented = child(&[
        says(2, GUARDIAN, "research", Answer::Allow),
        says(3, Actor::Patient, "research", Answer::Allow),
    ]);
    assert_eq!(research(&assented, GROWN), Err(Denial::CameOfAge));
    let refused = child(&[says(2, GUARDIAN, "research", Answer::Refuse)]);
    assert_eq!(research(&refused, GROWN), Err(Denial::Refused));
}

#[test]
fn a_proxy_counts_only_under_a_mandate_that_holds() {
    let stranger = Record::from_entries([says(2, GUARDIAN, "research", Answer::Allow)]);
    assert_eq!(research(&stranger, 3 * DAY), Err(Denial::NotAnswered), "nobody said they may");
    let ended = [
        begins(1, Ends::On(day(30))),
        entry(2, Actor::Staff, Body::ProxyEnded(event_id(1))),
        says(3, GUARDIAN, "research", Answer::Allow),
    ];
    assert_eq!(research(&Record::from_entries(ended), 4 * DAY), Err(Denial::NotAnswered));
    let over = [begins(1, Ends::On(day(2))), says(3, GUARDIAN, "research", Answer::Allow)];
    assert_eq!(research(&Record::from_entries(over), 4 * DAY), Err(Denial::NotAnswered));
}

#[test]
fn what_a_proxy_decided_for_an_adult_stays_when_the_mandate_ends() {
    let record =
        Record::from_entries([begins(1, Ends::On(day(10))), says(2, GUARDIAN, "research", Answer::Allow)]);
    assert_eq!(research(&record, 20 * DAY), Ok(()));
    let own_no = [
        begins(1, Ends::On(day(10))),
        says(2, Actor::Patient, "research", Answer::Refuse),
        says(3, GUARDIAN, "research", Answer::Allow),
    ];
    assert_eq!(research(&Record::from_entries(own_no), 4 * DAY), Err(Denial::Refused));
}

#[test]
fn who_has_come_of_age_is_told_anew() {
    let notice = Notice { programme: id("act"), route: NoticeRoute::Post, on: day(2) };
    let told = entry(2, Actor::Staff, Body::Notified(notice));
    let record = child(&[told]);
    let wanted = asks("prevention", RecipientKind::Municipality);
    let at = |at| permits(catalogues(), &record, &wanted, instant(at)).map(|_| ());
    assert_eq!(at(39 * DAY), Ok(()));
    assert_eq!(at(GROWN), Err(Denial::NotNotified));
}

fn said() -> impl Strategy<Value = (bool, Option<Answer>)> {
    let answer = select(vec![Some(Answer::Allow), Some(Answer::Refuse), Some(Answer::Undecided), None]);
    (any::<bool>(), answer)
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Whatever a guardian and a child say in whatever order: permitted only while the guardian's last word is yes
    /// and the child's own no is not taken back by a yes; from the coming of age on, never without the grown person's yes.
    #[test]
    fn both_must_not_object(history in vec(said(), 0..20), at in 0..60_u64) {
        let entries: Vec<_> = history
            .iter()
            .zip(10..)
            .map(|((guardian, answer), number)| {
                let actor = if *guardian { GUARDIAN } else { Actor::Patient };
                match answer {
                    Some(answer) => says(number, actor, "research", *answer),
                    None => entry(number, actor, Body::Decided(Decision::Withdrawn(Scope::Everything))),
                }
            })
            .collect();
        let last = |of: bool| history.iter().zip(10..).filter(|((who, _), number)| *who == of && *number <= at).last();
        let guardian = last(true).is_some_and(|((_, said), _)| *said == Some(Answer::Allow));
        let decided = history.iter().zip(10..).filter(|((guardian, answer), number)| {
            !guardian && *answer != Some(Answer::Undecided) && *number <= at
        });
        let objects = decided.last().is_some_and(|((_, answer), _)| *answer != Some(Answer::Allow));
        let fresh = last(true).is_some_and(|(_, number)| at < number + 28);
        let permitted = research(&child(&entries), i64::try_from(at).unwrap() * DAY).is_ok();
        if at < OF_AGE {
            prop_assert!(!permitted || (guardian && !objects));
            prop_assert!(permitted || !(guardian && !objects && fresh));
        } else {
            prop_assert!(!permitted);
        }
    }
}
