//! Stopping everything: at most three presses from the first screen, and never behind anything else.

use super::sample::*;
use crate::model::{Action, Effect, Failure, Kept, Model, Session, UseDecision};
use crate::route::Route;
use nattoku_consent::Answer::Allow;
use nattoku_consent::Decision;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::ProblemKind;

const STOP: Decision = Decision::Withdrawn(Scope::Everything);

fn decisions(effects: &[Effect]) -> Vec<Decision> {
    sent(effects).into_iter().map(|out| out.request.decision).collect()
}

#[test]
fn from_the_first_screen_it_takes_three_presses_signing_in_with_the_last() {
    let mut model = arrived(Route::Welcome);
    model.update(Action::Go(Route::Stop));
    model.update(Action::Go(Route::StopEverything));
    assert!(!model.asks_to_sign_in());
    model.update(Action::Type(birth_date()));
    let effects = model.update(Action::SignInAndStop(moment(1)));
    assert!(matches!(effects[..], [Effect::OpenSession(..)]));
    let opened = Action::SessionOpened(
        model.signing_in.last().clone(),
        session("setsuko"),
        seen(Vec::new()),
        Box::default(),
    );
    let effects = model.update(opened);
    assert_eq!(decisions(&effects), [STOP]);
    let out = sent(&effects).remove(0);
    assert_eq!(out.request.id, event_id(1));
    assert_eq!(model.route, Route::StopEverything);
    model.update(Action::Accepted(recorded(&out, 1)));
    assert_eq!(model.route, Route::Done);
}

#[test]
fn where_signing_in_fails_nothing_is_stopped_later_by_itself() {
    let mut model = arrived(Route::StopEverything);
    model.update(Action::Type(birth_date()));
    model.update(Action::SignInAndStop(moment(1)));
    model.update(Action::SignInFailed(model.signing_in.last().clone(), told(ProblemKind::WrongBirthDate)));
    assert!(matches!(model.session, Session::Closed(Some(_))));
    let effects = sign_in(&mut model, Vec::new(), Kept::default());
    assert_eq!(decisions(&effects), []);
}

#[test]
fn it_overtakes_a_decision_that_is_stuck() {
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    model.update(Action::NotAccepted(event_id(1), Failure::Unreachable));
    model.update(Action::Go(Route::StopEverything));
    assert_eq!(decisions(&model.update(Action::StopEverything(moment(2)))), [STOP]);
    // What was overtaken is not tried again.
    assert_eq!(model.update(Action::TryAgain), []);
    assert_eq!(model.delivery.outgoing().map(|out| out.request.id), Some(event_id(2)));
}

/// A person whose answer waits for another sign-in, and who would rather stop.
fn signed_out_with_an_answer() -> Model {
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    model.update(Action::NotAccepted(event_id(1), told(ProblemKind::SessionEnded)));
    model.update(Action::Go(Route::StopEverything));
    model.update(Action::Type(birth_date()));
    model.update(Action::SignInAndStop(moment(2)));
    model
}

#[test]
fn it_overtakes_an_answer_that_waits_for_signing_in() {
    let mut model = signed_out_with_an_answer();
    let opened = Action::SessionOpened(
        model.signing_in.last().clone(),
        session("setsuko"),
        seen(Vec::new()),
        Box::default(),
    );
    let effects = model.update(opened);
    assert_eq!(decisions(&effects).last(), Some(&STOP));
    assert_eq!(model.delivery.outgoing().map(|out| out.request.id), Some(event_id(2)));
}

#[test]
fn an_unreachable_server_keeps_it_on_its_way_and_says_it_is_not_received() {
    let mut model = signed_in(Route::StopEverything);
    model.update(Action::StopEverything(moment(1)));
    let effects = model.update(Action::NotAccepted(event_id(1), Failure::Unreachable));
    assert_eq!(effects, [Effect::TryAgainIn(2), Effect::Announce]);
    assert!(matches!(model.delivery, Delivery::NotYetReceived(..)));
    assert_eq!(model.route, Route::StopEverything);
    assert_eq!(decisions(&model.update(Action::TryAgain)), [STOP]);
}

#[test]
fn unsent_answers_are_no_part_of_it() {
    let mut model = about_to_send();
    model.update(Action::Go(Route::StopEverything));
    let effects = model.update(Action::StopEverything(moment(2)));
    assert_eq!(decisions(&effects), [STOP]);
    assert_eq!(model.draft.answer(&id("research")), Some(Allow));
    let out = sent(&effects).remove(0);
    model.update(Action::Accepted(recorded(&out, 1)));
    assert!(model.draft.is_empty(), "an answer from before the stop is not sent after it");
}

#[test]
fn one_reviewed_use_is_refused_with_one_press_and_nothing_else_changes() {
    let mut model = signed_in(Route::Disclosures("reviews".to_owned()));
    let effects =
        model.update(Action::DecideUse(UseDecision::Refuse, id("rv-1"), "A use".to_owned(), moment(1)));
    assert_eq!(decisions(&effects), [Decision::UseRefused(id("rv-1"))]);
    model.update(Action::Accepted(recorded(&sent(&effects)[0], 1)));
    assert_eq!(model.route, Route::Done);
}

#[test]
fn a_refused_use_is_taken_back_against_the_record_that_was_seen() {
    let mut model = signed_in(Route::Disclosures("reviews".to_owned()));
    let take_back = Action::DecideUse(UseDecision::TakeBack, id("rv-1"), "A use".to_owned(), moment(1));
    assert!(take_back.decides());
    let effects = model.update(take_back);
    assert_eq!(decisions(&effects), [Decision::UseRefusalWithdrawn(id("rv-1"))]);
    assert!(sent(&effects)[0].request.decision.widens());
    assert_eq!(model.named_use, Some((id("rv-1"), "A use".to_owned())));
}
