//! What permits a use, and what never does.

use crate::cases;
use crate::history::{By, DAY, Happening, Said, answer, asked, entries, record, wanted};
use crate::people::{self, Asked};
use crate::sample::{CURRENT, catalogues, id, instant, permits};
use crate::{history, naive};
use nattoku_consent::catalogue::{ModifierKind, Question};
use nattoku_consent::permit::UseScope;
use nattoku_consent::{Answer, AsOf, Denial, Record, Standing, Use, standing};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

fn permitted(record: &Record, wanted: &Use, at: i64) -> bool {
    permits(catalogues(), record, wanted, instant(at)).is_ok()
}

/// The present of a history by a clock.
fn present(history: &[Happening], clock: i64) -> AsOf {
    let ledger = history.iter().map(|happening| happening.clock).max().unwrap_or(clock);
    AsOf::Present { clock: instant(clock), ledger: instant(ledger) }
}

/// How many histories the naive model judges: bounded in every run, all of them where the variable says so.
fn histories() -> u32 {
    let full = std::env::var("NATTOKU_FAULTS").is_ok_and(|how| how == "full");
    if full { 5_000_000 } else { 100_000 }
}

#[test]
fn it_agrees_with_a_naive_model() {
    let (yes, no) = (Cell::new(0), Cell::new(0));
    let agree = |(history, asked): (Vec<Happening>, Vec<(Use, Asked)>)| {
        let record = record(&history);
        for (wanted, asked) in &asked {
            let naive = naive::permits(&history, wanted, *asked);
            let as_of = match asked {
                Asked::At(at) => AsOf::At(instant(*at)),
                Asked::Now(clock) => present(&history, *clock),
            };
            let decided = permits(catalogues(), &record, wanted, as_of);
            prop_assert_eq!(decided.is_ok(), naive, "{:?} at {:?}: {:?}", wanted, asked, decided);
            let counted = if naive { &yes } else { &no };
            counted.set(counted.get() + 1);
        }
        Ok(())
    };
    let alone = history::asked().prop_map(|(history, asked)| {
        let at = |(wanted, at)| (wanted, Asked::At(at));
        (history, asked.into_iter().map(at).collect())
    });
    let histories = prop_oneof![3 => people::asked(), 1 => alone];
    TestRunner::new(cases(self::histories()))
        .run(&histories, agree)
        .unwrap_or_else(|failure| panic!("{failure}"));
    // Agreement on refusals alone would prove little.
    assert!(yes.get() > 20_000 && no.get() > 20_000, "{} permitted, {} denied", yes.get(), no.get());
}

/// Whether a history holds anything that could permit a use of a question: a yes, or a notice.
fn could_permit(happening: &Happening, question: &str) -> bool {
    let catalogue = catalogues().current();
    let question = catalogue.question(&id(question)).map(|found| (found.id().as_str(), found.programme()));
    let Some((question, programme)) = question else { return false };
    match &happening.said {
        Said::Told(told, _) => *told == programme.id.as_str(),
        Said::Answered(answers) => answers.contains(&(question, Answer::Allow)),
        _ => false,
    }
}

/// Deals the answers of every event out to events of their own.
fn one_by_one(history: &[Happening]) -> Vec<Happening> {
    let single = |happening: &Happening| match &happening.said {
        Said::Answered(answers) => {
            let one = |answer| Happening { said: Said::Answered(vec![answer]), ..happening.clone() };
            answers.iter().copied().map(one).collect()
        }
        _ => vec![happening.clone()],
    };
    history.iter().flat_map(single).collect()
}

