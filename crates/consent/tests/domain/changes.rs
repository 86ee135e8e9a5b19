//! U1: what changed between two versions, told apart by whether it alters what was agreed to.

use crate::cases;
use crate::sample::{current, id, japanese, marked, material, says};
use Field::{Expiry, Headline, Stays, Wait};
use Weight::{Editorial, Material};
use nattoku_consent::catalogue::{
    Codes, Identifiers, Marked, Marking, ModifierKind, Purpose, RecipientKind, ScopeCase,
};
use nattoku_consent::change::{Altered, Field, Weight, Widening};
use nattoku_consent::{Catalogue, Change, Mode, Programme, changes};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The next version after some changes, with what its author says of them.
fn next(edit: impl FnOnce(&mut Catalogue)) -> Catalogue {
    let mut next = Catalogue { version: 3, ..current() };
    edit(&mut next);
    next
}

fn programme<'a>(catalogue: &'a mut Catalogue, name: &str) -> &'a mut Programme {
    catalogue.programmes.iter_mut().find(|programme| programme.id == id(name)).expect("a programme")
}

fn purpose<'a>(catalogue: &'a mut Catalogue, name: &str) -> &'a mut Purpose {
    let mut purposes = catalogue.programmes.iter_mut().flat_map(|programme| &mut programme.purposes);
    purposes.find(|purpose| purpose.id == id(name)).expect("a purpose")
}

fn altered(new: &Catalogue) -> Vec<Altered> {
    let altered = changes(&current(), new).into_iter().map(|change| match change {
        Change::Altered(altered) => altered,
        other => panic!("{other:?}"),
    });
    altered.collect()
}

/// Every question and every programme of a catalogue marked editorial.
fn all_editorial(catalogue: &Catalogue) -> Vec<nattoku_consent::catalogue::ChangeMark> {
    let questions = catalogue.questions().map(|question| Marked::Question(question.id().clone()));
    let programmes = catalogue.programmes.iter().map(|programme| Marked::Programme(programme.id.clone()));
    questions.chain(programmes).map(|about| marked(about, 2, Marking::Editorial)).collect()
}

#[test]
fn between_a_version_and_itself_nothing_changed() {
    assert_eq!(changes(&current(), &current()), []);
}

#[test]
fn a_text_put_right_is_editorial_where_its_author_says_so() {
    let mut new = next(|new| purpose(new, "research").headline = says("研究。"));
    let [unsaid] = &altered(&new)[..] else { panic!() };
    assert_eq!((unsaid.weight, &unsaid.fields[..]), (Material, &[Headline][..]));
    new.changes = vec![marked(Marked::Question(id("research")), 2, Marking::Editorial)];
    let [said] = &altered(&new)[..] else { panic!() };
    assert_eq!((said.weight, &said.sentences[..], &said.widens[..]), (Editorial, &[][..], &[][..]));
}

#[test]
fn names_that_go_with_the_data_are_material_whatever_their_author_calls_it() {
    let new = next(|new| {
        programme(new, "registry").identifiers = Some(Identifiers::Released);
        new.changes = all_editorial(new);
    });
    let widens = |altered: &Altered| altered.weight == Material && altered.widens == [Widening::Identifiers];
    let altered = altered(&new);
    assert!(!altered.is_empty() && altered.iter().all(widens), "{altered:?}");
    let removed = next(|new| programme(new, "registry").identifiers = Some(Identifiers::Removed));
    assert!(changes(&current(), &removed).iter().all(|change| match change {
        Change::Altered(altered) => altered.widens.is_empty(),
        _ => false,
    }));
}

#[test]
fn a_text_is_material_where_its_author_says_so_in_a_sentence() {
    let mut new = next(|new| purpose(new, "research").risk = says("別の危険"));
    new.changes = vec![marked(Marked::Question(id("research")), 2, material("危険が増えました。"))];
    let [said] = &altered(&new)[..] else { panic!() };
    assert_eq!((said.weight, &said.sentences[..]), (Material, &[says("危険が増えました。")][..]));
}

