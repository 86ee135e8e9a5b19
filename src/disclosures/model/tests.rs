//! The disclosures' movement, tested as a reader and a network make it move.

mod interleavings;

use super::{Act, Effect, Loading, Missed, PER_PAGE, Page, Reader, Sources, State};
use crate::model::tests::sample::{answers, catalogue, digest, entry, id, now};
use nattoku_consent::{Answer, Approvals, Catalogues, Decision, Denial, Record, Relevance};
use nattoku_disclosure::search::Filter;
use nattoku_disclosure::served::Index;
use nattoku_disclosure::{FeedKind, Outcome, Recipient};
use serde_json::{Value, json};
use std::rc::Rc;

/// A society with two parts of recipients and one of outcomes.
pub(crate) fn index() -> Index {
    let text = |ja: &str| json!({ "ja": ja, "en": ja });
    serde_json::from_value(json!({ "sources": [{
        "provider": { "id": "minato", "name": text("みなと肝臓病学会"), "country": "JP", "contact": text("事務局") },
        "own": false,
        "languages": ["ja", "en"],
        "programmes": ["registry"],
        "issued": "2026-11-01T00:00:00.000Z",
        "next_update": "2027-02-01T00:00:00.000Z",
        "checked": "2026-11-20T00:00:00.000Z",
        "feeds": [
            { "kind": "recipients", "entries": 3, "parts": ["r/1", "r/2"] },
            { "kind": "outcomes", "entries": 1, "parts": ["o/1"] },
        ],
    }] }))
    .unwrap()
}

/// A recipient, with what is said of it in place of what holds for all.
pub(crate) fn recipient(number: u32, name: &str, changed: Value) -> Recipient {
    let mut entry = json!({
        "id": format!("r-{number}"),
        "recipient": { "name": { "ja": name }, "kind": "university", "country": "JP", "for_profit": false },
        "summary": { "ja": "肝臓の病気を調べます。" },
        "programme": "registry",
        "purposes": ["research"],
        "data": { "ja": "診断名" }, "data_categories": ["diagnoses"],
        "first": "2026-11-20",
        "people": "100-999",
        "scope": "within",
    });
    for (name, value) in changed.as_object().into_iter().flatten() {
        entry[name] = value.clone();
    }
    serde_json::from_value(entry).unwrap()
}

pub(crate) fn outcome(number: u32, came: Value) -> Outcome {
    let outcome = json!({ "id": format!("o-{number}"), "recipients": ["r-1"], "came": came });
    serde_json::from_value(outcome).unwrap()
}

pub(crate) fn opened(page: Page) -> State {
    let mut state = State::new(page.clone(), id("ja"), now());
    assert_eq!(state.update(Act::Open(page, now(), None)), [Effect::FetchIndex, Effect::Announce]);
    state
}

/// The recipients' page with everything on it.
pub(crate) fn loaded() -> State {
    let mut state = opened(Page::Recipients(None));
    state.update(Act::Index(Some(index())));
    let first = [
        recipient(1, "ひがし大学", json!({ "first": "2026-01-10" })),
        recipient(2, "みなみ製薬", json!({ "purposes": ["drug-development"], "last": "2026-11-21" })),
    ];
    state.update(Act::Recipients(0, Some(first.to_vec())));
    let ended = json!({ "first": "2025-01-10", "ended": "2026-06-01" });
    state.update(Act::Recipients(0, Some(vec![recipient(3, "サクラ大学", ended)])));
    state
}

fn found(state: &State) -> Vec<String> {
    state.found.iter().map(|place| state.recipients.all[*place].1.id.to_string()).collect()
}

#[test]
fn every_part_is_fetched_once_and_the_newest_provision_stands_first() {
    let mut state = opened(Page::Recipients(None));
    let part = |part: &str| Effect::Fetch(FeedKind::Recipients, 0, part.to_owned());
    assert_eq!(state.update(Act::Index(Some(index()))), [part("r/1"), part("r/2")]);
    assert_eq!(state.loading(FeedKind::Recipients), Loading::Coming(2, Missed::Nothing));

    let mut state = loaded();
    assert_eq!(state.loading(FeedKind::Recipients), Loading::Done(Missed::Nothing));
    assert_eq!(found(&state), ["r-2", "r-1", "r-3"]);
    let again = state.update(Act::Open(Page::Flow, now(), None));
    assert_eq!(again, [Effect::Announce], "what is there is not fetched again");
}

#[test]
fn a_part_that_does_not_come_is_told_and_can_be_tried_again() {
    let mut state = opened(Page::Recipients(None));
    state.update(Act::Index(Some(index())));
    state.update(Act::Recipients(0, None));
    state.update(Act::Recipients(0, Some(vec![recipient(1, "ひがし大学", json!({}))])));
    assert_eq!(state.loading(FeedKind::Recipients), Loading::Done(Missed::Some));
    assert_eq!(found(&state), ["r-1"]);
    assert_eq!(state.update(Act::TryAgain), [Effect::FetchIndex]);
    assert_eq!(found(&state), [""; 0]);
}

