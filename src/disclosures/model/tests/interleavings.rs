//! A40 in the lists: in whatever order pages are opened for different people, and records arrive or fail, nothing is
//! said of an entry by another person's record.

use super::opened;
use crate::disclosures::model::{Act, Effect, Page, Reader, State};
use crate::loader::{RecordKey, Request};
use crate::model::tests::sample::{answers, catalogue, digest, entry, now};
use nattoku_consent::{Answer, Catalogues, Record};
use std::rc::Rc;

/// Who reads, one page after another: two people of one session, the second of another session, and nobody.
const OPENED: [Option<(&str, &str)>; 5] = [
    Some(("bearer", "setsuko")),
    Some(("bearer", "hana")),
    Some(("other", "hana")),
    None,
    Some(("bearer", "setsuko")),
];

/// Whose a record is stands in its version.
fn version(key: &RecordKey) -> u64 {
    u64::try_from(key.session.len() * 100 + key.subject.len()).unwrap_or_default()
}

fn record_of(key: &RecordKey) -> Rc<Reader> {
    let record = Record::from_entries([entry(version(key), answers(&[("research", Answer::Allow)]))]);
    Rc::new(Reader { record, catalogues: Catalogues::new(digest('a'), catalogue()), as_of: now().into() })
}

fn check(state: &State) {
    let shown = state.reader.as_ref().map(|reader| reader.record.version());
    let whose = state.loader.last().record().map(version);
    assert!(shown.is_none() || shown == whose, "{shown:?} is shown to {whose:?}");
}

/// Walks every order from here, and counts them.
fn walk(state: &State, opening: &[Option<(&str, &str)>], waiting: &[Request]) -> u32 {
    check(state);
    let mut orders = u32::from(opening.is_empty() && waiting.is_empty());
    if let [next, rest @ ..] = opening {
        let key =
            next.map(|(session, subject)| RecordKey { session: session.into(), subject: subject.into() });
        let (mut state, mut waiting) = (state.clone(), waiting.to_vec());
        for effect in state.update(Act::Open(Page::Recipients(None), now(), key)) {
            if let Effect::ReadRecord(request) = effect {
                waiting.push(request);
            }
        }
        orders += walk(&state, rest, &waiting);
    }
    for at in 0..waiting.len() {
        let mut rest = waiting.to_vec();
        let request = rest.remove(at);
        for came in [request.record().map(record_of), None] {
            let mut state = state.clone();
            state.update(Act::Reader(request.clone(), came));
            orders += walk(&state, opening, &rest);
        }
    }
    orders
}

#[test]
fn in_every_order_entries_are_judged_by_the_record_of_whoever_reads() {
    assert_eq!(
        walk(&opened(Page::Recipients(None)), &OPENED, &[]),
        192 * 16,
        "192 orders, in which each of 4 responses comes or fails"
    );
}

#[test]
fn a_record_that_could_not_be_read_leaves_nothing_of_the_person_before() {
    let mut state = opened(Page::Recipients(None));
    let key = |subject: &str| Some(RecordKey { session: "bearer".into(), subject: subject.into() });
    state.update(Act::Open(Page::Recipients(None), now(), key("setsuko")));
    super::read(&mut state, record_of(&key("setsuko").expect("a key")));
    assert!(state.reader.is_some());
    state.update(Act::Open(Page::Recipients(None), now(), key("hana")));
    assert!(state.reader.is_none(), "before the response");
    let request = state.loader.last().clone();
    state.update(Act::Reader(request, None));
    assert!(state.reader.is_none(), "after it");
}