#[test]
fn what_a_programme_says_changes_all_its_questions_and_takes_a_mark_of_its_own() {
    let mut new = next(|new| programme(new, "act").stays = vec![says("残ります")]);
    new.changes = vec![marked(Marked::Question(id("safety")), 2, Marking::Editorial)];
    let questions: Vec<_> = altered(&new).iter().map(|altered| altered.question.to_string()).collect();
    assert_eq!(questions, ["safety", "prevention", "act-genome"]);
    assert!(altered(&new).iter().all(|altered| altered.weight == Material && altered.fields == [Stays]));
    new.changes = vec![marked(Marked::Programme(id("act")), 2, Marking::Editorial)];
    assert!(altered(&new).iter().all(|altered| altered.weight == Editorial));
}

#[test]
fn a_mark_of_an_earlier_version_says_nothing_of_this_one() {
    let mut new = next(|new| purpose(new, "research").headline = says("研究。"));
    new.changes = vec![marked(Marked::Question(id("research")), 1, Marking::Editorial)];
    assert_eq!(altered(&new)[0].weight, Material);
    let mark = marked(Marked::Question(id("research")), 2, Marking::Editorial);
    let old = Catalogue { changes: vec![mark.clone()], ..current() };
    new.changes = vec![mark];
    let Some(Change::Altered(altered)) = changes(&old, &new).pop() else { panic!() };
    assert_eq!(altered.weight, Material);
}

#[test]
fn a_new_question_is_asked_and_a_removed_one_is_asked_no_more() {
    let new = next(|new| {
        purpose(new, "research").id = id("studies");
    });
    let expected = [Change::Added(id("studies")), Change::Removed(id("research"))];
    assert_eq!(changes(&current(), &new), expected);
}

#[test]
fn a_translation_is_no_change_and_neither_is_another_order_or_approval() {
    let new = next(|new| {
        let research = purpose(new, "research");
        research.headline.0.insert(id("en"), "Research".to_owned());
        research.recipients.reverse();
        research.approval.version = "2".to_owned();
        research.in_detail = true;
    });
    assert_eq!(changes(&current(), &new), []);
    let other = next(|new| {
        let english = [(id("en"), "Research".to_owned())].into_iter().collect();
        purpose(new, "research").headline = nattoku_consent::Localized(english);
    });
    assert_eq!(altered(&other)[0].fields, [Headline], "{} is gone", japanese());
}

#[test]
fn what_narrows_is_editorial_where_its_author_says_so() {
    let mut new = next(|new| {
        purpose(new, "drugs").recipients.pop();
        purpose(new, "drugs").covers.clear();
        purpose(new, "rare").data = vec![id("diagnoses")];
        purpose(new, "care").codes = Codes { dpv: Some("HealthCare".to_owned()), ..Codes::default() };
        programme(new, "region").expires_after_months = Some(12);
        programme(new, "act").mode = Mode::NoticeOptOut { wait_days: 60 };
    });
    new.changes = all_editorial(&new);
    let altered = altered(&new);
    assert_eq!(altered.len(), 7);
    assert!(altered.iter().all(|altered| altered.weight == Editorial && altered.widens.is_empty()));
    assert_eq!((&altered[3].fields[..], &altered[4].fields[..]), (&[Expiry][..], &[Wait][..]));
}

#[test]
fn each_widening_is_told_as_what_it_is() {
    let new = next(|new| {
        let drugs = purpose(new, "drugs");
        drugs.recipients.push(RecipientKind::DeviceCompany);
        drugs.covers.push(ScopeCase::OtherDisease);
        programme(new, "registry").expires_after_months = None;
        programme(new, "act").mode = Mode::NoticeOptOut { wait_days: 10 };
        programme(new, "region").mode = Mode::NoticeOptOut { wait_days: 30 };
    });
    let widens = |question: &str| {
        let found = altered(&new).into_iter().find(|altered| altered.question == id(question));
        found.expect("altered").widens
    };
    let longer = Widening::Expiry { was: 1, is: None };
    let drugs = [
        longer.clone(),
        Widening::Recipient(RecipientKind::DeviceCompany),
        Widening::Covers(ScopeCase::OtherDisease),
    ];
    assert_eq!(widens("drugs"), drugs);
    assert_eq!((widens("research"), widens("genome")), (vec![longer.clone()], vec![longer]));
    assert_eq!(widens("safety"), [Widening::Wait { was: 30, is: 10 }]);
    assert_eq!(widens("regional"), [Widening::Mode]);
}

