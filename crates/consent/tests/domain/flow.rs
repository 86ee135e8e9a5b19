//! The conversation: whatever is answered, skipped and changed, in whatever order.

use crate::cases;
use crate::history::{Happening, QUESTIONS, Said, answer, history, record};
use crate::sample::{CURRENT, catalogues, digest, id};
use nattoku_consent::catalogue::{Question, RecipientKind, Truth};
use nattoku_consent::flow::{Conversation, Draft, EXPLAIN_PAGES, Step};
use nattoku_consent::{Answer, Decision, QuestionId, Record};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What a person does.
#[derive(Debug, Clone)]
enum Act {
    Next,
    Back,
    /// Answers the question at hand.
    Answer(Answer),
    /// Answers any question, from the review page.
    Change(&'static str, Answer),
    InDetail,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => Just(Act::Next),
        2 => Just(Act::Back),
        6 => answer().prop_map(Act::Answer),
        1 => (select(&QUESTIONS[..]), answer()).prop_map(|(question, answer)| Act::Change(question, answer)),
        1 => Just(Act::InDetail),
    ]
}

fn conversation<'a>(record: &'a Record, draft: &'a Draft) -> Conversation<'a> {
    Conversation { catalogue: catalogues().current(), record, again: &[], draft }
}

fn do_it(act: &Act, step: &mut Step, record: &Record, draft: &mut Draft) {
    match (act, &*step) {
        (Act::Next, _) => {
            let next = conversation(record, draft).next(step);
            *step = next.unwrap_or_else(|| step.clone());
        }
        (Act::Back, _) => {
            let before = conversation(record, draft).previous(step);
            *step = before.unwrap_or_else(|| step.clone());
        }
        (Act::Answer(answer), Step::Question(question)) => draft.set(question.clone(), *answer),
        (Act::Answer(_), Step::Understanding(item)) => draft.explained(item.clone()),
        (Act::Change(question, answer), Step::Review) => draft.set(id(question), *answer),
        (Act::InDetail, Step::Review) => draft.choose_in_detail(),
        _ => {}
    }
}

/// The steps from the first page to the end, every question answered in one way.
fn walk(answer: Answer, in_detail: bool) -> usize {
    let (record, mut draft) = (Record::default(), Draft::new(digest(CURRENT)));
    if in_detail {
        draft.choose_in_detail();
    }
    let (mut step, mut count) = (Step::Explain(1), 1);
    while let Some(next) = conversation(&record, &draft).next(&step) {
        if let Step::Question(question) = &next {
            draft.set(question.clone(), answer);
        }
        (step, count) = (next, count + 1);
        assert!(count < 100, "it never ends");
    }
    assert_eq!(step, Step::Review);
    count
}

#[test]
fn no_to_everything_is_never_longer_than_yes_and_not_now_neither() {
    for in_detail in [false, true] {
        let yes = walk(Answer::Allow, in_detail);
        assert!(walk(Answer::Refuse, in_detail) <= yes);
        assert!(walk(Answer::Undecided, in_detail) <= yes);
    }
    assert_eq!((walk(Answer::Refuse, false), walk(Answer::Allow, false)), (4 + 8 + 3 + 1, 4 + 11 + 3 + 1));
}

#[test]
fn nothing_is_chosen_beforehand() {
    let (record, draft) = (Record::default(), Draft::new(digest(CURRENT)));
    assert!(QUESTIONS.iter().all(|question| draft.answer(&id(question)).is_none()));
    assert!(draft.is_empty() && !draft.is_in_detail());
    assert_eq!(conversation(&record, &draft).decision(), None);
}

