//! The reader of JSON against `serde_json`: what is well made reads the same, what is broken reads as nothing.

use super::read;
use crate::model::tests::sample::{
    about_to_send, answers, birth_date, catalogue, digest, entry, id, ledger, moment, now, session,
};
use crate::model::{Action, TextSize};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::event::{Notice, NoticeRoute, Scope};
use nattoku_consent::flow::Draft;
use nattoku_consent::wire::{Accepted, Credential, Problem, RecordView, Reworded, Session, SignIn};
use nattoku_consent::{Answer, Body, Catalogue, Decision, Entry, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Whether both readers make the same of a text.
fn same<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> Option<T> {
    let read = read::<T>(text);
    assert_eq!(read, serde_json::from_str(text).ok(), "{text}");
    read
}

/// Whether a value comes back as it went out, and both readers judge every way to break it alike.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("it can be written");
    assert_eq!(same::<T>(&text).as_ref(), Some(value));
    let short = short(serde_json::from_str(&text).expect("JSON"));
    for broken in broken(&short) {
        same::<T>(&broken.to_string());
    }
}

/// With at most one item in every list: enough to break each kind of thing once.
fn short(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().take(1).map(short).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, short(field))).collect(),
        other => other,
    }
}

/// Every way to leave out one field, or to put something else in one place.
fn broken(value: &Value) -> Vec<Value> {
    let others =
        [json!(null), json!("x"), json!(true), json!(7), json!(-7), json!(3.5), json!({}), json!([])];
    let mut all = others.to_vec();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let with = |field: Option<Value>| {
                    let mut fields = fields.clone();
                    match field {
                        Some(field) => drop(fields.insert(name.clone(), field)),
                        None => drop(fields.remove(name)),
                    }
                    Value::Object(fields)
                };
                all.push(with(None));
                all.extend(broken(field).into_iter().map(|field| with(Some(field))));
            }
        }
        Value::Array(items) => {
            all.extend(items.first().into_iter().flat_map(broken).map(|item| Value::Array(vec![item])));
        }
        _ => {}
    }
    all
}

fn entries() -> Vec<Entry> {
    let mut told = entry(1, Decision::Withdrawn(Scope::Everything));
    let notice =
        Notice { programme: id("act"), route: NoticeRoute::InsuranceTerminal, on: now().date_naive() };
    told.event = Event { body: Body::Notified(notice), device_time: Some(now()), ..told.event };
    let explained = vec![id("companies"), id("silence")];
    let all = [("research", Answer::Allow), ("genome", Answer::Refuse), ("safety", Answer::Undecided)];
    let given = all.iter().map(|(question, answer)| (id(question), *answer)).collect();
    let decisions = [
        Decision::Answered { answers: given, explained },
        answers(&[]),
        Decision::Withdrawn(Scope::Everything),
        Decision::Withdrawn(Scope::Programme(id("registry"))),
        Decision::UseRefused(id("review-1")),
        Decision::PreferenceSet { preference: id("trial-news"), wanted: true },
    ];
    let decided = decisions.into_iter().zip(2..).map(|(decision, number)| entry(number, decision));
    std::iter::once(told).chain(decided).collect()
}

#[wasm_bindgen_test]
fn the_sample_hospitals_catalogue_reads_as_it_was_written() {
    check::<Catalogue>(&catalogue());
}

#[wasm_bindgen_test]
fn a_record_with_everything_that_can_happen_reads_as_it_was_written() {
    let reworded = vec![Reworded { question: id("research"), asks: true }];
    let (catalogue, entries) = (digest('a'), entries());
    check(&RecordView {
        version: 7,
        catalogue,
        now: now(),
        ledger_time: now(),
        entries,
        ledger: ledger(),
        reworded,
    });
    check(&Accepted { receipt: "{}".to_owned() });
}

#[wasm_bindgen_test]
fn sessions_drafts_and_decisions_on_their_way_read_as_they_were_written() {
    check::<Session>(&session("setsuko"));
    let birth_date = birth_date().date().expect("a date");
    for credential in [Credential::Invitation("token".into()), Credential::Resume("ticket".into())] {
        check(&SignIn { credential, birth_date });
    }
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    check::<Draft>(&model.draft);
    check::<Outgoing>(model.delivery.outgoing().expect("it is on its way"));
    [TextSize::Normal, TextSize::Large, TextSize::Largest].iter().for_each(check);
}

#[wasm_bindgen_test]
fn every_kind_of_problem_is_understood_and_an_unknown_one_is_none() {
    let kinds = [
        "wrong-birth-date",
        "too-many-tries",
        "invitation-ended",
        "session-ended",
        "record-changed",
        "if-match-missing",
        "key-reused",
        "malformed",
        "too-large",
        "not-found",
        "unavailable",
    ];
    for kind in kinds {
        let problem = json!({ "type": format!("/problems/{kind}"), "title": "題", "detail": "どうするか",
            "status": 401, "language": "ja", "retry_after": 30, "tries_left": 4 });
        let problem = same::<Problem>(&problem.to_string()).expect(kind);
        assert_eq!((problem.status, problem.retry_after, problem.tries_left), (401, Some(30), Some(4)));
        check(&problem);
        check(&Problem { retry_after: None, tries_left: None, ..problem });
    }
    let unknown =
        json!({ "type": "about:blank", "title": "", "detail": "", "status": 500, "language": "ja" });
    assert_eq!(same::<Problem>(&unknown.to_string()), None);
}

#[wasm_bindgen_test]
fn numbers_are_read_exactly_or_not_at_all() {
    for text in ["0", "1", "4294967296", "9007199254740991", "-1", "1.5", "\"1\"", "null", "true", "[]"] {
        same::<u64>(text);
    }
    for text in ["65535", "65536", "-1"] {
        same::<u16>(text);
    }
    for text in ["-32768", "32767", "-32769", "32768", "540", "0.5"] {
        same::<i16>(text);
    }
    // A browser would round these: better nothing than another number.
    for text in ["9007199254740993", "18446744073709551615", "1e300"] {
        assert_eq!(read::<u64>(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn texts_come_through_whole_and_what_is_no_json_is_nothing() {
    for text in ["\"\"", "\"薬づくり\\n\\u2068節子\\u2069 \\\"引用\\\" 🏥\"", "\"\\ud83c\\udfe5\""]
    {
        assert!(same::<String>(text).is_some());
    }
    for text in ["", "{", "{}x", "undefined", "<html>", "{\"entry\":", "'x'"] {
        assert_eq!(same::<Accepted>(text), None);
    }
}

#[wasm_bindgen_test]
fn fields_nobody_asks_for_are_passed_over() {
    let mut value = serde_json::to_value(session("setsuko")).expect("JSON");
    value["later"] = json!({ "than": ["this", "app"] });
    assert_eq!(read::<Session>(&value.to_string()), Some(session("setsuko")));
}