#[test]
fn without_an_index_the_reader_is_told_and_can_try_again() {
    let mut state = opened(Page::Outcomes);
    assert_eq!(state.update(Act::Index(None)), []);
    assert_eq!(state.sources, Sources::Unreachable);
    assert_eq!(state.update(Act::TryAgain), [Effect::FetchIndex]);
    assert_eq!(state.page, Page::Outcomes);
}

#[test]
fn what_is_typed_and_what_is_chosen_narrow_together() {
    let mut state = loaded();
    state.update(Act::Type("大学".to_owned()));
    assert_eq!(found(&state), ["r-1", "r-3"]);
    state.update(Act::Choose(Filter { goes_on: Some(false), ..Filter::default() }));
    assert_eq!(found(&state), ["r-3"]);
    state.update(Act::Type("さくら".to_owned()));
    assert_eq!(found(&state), ["r-3"], "hiragana finds katakana");
    state.update(Act::Choose(Filter { purpose: Some(id("drug-development")), ..Filter::default() }));
    assert_eq!(found(&state), [""; 0]);
}

#[test]
fn an_address_of_one_entry_shows_it_whatever_was_searched_before() {
    let mut state = loaded();
    state.update(Act::Type("製薬".to_owned()));
    state.update(Act::Open(Page::parse("recipients/minato/r-3").unwrap(), now(), None));
    assert_eq!(found(&state), ["r-3"]);
    state.update(Act::Open(Page::parse("recipients/elsewhere/r-3").unwrap(), now(), None));
    assert_eq!(found(&state), [""; 0], "an entry belongs to its provider");
}

#[test]
fn a_long_list_is_turned_over_and_never_beyond_its_end() {
    let mut state = opened(Page::Recipients(None));
    state.update(Act::Index(Some(index())));
    let many = (0..45).map(|number| recipient(number, "ひがし大学", json!({})));
    state.update(Act::Recipients(0, Some(many.collect())));
    assert_eq!(PER_PAGE, 20, "the words of the buttons say so");
    assert_eq!(state.update(Act::Turn(1)), [Effect::ShowList]);
    state.update(Act::Turn(9));
    assert_eq!(state.shown, 2);
    state.update(Act::Type("ひがし".to_owned()));
    assert_eq!(state.shown, 0, "another search begins at its beginning");
}

/// A reader of whom one decision was recorded the day before.
pub(crate) fn reader(decision: Decision) -> Rc<Reader> {
    let record = Record::from_entries([entry(1, decision)]);
    Rc::new(Reader { record, catalogues: Catalogues::new(digest('a'), catalogue()), as_of: now().into() })
}

/// Reads a reader's record.
pub(crate) fn read(state: &mut State, reader: Rc<Reader>) -> Vec<Effect> {
    let request = state.loader.last().clone();
    state.update(Act::Reader(request, Some(reader)))
}

#[test]
fn only_what_a_provider_says_of_a_programme_of_the_hospital_concerns_the_reader() {
    let (reader, mut source) = (reader(answers(&[("research", Answer::Allow)])), index().sources.remove(0));
    let given = |day: &str| recipient(1, "ひがし大学", json!({ "first": day }));
    assert_eq!(reader.concerns(&Approvals::none(), &source, &given("2026-11-22")), Relevance::MayInclude);
    let before = reader.concerns(&Approvals::none(), &source, &given("2026-10-01"));
    assert_eq!(before, Relevance::DoesNotInclude(Denial::NotAnswered), "before the answer");
    let other =
        recipient(1, "みなみ製薬", json!({ "purposes": ["drug-development"], "first": "2026-11-22" }));
    assert_eq!(
        reader.concerns(&Approvals::none(), &source, &other),
        Relevance::DoesNotInclude(Denial::NotAnswered)
    );
    let unnamed = recipient(1, "ひがし大学", json!({ "first": "2026-11-22", "data_categories": [] }));
    let judged = reader.concerns(&Approvals::none(), &source, &unnamed);
    assert_eq!(
        judged,
        Relevance::CannotTell,
        "the words list data, and the publisher does not say which it gave"
    );
    source.programmes.clear();
    assert_eq!(reader.concerns(&Approvals::none(), &source, &given("2026-11-22")), Relevance::CannotTell);
}

#[test]
fn new_results_are_counted_only_for_those_who_asked_and_only_when_all_are_there() {
    let mut state = opened(Page::Outcomes);
    read(&mut state, reader(answers(&[("research", Answer::Allow)])));
    state.update(Act::Index(Some(index())));
    let came = json!({ "none-yet": "2027-01-01" });
    assert_eq!(state.update(Act::Outcomes(0, Some(vec![outcome(1, came.clone())]))), []);

    let asked = reader(Decision::PreferenceSet { preference: id("results-news"), wanted: true });
    let remember = read(&mut state, asked);
    assert_eq!(remember, [Effect::Remember(vec!["minato/o-1".to_owned()])]);
    state.update(Act::SeenBefore(vec!["minato/o-0".to_owned()]));
    assert_eq!(state.update(Act::Open(Page::Outcomes, now(), None)), [Effect::Announce], "once a visit");
}
