//! U1: who is asked anew after a change, what they are told of the versions they skipped, and what holds meanwhile.

use crate::history::{By, DAY, Happening, Said, record};
use crate::sample::{CURRENT, UNHEARD, current, digest, id, instant, marked, material, permits, says};
use Answer::{Allow, Refuse, Undecided};
use RecipientKind::{Clinic, DeviceCompany, DrugCompany};
use nattoku_consent::catalogue::{Marked, Marking, Purpose, RecipientKind};
use nattoku_consent::change::{Insistence, Pending, Weight, between};
use nattoku_consent::{Answer, Catalogue, Catalogues, Denial, Mode, Use, asks_again};

/// The words of the version in force in these tests; [`CURRENT`] is the one before.
pub(crate) const NEWEST: char = 'd';

pub(crate) fn purpose<'a>(catalogue: &'a mut Catalogue, name: &str) -> &'a mut Purpose {
    let mut purposes = catalogue.programmes.iter_mut().flat_map(|programme| &mut programme.purposes);
    purposes.find(|purpose| purpose.id == id(name)).expect("a purpose")
}

/// The version after `from`, with some changes and what its author says of one question.
pub(crate) fn after(
    from: &Catalogue,
    question: &str,
    marking: Marking,
    edit: impl FnOnce(&mut Catalogue),
) -> Catalogue {
    let mut next = Catalogue { version: from.version + 1, ..from.clone() };
    edit(&mut next);
    next.changes.push(marked(Marked::Question(id(question)), from.version, marking));
    next
}

pub(crate) fn names(catalogue: &mut Catalogue, question: &str, recipients: &[RecipientKind]) {
    purpose(catalogue, question).recipients = recipients.to_vec();
}

/// A new version that lets companies that make devices receive what drugs are developed with.
pub(crate) fn widened(question: &str) -> Catalogue {
    after(&current(), question, material("機器の会社が加わりました。"), |next| {
        purpose(next, question).recipients.push(DeviceCompany);
    })
}

pub(crate) fn in_force(newest: Catalogue) -> Catalogues {
    Catalogues::new(digest(NEWEST), newest).with_earlier(digest(CURRENT), current())
}

fn on(day: i64, terms: char, said: Said) -> Happening {
    Happening { clock: day * DAY, device: 0, by: By::Person, terms, said }
}

fn answered(day: i64, terms: char, question: &'static str, answer: Answer) -> Happening {
    on(day, terms, Said::Answered(vec![(question, answer)]))
}

fn pending(catalogues: &Catalogues, history: &[Happening], question: &str) -> Option<Pending> {
    asks_again(catalogues, &record(history), &id(question), instant(200 * DAY))
}

fn insistence(catalogues: &Catalogues, history: &[Happening], question: &str) -> Option<Insistence> {
    pending(catalogues, history, question).map(|pending| pending.insistence)
}

fn may(
    catalogues: &Catalogues,
    history: &[Happening],
    purpose: &str,
    recipient: RecipientKind,
    day: i64,
) -> Result<(), Denial> {
    let purpose = id(purpose);
    let wanted = Use::within(purpose, recipient);
    permits(catalogues, &record(history), &wanted, instant(day * DAY)).map(|_| ())
}

#[test]
fn after_a_yes_a_material_change_is_asked_with_its_sentence() {
    let catalogues = in_force(widened("care"));
    let pending = pending(&catalogues, &[answered(0, CURRENT, "care", Allow)], "care").expect("asked");
    assert_eq!((&pending.shown, pending.insistence), (&digest(CURRENT), Insistence::Ask));
    assert_eq!(pending.change.sentences, [says("機器の会社が加わりました。")]);
}

#[test]
fn until_it_is_answered_the_old_terms_hold_and_no_more() {
    let catalogues = in_force(widened("care"));
    let yes = answered(0, CURRENT, "care", Allow);
    assert_eq!(may(&catalogues, std::slice::from_ref(&yes), "care", Clinic, 9), Ok(()));
    let denied = Err(Denial::RecipientNotNamed);
    assert_eq!(may(&catalogues, std::slice::from_ref(&yes), "care", DeviceCompany, 9), denied);
    let again = [yes.clone(), answered(1, NEWEST, "care", Allow)];
    assert_eq!(may(&catalogues, &again, "care", DeviceCompany, 9), Ok(()));
    assert_eq!(insistence(&catalogues, &again, "care"), None);
    let no = [yes, answered(1, NEWEST, "care", Refuse)];
    assert_eq!(may(&catalogues, &no, "care", Clinic, 9), Err(Denial::Refused));
    assert_eq!(insistence(&catalogues, &no, "care"), None, "a no to the new words is an answer to them");
}

