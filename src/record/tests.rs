//! The record's screens, in every state they know, in both languages.

mod changes;
mod reads;

use super::proving::{NoProof, Proof, Proved};
use super::{State, Tools, page};
use crate::components::view::View;
use crate::model::Model;
use crate::model::tests::sample::{acting_on, catalogue, entry, id, now, signed_in};
use crate::proof::Qr;
use crate::route::Route;
use crate::screens::tests::render::{LANGUAGES, Page, messages, render_screen};
use crate::screens::tests::states::with_history;
use chrono::Duration;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::{TellState, Told};
use nattoku_consent::{Answer, Decision, Entry, Localized};
use nattoku_ledger::Invalid;
use std::rc::Rc;
use yew::prelude::*;

/// A receipt that was verified on this device.
fn proved(entry: Entry) -> Rc<Proved> {
    let qr = Some(Qr { path: "M0 0h7v1h-7z".to_owned(), modules: 21 });
    Rc::new(Proved { entry, receipt: "{}".into(), qr, shown: catalogue(), file: None })
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
    states.map(|state| Told { entry: 3, recipient: recipient(), state }).into()
}

fn recipient() -> Localized {
    let names = [(id("ja"), "大学".to_owned()), (id("en"), "University".to_owned())];
    Localized(names.into_iter().collect())
}

fn states() -> Vec<(String, Model, State)> {
    let day = (now() - Duration::days(1)).date_naive();
    let plain = |name: &str, model: Model| (name.to_owned(), model, State::default());
    let showing = |name: String, route: Route, proof: Proof| {
        (name, with_history(route), State { proof, told: told(), ..State::default() })
    };
    let no = || proved(entry(3, Decision::Withdrawn(Scope::Everything)));
    let mut states = vec![
        plain("the history of a child", acting_on(Route::History, 1)),
        plain("a day of a child", acting_on(Route::Day(day), 1)),
        plain("history", with_history(Route::History)),
        plain("history of nothing", signed_in(Route::History)),
        ("history that was read".to_owned(), with_history(Route::History), reads::state()),
        plain("a day", with_history(Route::Day(day))),
        plain("a day of nothing", signed_in(Route::Day(day))),
        plain("nothing changed", with_history(Route::Changes(id("research")))),
        plain("to check", with_history(Route::Verify)),
        ("forked".to_owned(), signed_in(Route::Verify), State { forked: true, ..State::default() }),
        showing("a receipt being checked".to_owned(), Route::Receipt(3), Proof::Checking),
        showing("everybody told".to_owned(), Route::Receipt(3), Proof::Holds(no())),
        showing("nobody told".to_owned(), Route::Receipt(7), Proof::Holds(proved(entry(7, refusal())))),
        showing("a receipt that holds".to_owned(), Route::Verify, Proof::Holds(no())),
    ];
    let fails = [NoProof::Unreachable, NoProof::NotFound].into_iter();
    let fails = fails.chain(Invalid::ALL.map(NoProof::Invalid));
    states.extend(fails.map(|why| showing(format!("{why:?}"), Route::Receipt(3), Proof::Fails(why))));
    states
}

fn refusal() -> Decision {
    let answers = [(id("prevention"), Answer::Refuse), (id("research"), Answer::Allow)];
    Decision::Answered { answers: answers.into_iter().collect(), explained: Vec::new() }
}

fn render(model: Model, state: State, language: &str) -> Page {
    let tools = Tools {
        save: Callback::noop(),
        save_record: Callback::noop(),
        more_reads: Callback::noop(),
        check: Callback::noop(),
    };
    let screen = move |view: View| page(&view, &state, &tools);
    render_screen(model, language, Callback::from(screen))
}

#[test]
fn every_screen_has_exactly_one_main_heading() {
    for (name, model, state) in states() {
        let page = render(model, state, "ja");
        assert_eq!(page.count("<h1"), 1, "{name}");
        assert!(!page.between("<h1", "</h1>").text().trim().is_empty(), "{name}");
    }
}

#[test]
fn every_screen_speaks_one_language_and_no_message_is_missing() {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    for (name, model, state) in states() {
        let japanese = render(model.clone(), state.clone(), "ja").text();
        assert!(japanese.contains(is_japanese), "{name}");
        // A person's words of another day stay in the language in which they saw them.
        let english = render(model, state, "en").without("<div lang", "</details>");
        let foreign: String = english.text().chars().filter(|c| is_japanese(*c)).collect();
        assert_eq!(foreign, "", "{name} in English");
        for language in LANGUAGES {
            let ids = messages(language);
            let shown = english.text();
            assert!(!ids.keys().any(|id| id.contains('-') && shown.contains(id.as_str())), "{name}");
        }
    }
}

#[test]
fn a_refusal_under_the_act_is_the_document_that_says_so() {
    let text = |entry: Entry| {
        let state = State { proof: Proof::Holds(proved(entry)), ..State::default() };
        render(signed_in(Route::Receipt(7)), state, "ja").text()
    };
    assert!(text(entry(7, refusal())).contains("断ったことを示す書面"));
    let allowed = Decision::Answered {
        answers: [(id("research"), Answer::Allow)].into_iter().collect(),
        explained: Vec::new(),
    };
    assert!(!text(entry(7, allowed)).contains("断ったことを示す書面"));
}

#[test]
fn who_acted_and_who_entered_it_are_named() {
    let day = (now() - Duration::days(1)).date_naive();
    let text = render(acting_on(Route::Day(day), 1), State::default(), "ja").text();
    for said in ["Yamada Megumiさん（親権者）が代わりに", "入力：t.sato", "書類：A 113"] {
        assert!(text.replace(['\u{2068}', '\u{2069}'], "").contains(said), "{said} in {text}");
    }
}
