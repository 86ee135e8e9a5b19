//! In a portal's frame: the portal says who is there, and nobody types a date of birth.

use super::sample::*;
use crate::model::{Action, Effect, Failure, Model, Session};
use crate::route::Route;
use nattoku_consent::flow::Step;
use nattoku_consent::wire::{self, Credential, ProblemKind};

fn in_portal(route: Route) -> Model {
    let mut model = arrived(route);
    (model.credential, model.portal) = (None, true);
    model
}

fn by_portal() -> wire::Session {
    wire::Session { resume: None, ..session("A") }
}

const fn asks_the_portal(effect: &Effect) -> bool {
    matches!(effect, Effect::OpenByPortal(_))
}

#[test]
fn a_screen_that_needs_to_know_who_is_there_asks_the_portal_once_and_by_itself() {
    let mut model = in_portal(Route::Welcome);
    assert!(!model.update(Action::Go(Route::Step(Step::Explain(1)))).iter().any(asks_the_portal));
    assert!(model.update(Action::Go(Route::Choices)).iter().any(asks_the_portal));
    assert_eq!(model.session, Session::Opening(None));
    assert!(!model.update(Action::Go(question("research"))).iter().any(asks_the_portal));
}

#[test]
fn what_failed_is_tried_again_only_when_the_person_presses() {
    for failure in [told(ProblemKind::TokenNotAccepted), Failure::Unreachable] {
        let mut model = in_portal(Route::Welcome);
        model.update(Action::Go(Route::Choices));
        assert_eq!(
            model.update(Action::SignInFailed(model.signing_in.last().clone(), failure)),
            [Effect::ShowComplaint]
        );
        assert!(matches!(model.update(Action::SignIn)[..], [Effect::OpenByPortal(_)]));
    }
}

#[test]
fn a_session_by_a_portal_leaves_nothing_to_come_back_by() {
    let mut model = in_portal(Route::Choices);
    model.update(Action::TryAgain);
    model.update(Action::SessionOpened(
        model.signing_in.last().clone(),
        by_portal(),
        seen(vec![]),
        Box::default(),
    ));
    assert!(!model.asks_to_sign_in());
    assert_eq!(model.credential, None);
}

#[test]
fn to_stop_takes_the_same_press_that_asks_the_portal() {
    let mut model = in_portal(Route::StopEverything);
    assert!(matches!(model.update(Action::SignInAndStop(moment(1)))[..], [Effect::OpenByPortal(_)]));
    let effects = model.update(Action::SessionOpened(
        model.signing_in.last().clone(),
        by_portal(),
        seen(vec![]),
        Box::default(),
    ));
    let stops = |effect: &Effect| matches!(effect, Effect::Send(outgoing) if outgoing.stops_everything());
    assert!(effects.iter().any(stops));
}

#[test]
fn an_invitation_opened_in_the_frame_does_not_take_the_portal_away() {
    let mut model = in_portal(Route::Welcome);
    model.update(Action::Invited(Credential::Invitation("another".to_owned())));
    assert!(model.update(Action::Go(Route::Choices)).iter().any(asks_the_portal));
}
