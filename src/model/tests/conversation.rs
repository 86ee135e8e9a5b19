//! The conversation on the screen: on, back, complaints, and what a person finds who comes back.

use super::sample::*;
use crate::model::{Action, Check, Complaint, Effect, Keeping, Kept, Model, TextSize};
use crate::route::Route;
use nattoku_consent::Answer::{Allow, Refuse, Undecided};
use nattoku_consent::flow::Step;

fn explain(page: u8) -> Route {
    Route::Step(Step::Explain(page))
}

#[test]
fn on_and_back_lead_through_the_pages_and_out_at_the_front() {
    let mut model = signed_in(explain(1));
    for page in 2..=4 {
        assert_eq!(model.update(Action::Next), [Effect::Push(explain(page)), Effect::Announce]);
    }
    model.update(Action::Next);
    assert_eq!(model.route, question("research"));
    for page in (1..=4).rev() {
        model.update(Action::Back);
        assert_eq!(model.route, explain(page));
    }
    model.update(Action::Back);
    assert_eq!(model.route, Route::Welcome);
}

#[test]
fn without_an_answer_the_person_is_told_so_and_any_of_the_three_lets_them_on() {
    for answer in [Allow, Refuse, Undecided] {
        let mut model = signed_in(question("research"));
        assert_eq!(model.update(Action::Next), [Effect::ShowComplaint]);
        assert_eq!((model.complaint, &model.route), (Some(Complaint::ChooseOne), &question("research")));
        assert_eq!(model.update(Action::Answer(id("research"), answer)), [Effect::Keep]);
        assert_eq!(model.complaint, None);
        model.update(Action::Next);
        assert_eq!(model.route, question("drug-development"));
    }
}

#[test]
fn sending_nothing_is_complained_of() {
    let mut model = signed_in(REVIEW);
    assert_eq!(model.update(Action::Submit(moment(1))), [Effect::ShowComplaint]);
    assert_eq!(model.complaint, Some(Complaint::NothingAnswered));
    let mut model = signed_in(Route::Choice(id("research")));
    assert_eq!(model.update(Action::SubmitChange(moment(1))), [Effect::ShowComplaint]);
    assert_eq!(model.complaint, Some(Complaint::ChooseOne));
}

/// Walks from the first page to the review, answering every question in one way.
fn walk(model: &mut Model, answer: nattoku_consent::Answer) -> usize {
    let mut steps = 0;
    while model.route != REVIEW {
        if let Route::Step(Step::Question(question)) = model.route.clone() {
            model.update(Action::Answer(question, answer));
        }
        model.update(Action::Next);
        steps += 1;
        assert!(steps < 50);
    }
    steps
}

#[test]
fn all_no_is_as_short_as_all_yes_or_shorter() {
    let [yes, no, later] = [Allow, Refuse, Undecided].map(|answer| walk(&mut signed_in(explain(1)), answer));
    assert_eq!((yes, no, later), (4 + 6 + 5, 4 + 4 + 5, 4 + 4 + 5));
}

#[test]
fn choosing_in_more_detail_asks_what_is_left() {
    let mut model = signed_in(explain(1));
    walk(&mut model, Refuse);
    model.update(Action::InDetail);
    assert_eq!(model.route, question("other-disease"));
}

#[test]
fn an_option_of_the_check_is_explained_and_never_kept() {
    let mut model = signed_in(explain(1));
    walk(&mut model, Refuse);
    let item = catalogue().understanding[0].id.clone();
    model.update(Action::Go(Route::Step(Step::Understanding(item.clone()))));
    assert_eq!(model.update(Action::Check(item.clone(), Check::Unsure)), [Effect::Keep]);
    assert_eq!(model.checked, Some((item, Check::Unsure)));
    model.update(Action::Next);
    assert_eq!(model.checked, None);
}

#[test]
fn who_comes_back_goes_from_the_explanations_to_their_choices() {
    let mut model = arrived(explain(4));
    sign_in(&mut model, vec![entry(1, answers(&[("research", Allow)]))], Kept::default());
    model.update(Action::Next);
    assert_eq!(model.route, Route::Choices);
}

#[test]
fn a_change_is_sent_against_the_record_seen_and_forgotten_on_leaving() {
    let choice = Route::Choice(id("research"));
    let mut model = arrived(choice.clone());
    sign_in(&mut model, vec![entry(3, answers(&[("research", Allow)]))], Kept::default());
    assert_eq!(model.change, None, "nothing is chosen beforehand");
    model.update(Action::Change(id("research"), Refuse));
    model.update(Action::Go(Route::Choices));
    model.update(Action::Go(choice));
    assert_eq!(model.change, None);
    model.update(Action::Change(id("research"), Refuse));
    let out = sent(&model.update(Action::SubmitChange(moment(1))));
    assert_eq!(out[0].request.decision, answers(&[("research", Refuse)]));
    assert_eq!(out[0].seen_version, 3);
}

#[test]
fn the_back_button_shows_its_screen_and_writes_no_history() {
    let mut model = signed_in(question("research"));
    assert_eq!(model.update(Action::Arrived(explain(2))), [Effect::Announce]);
    assert_eq!(model.route, explain(2));
}

#[test]
fn language_size_and_what_the_tab_can_keep_change_nothing_else() {
    let mut model = about_to_send();
    model.update(Action::Language(id("en")));
    assert_eq!(model.update(Action::TextSize(TextSize::Largest)), [Effect::SetTextSize(TextSize::Largest)]);
    model.update(Action::Keeping(Keeping::Denied));
    assert_eq!((model.language.as_str(), model.keeping), ("en", Keeping::Denied));
    assert_eq!((&model.route, model.draft.answer(&id("research"))), (&REVIEW, Some(Allow)));
    let out = sent(&model.update(Action::Submit(moment(1))));
    assert_eq!(out[0].request.terms.language.as_str(), "en", "the words are those that were seen");
}