#[test]
fn a_company_in_the_answers_turns_the_truth_of_an_item() {
    let catalogue = catalogues().current();
    let truths = |draft: &Draft| -> Vec<_> {
        catalogue.understanding.iter().map(|item| draft.first_is_true(catalogue, item)).collect()
    };
    let kinds: Vec<_> = catalogue.understanding.iter().map(|item| item.truth).collect();
    assert_eq!(kinds, [Truth::First, Truth::Second, Truth::FirstIfCompanies]);
    let mut draft = Draft::new(digest(CURRENT));
    assert_eq!(truths(&draft), [true, false, false]);
    draft.set(id("research"), Answer::Allow);
    draft.set(id("drugs"), Answer::Refuse);
    assert_eq!(truths(&draft), [true, false, false]);
    draft.set(id("drugs"), Answer::Allow);
    assert_eq!(truths(&draft), [true, false, true]);
    assert_eq!(RecipientKind::ALL.iter().filter(|kind| kind.is_company()).count(), 4);
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn every_step_leads_to_one_that_there_is(acts in vec(act(), 0..60), history in history()) {
        let record = record(&history);
        let (mut step, mut draft) = (Step::Explain(1), Draft::new(digest(CURRENT)));
        for act in &acts {
            do_it(act, &mut step, &record, &mut draft);
            let now = conversation(&record, &draft);
            prop_assert!(now.has(&step), "{:?} is not there after {:?}", step, act);
            prop_assert!(now.next(&step).is_none_or(|next| now.has(&next)));
            prop_assert!(now.previous(&step).is_none_or(|before| now.has(&before)));
            if let Step::Question(question) = &step {
                let (place, of) = now.place(question).expect("it is asked");
                prop_assert!((1..=of).contains(&place));
            }
        }
    }

    #[test]
    fn from_everywhere_next_leads_to_the_end_and_back_to_the_start(acts in vec(act(), 0..60)) {
        let record = Record::default();
        let (mut step, mut draft) = (Step::Explain(1), Draft::new(digest(CURRENT)));
        for act in &acts {
            do_it(act, &mut step, &record, &mut draft);
        }
        let now = conversation(&record, &draft);
        let onward = std::iter::successors(Some(step.clone()), |step| now.next(step)).take(100);
        prop_assert_eq!(onward.last(), Some(Step::Review));
        let back = std::iter::successors(Some(step), |step| now.previous(step)).take(100);
        prop_assert_eq!(back.last(), Some(Step::Explain(1)));
    }

    #[test]
    fn a_condition_is_asked_only_once_there_is_something_it_could_widen(
        answers in vec((select(&QUESTIONS[..]), answer()), 0..8),
    ) {
        let record = Record::default();
        let mut draft = Draft::new(digest(CURRENT));
        answers.iter().for_each(|(question, answer)| draft.set(id(question), *answer));
        for question in conversation(&record, &draft).plan() {
            let Question::Modifier(programme, _) = question else { continue };
            let allowed = |purpose: &QuestionId| draft.answer(purpose) == Some(Answer::Allow);
            prop_assert!(programme.purposes.iter().any(|purpose| allowed(&purpose.id)));
        }
    }

    #[test]
    fn a_decision_holds_what_was_asked_and_answered_and_nothing_else(
        answers in vec((select(&QUESTIONS[..]), answer()), 0..8),
        in_detail in any::<bool>(),
        history in history(),
    ) {
        let record = record(&history);
        let mut draft = Draft::new(digest(CURRENT));
        answers.iter().for_each(|(question, answer)| draft.set(id(question), *answer));
        if in_detail {
            draft.choose_in_detail();
        }
        let now = conversation(&record, &draft);
        let asked: Vec<_> = now.plan().iter().map(|question| question.id().clone()).collect();
        let sent: Vec<_> = match now.decision() {
            Some(Decision::Answered { answers, .. }) => {
                answers.iter().map(|(question, answer)| (question.clone(), *answer)).collect()
            }
            Some(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            None => Vec::new(),
        };
        for question in QUESTIONS.map(id::<QuestionId>) {
            let expected = asked.contains(&question).then(|| draft.answer(&question)).flatten();
            let given = sent.iter().find(|(sent, _)| *sent == question).map(|(_, answer)| *answer);
            prop_assert_eq!(given, expected, "{}", question);
            let decided = |happening: &Happening| matches!(&happening.said, Said::Answered(answers)
                if answers.iter().any(|(answered, _)| *answered == question.as_str()));
            prop_assert!(given.is_none() || !history.iter().any(decided), "asked again");
        }
    }

    #[test]
    fn the_second_rank_is_asked_only_on_wish(in_detail in any::<bool>()) {
        let record = Record::default();
        let mut draft = Draft::new(digest(CURRENT));
        if in_detail {
            draft.choose_in_detail();
        }
        let now = conversation(&record, &draft);
        prop_assert_eq!(now.has(&Step::Question(id("planning"))), in_detail);
        prop_assert!(now.has(&Step::Explain(EXPLAIN_PAGES)) && !now.has(&Step::Explain(EXPLAIN_PAGES + 1)));
    }
}