#[test]
fn under_a_notice_too_the_words_that_were_told_hold() {
    let catalogues = in_force(widened("safety"));
    let told = [on(0, CURRENT, Said::Told("act", 0))];
    assert_eq!(may(&catalogues, &told, "safety", DrugCompany, 50), Ok(()));
    assert_eq!(may(&catalogues, &told, "safety", DeviceCompany, 50), Err(Denial::RecipientNotNamed));
    assert_eq!(insistence(&catalogues, &told, "safety"), Some(Insistence::Ask));
    assert_eq!(insistence(&catalogues, &told, "prevention"), None, "its words are the same");
    let allowed = [told[0].clone(), answered(1, NEWEST, "safety", Allow)];
    assert_eq!(insistence(&catalogues, &allowed, "safety"), None);
    let told_again = [told[0].clone(), on(1, NEWEST, Said::Told("act", 1))];
    assert_eq!(insistence(&catalogues, &told_again, "safety"), None);
}

#[test]
fn after_a_no_nobody_is_asked_and_everybody_may_look() {
    let catalogues = in_force(widened("care"));
    let may_look = Some(Insistence::MayLook);
    assert_eq!(insistence(&catalogues, &[answered(0, CURRENT, "care", Refuse)], "care"), may_look);
    assert_eq!(insistence(&catalogues, &[answered(0, CURRENT, "care", Undecided)], "care"), may_look);
    let stopped = [answered(0, CURRENT, "care", Allow), on(1, CURRENT, Said::StoppedAll)];
    assert_eq!(insistence(&catalogues, &stopped, "care"), may_look);
    let stopped_knowing = [answered(0, CURRENT, "care", Allow), on(1, NEWEST, Said::StoppedAll)];
    assert_eq!(insistence(&catalogues, &stopped_knowing, "care"), None);
    let catalogues = in_force(widened("safety"));
    let refused = [on(0, CURRENT, Said::Told("act", 0)), answered(1, CURRENT, "safety", Refuse)];
    assert_eq!(insistence(&catalogues, &refused, "safety"), may_look);
    let and_told = [&refused[..], &[on(2, NEWEST, Said::Told("act", 2))]].concat();
    assert_eq!(insistence(&catalogues, &and_told, "safety"), may_look, "a notice takes no refusal back");
}

#[test]
fn who_was_never_asked_is_simply_asked() {
    for question in ["care", "safety", "unheard"] {
        assert_eq!(insistence(&in_force(widened("care")), &[], question), None);
    }
    let nobody_knows = [answered(0, UNHEARD, "care", Allow)];
    assert_eq!(insistence(&in_force(widened("care")), &nobody_knows, "care"), None);
    let on_a_later_day = [answered(201, CURRENT, "care", Allow)];
    assert_eq!(insistence(&in_force(widened("care")), &on_a_later_day, "care"), None);
}

#[test]
fn an_editorial_change_bothers_nobody_and_the_yes_holds() {
    let catalogues = in_force(after(&current(), "care", Marking::Editorial, |next| {
        purpose(next, "care").headline = says("診療");
    }));
    let yes = [answered(0, CURRENT, "care", Allow)];
    assert_eq!(insistence(&catalogues, &yes, "care"), None);
    assert_eq!(may(&catalogues, &yes, "care", Clinic, 9), Ok(()));
    let change = between(&catalogues, &digest(CURRENT), &id("care")).expect("a change");
    assert_eq!(change.weight, Weight::Editorial);
}

#[test]
fn a_widening_called_editorial_is_asked_all_the_same() {
    let catalogues = in_force(after(&current(), "care", Marking::Editorial, |next| {
        purpose(next, "care").recipients.push(DeviceCompany);
    }));
    let pending = pending(&catalogues, &[answered(0, CURRENT, "care", Allow)], "care").expect("asked");
    assert_eq!(pending.change.sentences, []);
}

#[test]
fn a_yes_under_another_mode_permits_nothing_and_is_asked_in_todays() {
    let catalogues = in_force(after(&current(), "regional", Marking::Editorial, |next| {
        next.programmes[2].mode = Mode::NoticeOptOut { wait_days: 30 };
    }));
    let yes = [answered(0, CURRENT, "regional", Allow)];
    assert_eq!(may(&catalogues, &yes, "regional", Clinic, 90), Err(Denial::Unknown));
    assert_eq!(insistence(&catalogues, &yes, "regional"), Some(Insistence::Ask));
}

#[test]
fn who_answered_to_words_newer_than_those_in_force_is_asked_if_they_differ() {
    let catalogues =
        Catalogues::new(digest(CURRENT), current()).with_earlier(digest(NEWEST), widened("care"));
    let yes = [answered(0, NEWEST, "care", Allow)];
    assert_eq!(insistence(&catalogues, &yes, "care"), Some(Insistence::Ask));
    assert_eq!(insistence(&catalogues, &yes, "rare"), None);
}
