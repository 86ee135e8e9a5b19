//! Signing in: what goes wrong, whom it lets in, and what it finds again.

use super::sample::*;
use crate::loader::{Loader, RecordKey};
use crate::model::{Action, Effect, Failure, Kept, Model, Seen, Session, SignInTrouble, Typed};
use crate::route::Route;
use nattoku_consent::Answer::{Allow, Refuse};
use nattoku_consent::Record;
use nattoku_consent::catalogue::Catalogues;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::flow::{Draft, Step};
use nattoku_consent::wire::{Credential, ProblemKind};
use std::rc::Rc;

fn trouble(model: &Model) -> Option<&SignInTrouble> {
    match &model.session {
        Session::Closed(trouble) => trouble.as_ref(),
        _ => None,
    }
}

fn opening() -> Model {
    let mut model = arrived(question("research"));
    model.update(Action::Type(birth_date()));
    model.update(Action::SignIn);
    model
}

#[test]
fn a_screen_that_shows_something_of_the_person_asks_to_sign_in_and_the_others_do_not() {
    for route in [question("research"), REVIEW, Route::Done, Route::Choices, Route::Preferences] {
        assert!(arrived(route.clone()).asks_to_sign_in(), "{route:?}");
        assert!(!signed_in(route).asks_to_sign_in());
    }
    for route in [Route::Welcome, Route::Step(Step::Explain(1)), Route::Stop, Route::StopEverything] {
        assert!(!arrived(route).asks_to_sign_in());
    }
}

#[test]
fn what_is_no_date_is_said_at_once_and_not_sent() {
    let mut model = arrived(question("research"));
    model.update(Action::Type(Typed { month: "13".to_owned(), ..birth_date() }));
    assert_eq!(model.update(Action::SignIn), [Effect::ShowComplaint]);
    assert_eq!(trouble(&model), Some(&SignInTrouble::NoSuchDate));
    assert_eq!(model.typed.month, "13");
}

#[test]
fn pressing_twice_opens_one_session() {
    let mut model = arrived(question("research"));
    model.update(Action::Type(birth_date()));
    assert!(matches!(model.update(Action::SignIn)[..], [Effect::OpenSession(..)]));
    assert_eq!(model.update(Action::SignIn), []);
}

#[test]
fn a_wrong_date_can_be_corrected_and_an_unreachable_server_tried_again() {
    for failure in [told(ProblemKind::WrongBirthDate), told(ProblemKind::TooManyTries), Failure::Unreachable]
    {
        let mut model = opening();
        assert_eq!(
            model.update(Action::SignInFailed(model.signing_in.last().clone(), failure)),
            [Effect::ShowComplaint]
        );
        assert!(trouble(&model).is_some());
        assert_eq!(model.typed, birth_date());
        assert!(matches!(model.update(Action::SignIn)[..], [Effect::OpenSession(..)]));
    }
}

#[test]
fn a_link_whose_time_is_over_is_no_longer_tried() {
    let mut model = opening();
    model.update(Action::SignInFailed(model.signing_in.last().clone(), told(ProblemKind::InvitationEnded)));
    assert_eq!(model.credential, None);
    assert_eq!(model.update(Action::SignIn), []);
}

#[test]
fn once_signed_in_the_link_and_the_date_are_gone() {
    let model = signed_in(question("research"));
    assert_eq!(model.credential, Some(Credential::Resume("ticket".to_owned())));
    assert_eq!(model.typed, Typed::default());
    assert_eq!(model.route, question("research"));
}

#[test]
fn who_has_answered_before_lands_on_their_choices() {
    let mut model = arrived(question("research"));
    let effects = sign_in(&mut model, vec![entry(1, answers(&[("research", Refuse)]))], Kept::default());
    assert_eq!(model.route, Route::Choices);
    assert!(effects.contains(&Effect::Replace(Route::Choices)));
}