/// With one answer turned into another.
fn with_answer(history: &[Happening], place: usize, answer: Answer) -> Vec<Happening> {
    let mut history = history.to_vec();
    let mut answered: Vec<_> = history
        .iter_mut()
        .filter_map(|happening| match &mut happening.said {
            Said::Answered(answers) => Some(answers),
            _ => None,
        })
        .flatten()
        .collect();
    let count = answered.len();
    if let Some((_, given)) = answered.get_mut(place % count.max(1)) {
        *given = answer;
    }
    history
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn without_a_permitting_event_nothing_is_permitted((history, asked) in asked()) {
        for (wanted, at) in asked {
            let kept: Vec<_> =
                history.iter().filter(|one| !could_permit(one, wanted.purpose.as_str())).cloned().collect();
            prop_assert!(!permitted(&record(&kept), &wanted, at), "{:?}", wanted);
        }
    }

    #[test]
    fn a_condition_never_permits_what_its_purpose_does_not((history, asked) in asked()) {
        let record = record(&history);
        for (wanted, at) in asked {
            // A review allowed one place.
            let plain = Use { abroad: false, genome: false, scope: UseScope::Within, ..wanted.clone() };
            let wanted = Use { scope: UseScope::Within, ..wanted };
            prop_assert!(!permitted(&record, &wanted, at) || permitted(&record, &plain, at), "{:?}", wanted);
        }
    }

    #[test]
    fn the_devices_clock_changes_nothing((history, asked) in asked(), clocks in vec(any::<i32>(), 10)) {
        let mut changed = history.clone();
        for (happening, clock) in changed.iter_mut().zip(clocks) {
            happening.device = i64::from(clock) * 1000;
        }
        for (wanted, at) in asked {
            prop_assert_eq!(
                permits(catalogues(), &record(&history), &wanted, instant(at)),
                permits(catalogues(), &record(&changed), &wanted, instant(at))
            );
        }
    }

    #[test]
    fn a_history_cut_into_batches_is_the_same_history(
        (history, asked) in asked(),
        cuts in vec(0_usize..4, 0..12),
    ) {
        let whole = record(&history);
        let mut rest = entries(&history).into_iter();
        let mut batched = Record::default();
        for cut in cuts {
            batched.extend(rest.by_ref().take(cut));
        }
        batched.extend(rest);
        prop_assert_eq!(&whole, &batched);
        for (wanted, at) in asked {
            let ask = |record| permits(catalogues(), record, &wanted, instant(at));
            prop_assert_eq!(ask(&whole), ask(&batched));
        }
    }

    #[test]
    fn answers_in_one_event_or_in_several_are_the_same((history, asked) in asked()) {
        let (together, apart) = (record(&history), record(&one_by_one(&history)));
        for (wanted, at) in asked {
            let ask = |record| permits(catalogues(), record, &wanted, instant(at));
            prop_assert_eq!(ask(&together), ask(&apart));
        }
    }

    #[test]
    fn refusing_is_never_weaker_than_leaving_it_undecided(
        (history, asked) in asked(),
        place in any::<usize>(),
    ) {
        let refused = record(&with_answer(&history, place, Answer::Refuse));
        let undecided = record(&with_answer(&history, place, Answer::Undecided));
        for (wanted, at) in asked {
            prop_assert!(!permitted(&refused, &wanted, at) || permitted(&undecided, &wanted, at));
        }
    }

    #[test]
    fn what_stands_as_allowed_is_what_a_plain_use_is_permitted((history, asked) in asked()) {
        let (record, catalogues) = (record(&history), catalogues());
        for (wanted, at) in asked {
            let Standing::Allowed { terms, since, .. } =
                standing(catalogues, &record, &wanted.purpose, instant(at))
            else {
                prop_assert!(!permitted(&record, &wanted, at));
                continue;
            };
            let shown = catalogues.get(&terms.catalogue).and_then(|shown| shown.question(&wanted.purpose));
            // A condition is allowed too, but never used by itself.
            let Some(Question::Purpose(_, purpose)) = shown else { continue };
            let (scope, recipient) = (UseScope::Within, purpose.recipients[0]);
            let data = purpose.data.clone();
            let plain = Use { recipient, abroad: false, genome: false, data, scope, ..wanted };
            let permit = permits(catalogues, &record, &plain, instant(at));
            prop_assert_eq!(permit.map(|permit| (permit.since, permit.terms)), Ok((since, terms)));
            prop_assert!(since <= instant(at));
        }
    }

    #[test]
    fn whom_the_patient_was_not_told_of_is_denied((history, asked) in asked()) {
        let (record, catalogues) = (record(&history), catalogues());
        for (wanted, at) in asked {
            let wanted = Use { scope: UseScope::Within, ..wanted };
            let Ok(permit) = permits(catalogues, &record, &wanted, instant(at)) else { continue };
            let shown = catalogues.get(&permit.terms.catalogue).expect("known words");
            let Some(Question::Purpose(_, purpose)) = shown.question(&wanted.purpose) else {
                return Err(TestCaseError::fail("permitted without words"));
            };
            prop_assert!(purpose.recipients.contains(&wanted.recipient), "{:?}", wanted);
            let is_named = |data| purpose.data.is_empty() || purpose.data.contains(data);
            prop_assert!(wanted.data.iter().all(is_named), "{:?}", wanted);
        }
    }

    #[test]
    fn names_nobody_knows_are_denied(history in history::history(), wanted in wanted(), at in 0..160 * DAY) {
        let record = record(&history);
        for purpose in ["unheard", "retired", "abroad", "genome", "act-genome"] {
            let wanted = Use { purpose: id(purpose), ..wanted.clone() };
            let decided = permits(catalogues(), &record, &wanted, instant(at));
            prop_assert_eq!(decided.map(|permit| permit.since), Err(Denial::Unknown));
        }
    }

    #[test]
    fn a_yes_to_everything_permits_what_was_named_and_nothing_else(
        answers in vec(answer(), 6),
        wanted in wanted(),
    ) {
        let asked = ["research", "drugs", "planning", "abroad", "genome", "rare"];
        let given: Vec<_> = asked.into_iter().zip(answers).collect();
        let history = [Happening { clock: 0, device: 0, by: By::Person, terms: CURRENT, said: Said::Answered(given.clone()) }];
        let yes = |question| given.contains(&(question, Answer::Allow));
        let catalogue = catalogues().current();
        let Some(Question::Purpose(programme, purpose)) = catalogue.question(&wanted.purpose) else { return Ok(()) };
        let plain = Use { scope: UseScope::Within, ..wanted.clone() };
        let conditions = (!wanted.abroad || programme.modifier(ModifierKind::Abroad).is_some() && yes("abroad"))
            && (!wanted.genome || programme.modifier(ModifierKind::Genome).is_some() && yes("genome"));
        let data = purpose.data.is_empty()
            || !wanted.data.is_empty() && wanted.data.iter().all(|data| purpose.data.contains(data));
        let recipient = purpose.recipients.contains(&wanted.recipient);
        let expected = yes(wanted.purpose.as_str()) && recipient && data && conditions;
        prop_assert_eq!(permitted(&record(&history), &plain, DAY), expected);
    }
}
