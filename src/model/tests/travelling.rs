//! Sending: nothing is shown as received before it was, nothing is lost, and every try bears the same id.

use super::sample::*;
use crate::model::{Action, Effect, Failure, Model, Outcome, Session, SignInTrouble};
use crate::route::Route;
use nattoku_consent::Answer::{Allow, Refuse};
use nattoku_consent::delivery::{Delivery, Outgoing};
use nattoku_consent::wire::ProblemKind;

/// A person who has pressed the button, and what went out.
fn sending() -> (Model, Outgoing) {
    let mut model = about_to_send();
    let effects = model.update(Action::Submit(moment(1)));
    let out = sent(&effects);
    assert_eq!(out.len(), 1);
    assert!(effects.contains(&Effect::Keep));
    (model, out[0].clone())
}

fn fails(model: &mut Model, failure: Failure) -> Vec<Effect> {
    model.update(Action::NotAccepted(event_id(1), failure))
}

#[test]
fn the_receipt_is_shown_once_the_provider_said_so_and_not_before() {
    let (mut model, out) = sending();
    assert_eq!(model.route, REVIEW);
    assert_eq!((out.request.id, out.seen_version), (event_id(1), 0));
    assert_eq!(out.request.decision, answers(&[("research", Allow)]));
    let entry = recorded(&out, 5);
    let effects = model.update(Action::Accepted(entry.clone()));
    assert_eq!(model.route, Route::Done);
    assert_eq!(model.delivery, Delivery::Received(entry));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ReadRecord(_))));
    for expected in [Effect::Replace(Route::Done), Effect::Keep] {
        assert!(effects.contains(&expected), "{expected:?}");
    }
    assert!(model.draft.is_empty(), "what was received is no draft any more");
}

#[test]
fn a_server_that_cannot_be_reached_leaves_the_answer_on_the_screen_and_it_goes_out_again() {
    for failure in [Failure::Unreachable, told(ProblemKind::Unavailable), told(ProblemKind::TooManyTries)] {
        let (mut model, out) = sending();
        assert_eq!(fails(&mut model, failure), [Effect::TryAgainIn(2), Effect::Announce]);
        assert!(matches!(model.delivery, Delivery::NotYetReceived(..)));
        assert_eq!(model.route, REVIEW);
        assert!(!model.draft.is_empty());
        assert_eq!(sent(&model.update(Action::TryAgain)), std::slice::from_ref(&out));
        model.update(Action::Accepted(recorded(&out, 5)));
        assert_eq!(model.route, Route::Done);
    }
}

#[test]
fn pressing_again_while_it_travels_sends_nothing_more() {
    let (mut model, out) = sending();
    assert_eq!(sent(&model.update(Action::Submit(moment(2)))), []);
    fails(&mut model, Failure::Unreachable);
    assert_eq!(sent(&model.update(Action::Submit(moment(3)))), []);
    assert_eq!(model.delivery.outgoing(), Some(&out));
}

#[test]
fn the_word_on_another_decision_changes_nothing() {
    let (mut model, out) = sending();
    let mut other = recorded(&out, 5);
    other.event.id = event_id(9);
    model.update(Action::Accepted(other));
    model.update(Action::NotAccepted(event_id(9), told(ProblemKind::RecordChanged)));
    assert!(matches!(model.delivery, Delivery::Sending(..)));
    assert_eq!(model.route, REVIEW);
}

/// A person whose record changed elsewhere while their answers travelled.
fn overtaken() -> Model {
    let (mut model, _) = sending();
    let effects = fails(&mut model, told(ProblemKind::RecordChanged));
    let [Effect::ReadRecord(request), Effect::Announce] = &effects[..] else { panic!("{effects:?}") };
    assert!(matches!(model.delivery, Delivery::Overtaken(_)));
    let changed = seen(vec![entry(4, answers(&[("research", Refuse)]))]);
    model.update(Action::RecordRead(request.clone(), changed));
    model
}

#[test]
fn after_a_change_elsewhere_keeping_this_sends_it_anew_against_what_is_recorded_now() {
    let mut model = overtaken();
    let out = sent(&model.update(Action::KeepThis(moment(2))));
    assert_eq!(out.len(), 1);
    assert_eq!((out[0].request.id, out[0].seen_version), (event_id(2), 4));
    assert_eq!(out[0].request.decision, answers(&[("research", Allow)]));
}