#[test]
fn an_id_used_again_for_another_thing_is_material() {
    let mut new = next(|new| {
        let moved = programme(new, "society").purposes.pop().expect("a purpose");
        programme(new, "region").purposes.push(moved);
        programme(new, "registry").modifiers[0].kind = ModifierKind::Genome;
        programme(new, "registry").modifiers[1].kind = ModifierKind::Abroad;
    });
    new.changes = all_editorial(&new);
    let altered = altered(&new);
    let told: Vec<_> =
        altered.iter().map(|altered| (altered.question.as_str(), &altered.widens[..])).collect();
    let expected = [
        ("abroad", &[Widening::Kind][..]),
        ("genome", &[Widening::Kind][..]),
        ("moved", &[Widening::Programme][..]),
    ];
    assert_eq!(told, expected);
    assert!(altered.iter().all(|altered| altered.weight == Material));
}

/// One way to let more happen; what it does to a catalogue in which every purpose leaves room for it.
#[derive(Debug, Clone, Copy)]
enum Widen {
    Recipient,
    Data,
    AnyData,
    Covers,
    Code,
    ShorterWait,
    LongerExpiry,
    NoExpiry,
    Silence,
    DropCondition,
    ElsewhereInTheWorld,
}

const WIDEN: [Widen; 11] = [
    Widen::Recipient,
    Widen::Data,
    Widen::AnyData,
    Widen::Covers,
    Widen::Code,
    Widen::ShorterWait,
    Widen::LongerExpiry,
    Widen::NoExpiry,
    Widen::Silence,
    Widen::DropCondition,
    Widen::ElsewhereInTheWorld,
];

/// A catalogue in which everything can be widened.
fn narrow() -> Catalogue {
    let mut narrow = current();
    for programme in &mut narrow.programmes {
        programme.expires_after_months = Some(6);
        for purpose in &mut programme.purposes {
            purpose.covers.clear();
            purpose.data = vec![id("diagnoses")];
            purpose.codes.duo = Some("0000007".to_owned());
        }
    }
    narrow
}

/// Widens a programme or one of its purposes; whether there was anything to widen.
fn widen(programme: &mut Programme, place: Index, how: Widen) -> bool {
    let purpose = place.get_mut(&mut programme.purposes);
    match how {
        Widen::Recipient => {
            let missing = RecipientKind::ALL.into_iter().find(|kind| !purpose.recipients.contains(kind));
            purpose.recipients.extend(missing);
        }
        Widen::Data => purpose.data.push(id("genomes")),
        Widen::AnyData => purpose.data.clear(),
        Widen::Covers => purpose.covers.push(ScopeCase::OtherRecipient),
        Widen::Code => purpose.codes.duo = Some("0000042".to_owned()),
        Widen::LongerExpiry => programme.expires_after_months = Some(7),
        Widen::NoExpiry => programme.expires_after_months = None,
        Widen::ShorterWait => match &mut programme.mode {
            Mode::NoticeOptOut { wait_days } => *wait_days -= 1,
            Mode::OptIn => return false,
        },
        Widen::Silence => match programme.mode {
            Mode::OptIn => programme.mode = Mode::NoticeOptOut { wait_days: 60 },
            Mode::NoticeOptOut { .. } => return false,
        },
        Widen::DropCondition => return programme.modifiers.pop().is_some(),
        Widen::ElsewhereInTheWorld => {}
    }
    true
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn whatever_lets_more_happen_is_material_whatever_its_author_says(
        how in select(&WIDEN[..]),
        (place, of) in (any::<Index>(), any::<Index>()),
        besides in any::<bool>(),
    ) {
        let old = narrow();
        let mut new = Catalogue { version: 3, ..narrow() };
        if matches!(how, Widen::ElsewhereInTheWorld) {
            new.provider.country = "US".to_owned();
        }
        let programme = place.get_mut(&mut new.programmes);
        if besides {
            programme.summary = says("別の言い方");
            of.get_mut(&mut programme.purposes).short = says("別の名");
        }
        prop_assume!(widen(programme, of, how));
        new.changes = all_editorial(&new);
        let altered = changes(&old, &new).into_iter().filter_map(|change| match change {
            Change::Altered(altered) => Some(altered),
            Change::Added(_) | Change::Removed(_) => None,
        });
        let widened: Vec<_> = altered.filter(|altered| !altered.widens.is_empty()).collect();
        prop_assert!(!widened.is_empty(), "{:?} is no widening", how);
        prop_assert!(widened.iter().all(|altered| altered.weight == Material));
    }
}