#[test]
fn a_link_to_a_question_that_is_not_asked_leads_to_the_first_that_is() {
    for unasked in ["abroad", "device-ai"] {
        assert_eq!(signed_in(question(unasked)).route, question("research"));
    }
}

fn draft(catalogue: char) -> Draft {
    let mut draft = Draft::new(digest(catalogue));
    draft.set(id("research"), Allow);
    draft
}

#[test]
fn answers_kept_over_a_reload_are_found_again_and_never_counted_as_given() {
    let mut model = arrived(question("research"));
    let kept = Kept { draft: Some(draft('a')), outgoing: None };
    let effects = sign_in(&mut model, Vec::new(), kept);
    assert_eq!(model.draft, draft('a'));
    assert_eq!(sent(&effects), []);
    assert_eq!(model.delivery, Delivery::Idle);
}

#[test]
fn answers_to_words_no_longer_in_force_are_asked_anew() {
    let mut model = arrived(question("research"));
    sign_in(&mut model, Vec::new(), Kept { draft: Some(draft('b')), outgoing: None });
    assert!(model.draft.is_empty());
    model.update(Action::Answer(id("research"), Allow));
    let catalogues = Catalogues::new(digest('c'), catalogue());
    let read = Seen::new(Record::default(), catalogues, now().into(), ledger(), Vec::new());
    let request = reading(&mut model);
    model.update(Action::RecordRead(request, Rc::new(read)));
    assert_eq!(model.draft, Draft::new(digest('c')));
}

#[test]
fn a_decision_kept_over_a_reload_goes_out_once_under_its_id() {
    let mut before = about_to_send();
    let out = sent(&before.update(Action::Submit(moment(1)))).remove(0);
    let mut model = arrived(REVIEW);
    let kept = Kept { draft: Some(before.draft), outgoing: Some(out.clone()) };
    let effects = sign_in(&mut model, Vec::new(), kept);
    assert_eq!(sent(&effects), [out]);
    assert!(matches!(model.delivery, Delivery::Sending(..)));
}

#[test]
fn a_session_that_ended_while_reading_asks_again_and_says_why() {
    let mut model = signed_in(Route::Choices);
    let request = reading(&mut model);
    model.update(Action::RecordUnread(request, told(ProblemKind::SessionEnded)));
    assert_eq!(trouble(&model), Some(&SignInTrouble::Ended));
    assert!(model.asks_to_sign_in());
    let mut model = signed_in(Route::Choices);
    let request = reading(&mut model);
    model.update(Action::RecordUnread(request, Failure::Unreachable));
    assert!(model.seen().is_some(), "a line that fails ends no session");
}

#[test]
fn another_invitation_in_the_same_tab_finds_nothing_of_the_person_before() {
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    model.update(Action::NotAccepted(event_id(1), told(ProblemKind::SessionEnded)));
    let invitation = Credential::Invitation("another".to_owned());
    model.update(Action::Invited(invitation.clone()));
    assert!(model.draft.is_empty() && model.seen().is_none());
    assert_eq!((&model.delivery, &model.route), (&Delivery::Idle, &Route::Welcome));
    assert_eq!(model.credential, Some(invitation));
    let effects = sign_in(&mut model, Vec::new(), Kept::default());
    assert_eq!(sent(&effects), []);
}

#[test]
fn what_was_asked_for_the_person_before_is_not_shown_to_the_next() {
    let mut model = opening();
    let attempt = model.signing_in.last().clone();
    let late =
        || Action::SessionOpened(attempt.clone(), session("somebody-else"), seen(Vec::new()), Box::default());
    model.update(Action::Invited(Credential::Invitation("another".to_owned())));
    assert_eq!(model.update(late()), []);
    assert!(model.seen().is_none());
    model.update(Action::Type(birth_date()));
    model.update(Action::SignIn);
    assert_eq!(model.update(late()), [], "nor while the next one is signing in");
    assert!(model.seen().is_none());
    let mut model = arrived(Route::Welcome);
    sign_in(&mut model, Vec::new(), Kept::default());
    let foreign = seen(vec![entry(1, answers(&[("research", Refuse)]))]);
    let key = RecordKey { session: "an earlier bearer".into(), subject: "setsuko".into() };
    model.update(Action::RecordRead(Loader::default().ask(Some(key)), foreign));
    assert_eq!(model.seen().map(|seen| seen.record.version()), Some(0));
}