#[test]
fn after_a_change_elsewhere_letting_go_sends_nothing_and_keeps_what_is_recorded() {
    let mut model = overtaken();
    assert_eq!(model.update(Action::LetGo), [Effect::Announce, Effect::Keep]);
    assert_eq!(model.delivery, Delivery::Idle);
    assert_ne!(model.route, Route::Done);
}

#[test]
fn what_the_server_cannot_take_is_not_sent_again_and_can_be_closed() {
    let (mut model, _) = sending();
    fails(&mut model, told(ProblemKind::Malformed));
    assert!(matches!(model.delivery, Delivery::Rejected(..)));
    assert_eq!(model.update(Action::TryAgain), []);
    model.update(Action::LetGo);
    assert_eq!(model.delivery, Delivery::Idle);
}

#[test]
fn a_session_that_ends_on_the_way_keeps_the_answers_and_sends_once_after_signing_in() {
    let (mut model, out) = sending();
    fails(&mut model, told(ProblemKind::SessionEnded));
    assert_eq!(model.session, Session::Closed(Some(SignInTrouble::Ended)));
    assert!(model.asks_to_sign_in());
    assert_eq!(model.draft.answer(&id("research")), Some(Allow));
    let effects = sign_in(&mut model, Vec::new(), crate::model::Kept::default());
    assert_eq!(sent(&effects), [out]);
    assert_eq!(model.route, REVIEW);
    assert_eq!(sent(&model.update(Action::TryAgain)), []);
}

#[test]
fn nothing_the_network_does_shows_a_receipt() {
    let (mut model, _) = sending();
    let happenings = [
        Action::NotAccepted(event_id(1), Failure::Unreachable),
        Action::TryAgain,
        Action::RecordRead(reading(&mut model), seen(vec![entry(4, answers(&[("research", Refuse)]))])),
        Action::NotAccepted(event_id(1), told(ProblemKind::RecordChanged)),
        Action::KeepThis(moment(2)),
        Action::NotAccepted(event_id(2), told(ProblemKind::KeyReused)),
        Action::LetGo,
        Action::TryAgain,
    ];
    for action in happenings {
        model.update(action.clone());
        assert!(!matches!(model.delivery, Delivery::Received(_)), "{action:?}");
        assert_ne!(model.route, Route::Done, "{action:?}");
    }
}

#[test]
fn leaving_the_receipt_makes_way_for_the_next_decision() {
    let (mut model, out) = sending();
    model.update(Action::Accepted(recorded(&out, 5)));
    model.update(Action::Go(Route::Preferences));
    assert_eq!(model.delivery, Delivery::Idle);
    let prefer = Action::Prefer(id("trial-news"), true, moment(2));
    assert_eq!(sent(&model.update(prefer)).len(), 1);
}

#[test]
fn what_became_of_it_takes_the_place_of_the_screen_that_sent_it_and_is_announced_once() {
    let (mut model, _) = sending();
    assert_eq!(model.outcome_of_screen(), Some(Outcome::Sending));
    assert!(fails(&mut model, Failure::Unreachable).contains(&Effect::Announce));
    assert_eq!(model.outcome_of_screen(), Some(Outcome::Waiting));
    // The tries that go on by themselves take the focus from nobody.
    assert!(!model.update(Action::TryAgain).contains(&Effect::Announce));
    assert!(!fails(&mut model, Failure::Unreachable).contains(&Effect::Announce));
    model.update(Action::TryAgain);
    assert!(fails(&mut model, told(ProblemKind::Malformed)).contains(&Effect::Announce));
    assert_eq!(model.outcome_of_screen(), Some(Outcome::NeedsYou));
    // Elsewhere it is said above what the screen shows.
    model.update(Action::Go(Route::Words));
    assert_eq!((model.outcome(), model.outcome_of_screen()), (Some(Outcome::NeedsYou), None));
}

#[test]
fn an_answer_that_is_stuck_does_not_hide_the_button_that_stops_everything() {
    let (mut model, _) = sending();
    fails(&mut model, Failure::Unreachable);
    model.update(Action::Go(Route::StopEverything));
    assert_eq!(model.outcome_of_screen(), None);
    model.update(Action::StopEverything(moment(2)));
    assert_eq!(model.outcome_of_screen(), Some(Outcome::Sending));
}
