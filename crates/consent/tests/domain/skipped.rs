//! U1: what somebody who skipped versions is told, and whether they are asked.

use crate::asking::{NEWEST, after, in_force, names, purpose, widened};
use crate::sample::{CURRENT, EARLIER, current, digest, id, material, says};
use RecipientKind::{Clinic, DeviceCompany, DrugCompany, University};
use nattoku_consent::catalogue::{Marking, RecipientKind};
use nattoku_consent::change::{Weight, between};
use nattoku_consent::{Catalogue, Catalogues, Digest, Localized};

/// The sentences for somebody who answered to version 2, when version 4 is in force.
fn over_two(
    third: Catalogue,
    fourth: impl FnOnce(&Catalogue) -> Catalogue,
) -> (Option<Weight>, Vec<Localized>) {
    let newest = fourth(&third);
    let catalogues = in_force(newest).with_earlier(of_third(), third);
    let change = between(&catalogues, &digest(CURRENT), &id("care"));
    (change.as_ref().map(|change| change.weight), change.map(|change| change.sentences).unwrap_or_default())
}

fn of_third() -> Digest {
    digest(EARLIER)
}

#[test]
fn who_skipped_a_version_is_told_of_both_in_order() {
    let (weight, sentences) = over_two(widened("care"), |third| {
        after(third, "care", material("大学が加わりました。"), |next| {
            purpose(next, "care").recipients.push(University);
        })
    });
    assert_eq!(weight, Some(Weight::Material));
    assert_eq!(sentences, [says("機器の会社が加わりました。"), says("大学が加わりました。")]);
}

#[test]
fn what_a_later_version_took_back_is_not_told() {
    let back =
        |third: &Catalogue| after(third, "care", Marking::Editorial, |next| names(next, "care", &[Clinic]));
    assert_eq!(over_two(widened("care"), back), (None, Vec::new()));
    let instead = |third: &Catalogue| {
        after(third, "care", material("大学に代わりました。"), |next| {
            names(next, "care", &[Clinic, University]);
        })
    };
    assert_eq!(
        over_two(widened("care"), instead),
        (Some(Weight::Material), vec![says("大学に代わりました。")])
    );
}

#[test]
fn a_material_text_stays_material_when_a_later_version_corrects_its_spelling() {
    let third = after(&current(), "care", material("危険が増えました。"), |next| {
        purpose(next, "care").risk = says("大きな危検");
    });
    let told = over_two(third, |third| {
        after(third, "care", Marking::Editorial, |next| purpose(next, "care").risk = says("大きな危険"))
    });
    assert_eq!(told, (Some(Weight::Material), vec![says("危険が増えました。")]));
}

#[test]
fn a_material_text_stays_material_when_a_later_version_takes_back_the_facts_beside_it() {
    let third =
        after(&current(), "care", material("会社が加わり、危険が増えました。"), |next| {
            names(next, "care", &[Clinic, DeviceCompany]);
            purpose(next, "care").risk = says("大きな危険");
        });
    let told = over_two(third, |third| {
        after(third, "care", Marking::Editorial, |next| names(next, "care", &[Clinic]))
    });
    // The sentence is no longer true as a whole; before and now are shown without it.
    assert_eq!(told, (Some(Weight::Material), Vec::new()));
}

#[test]
fn what_one_version_widens_and_another_narrows_further_is_no_widening() {
    let third = after(&current(), "research", material("製薬会社が加わりました。"), |next| {
        purpose(next, "research").recipients.push(DrugCompany);
    });
    let newest = after(&third, "research", Marking::Editorial, |next| names(next, "research", &[University]));
    let catalogues = in_force(newest).with_earlier(of_third(), third);
    let change = between(&catalogues, &digest(CURRENT), &id("research")).expect("narrower");
    assert_eq!((change.weight, change.sentences, change.widens), (Weight::Editorial, Vec::new(), Vec::new()));
}

#[test]
fn a_translation_that_went_and_came_back_otherwise_is_asked() {
    let english = |catalogue: &mut Catalogue, text: &str| {
        purpose(catalogue, "care").risk.0.insert(id("en"), text.to_owned());
    };
    let mut newest = Catalogue { version: 4, ..current() };
    english(&mut newest, "A greater risk");
    let mut shown = current();
    english(&mut shown, "A risk");
    let catalogues = Catalogues::new(digest(NEWEST), newest)
        .with_earlier(digest(CURRENT), shown)
        .with_earlier(of_third(), Catalogue { version: 3, ..current() });
    let change = between(&catalogues, &digest(CURRENT), &id("care")).expect("a change");
    assert_eq!(change.weight, Weight::Material);
}

#[test]
fn a_code_that_goes_without_a_word_is_asked() {
    let mut second = current();
    purpose(&mut second, "care").codes.dpv = Some("HealthCare".to_owned());
    purpose(&mut second, "care").codes.duo = Some("0000007".to_owned());
    let mut third = Catalogue { version: 3, ..second.clone() };
    purpose(&mut third, "care").codes.dpv = None;
    let catalogues = Catalogues::new(digest(NEWEST), third).with_earlier(digest(CURRENT), second);
    let change = between(&catalogues, &digest(CURRENT), &id("care")).expect("a change");
    assert_eq!(change.weight, Weight::Material);
}

#[test]
fn an_editorial_change_stays_one_when_another_follows() {
    let third = after(&current(), "care", Marking::Editorial, |next| {
        purpose(next, "care").short = says("診療");
    });
    let told = over_two(third, |third| {
        after(third, "care", Marking::Editorial, |next| purpose(next, "care").headline = says("診療"))
    });
    assert_eq!(told, (Some(Weight::Editorial), Vec::new()));
}

#[test]
fn where_a_version_in_between_is_not_at_hand_its_marks_stand_in_the_newest() {
    let newest = after(&widened("care"), "care", Marking::Editorial, |next| {
        purpose(next, "care").headline = says("診療");
    });
    let change = between(&in_force(newest), &digest(CURRENT), &id("care")).expect("a change");
    assert_eq!(change.weight, Weight::Material);
    assert_eq!(change.sentences, [says("機器の会社が加わりました。")]);
}