#[test]
fn who_types_the_code_of_their_sheet_goes_on_where_they_are_and_finds_nothing_of_the_person_before() {
    let mut model = about_to_send();
    model.kiosk = true;
    model.update(Action::Submit(moment(1)));
    model.update(Action::NotAccepted(event_id(1), told(ProblemKind::SessionEnded)));
    model.update(Action::Type(birth_date()));
    model.update(Action::SignIn);
    model.update(Action::SignInFailed(model.signing_in.last().clone(), told(ProblemKind::InvitationEnded)));
    let code = "Ab3_ -fGh 1JkL mN0p QrSt Uv".to_owned();
    model.update(Action::Type(Typed { code, ..Typed::default() }));
    assert_eq!(model.update(Action::EnterCode), [Effect::Announce]);
    assert_eq!(model.credential, Some(Credential::Invitation("Ab3_-fGh1JkLmN0pQrStUv".to_owned())));
    assert_eq!((&model.route, &model.typed, model.kiosk), (&REVIEW, &Typed::default(), true));
    assert!(model.asks_to_sign_in() && model.draft.is_empty());
    assert_eq!(sent(&sign_in(&mut model, Vec::new(), Kept::default())), []);
}

#[test]
fn what_is_no_code_is_said_at_once_and_stays_to_be_corrected() {
    let mut model = arrived(question("research"));
    model.credential = None;
    let typed = Typed { code: "Ab3_".to_owned(), ..Typed::default() };
    model.update(Action::Type(typed.clone()));
    assert_eq!(model.update(Action::EnterCode), [Effect::ShowComplaint]);
    assert_eq!(trouble(&model), Some(&SignInTrouble::NoSuchCode));
    assert_eq!((model.credential, model.typed), (None, typed));
}

#[test]
fn that_answers_are_kept_or_not_takes_no_complaint_away() {
    let mut model = signed_in(question("research"));
    model.update(Action::Next);
    assert!(model.complaint.is_some());
    model.update(Action::Keeping(crate::model::Keeping::Denied));
    assert!(model.complaint.is_some());
}

fn ended(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::EndSession(_))).count()
}

#[test]
fn who_signs_out_leaves_nothing_and_the_server_is_told_once() {
    let mut model = signed_in(Route::Choices);
    let effects = model.update(Action::SignOut);
    assert_eq!(ended(&effects), 1, "{effects:?}");
    assert_eq!((&model.route, &model.session), (&Route::Welcome, &Session::Closed(None)));
    assert!(model.credential.is_none() && model.seen().is_none() && model.draft.is_empty());
    assert_eq!(model.update(Action::SignOut), [], "nobody is signed in any more");
}

#[test]
fn another_invitation_ends_the_session_before_on_the_server() {
    let mut model = signed_in(Route::Choices);
    let effects = model.update(Action::Invited(Credential::Invitation("another".to_owned())));
    assert_eq!(ended(&effects), 1, "{effects:?}");
    assert_eq!(ended(&model.update(Action::Invited(Credential::Invitation("third".to_owned())))), 0);
}

#[test]
fn a_page_that_is_left_ends_its_session_and_opens_no_other() {
    let mut model = signed_in(Route::Choices);
    model.portal = true;
    let effects = model.update(Action::Leave);
    assert!(matches!(effects[..], [Effect::EndSession(_)]), "{effects:?}");
    assert_eq!(trouble(&model), Some(&SignInTrouble::Ended), "whoever comes back signs in again");
    assert_eq!(model.update(Action::Leave), []);
}
