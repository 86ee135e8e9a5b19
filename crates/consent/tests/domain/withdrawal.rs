//! S15: a withdrawal stops uses from the instant the provider accepts it; earlier uses stay as they were.

use crate::cases;
use crate::history::{By, Happening, Said, asked, record};
use crate::sample::{CURRENT, catalogues, id, instant, permits};
use nattoku_consent::Answer;
use proptest::prelude::*;

/// When the last of some happenings takes effect: never before the one before it.
fn effect(history: &[Happening]) -> i64 {
    history.iter().map(|happening| happening.clock).max().unwrap_or(i64::MIN)
}

fn stopped(clock: i64, everything: bool, programme: &'static str) -> Happening {
    let said = if everything { Said::StoppedAll } else { Said::StoppedOne(programme) };
    Happening { clock, device: 0, by: By::Person, terms: CURRENT, said }
}

/// The programme of a question, by the catalogue in force.
fn programme_of(question: &str) -> String {
    let catalogue = catalogues().current();
    let found = catalogue.question(&id(question)).map(|found| found.programme().id.to_string());
    found.unwrap_or_default()
}

fn allows(happening: &Happening, question: &str) -> bool {
    matches!(&happening.said, Said::Answered(answers)
        if answers.iter().any(|(asked, answer)| *asked == question && *answer == Answer::Allow))
}

const PROGRAMMES: [&str; 4] = ["registry", "society", "region", "act"];

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn after_it_nothing_is_permitted_until_a_later_yes(
        (history, asked) in asked(),
        cut in any::<prop::sample::Index>(),
        (everything, programme) in (any::<bool>(), prop::sample::select(&PROGRAMMES[..])),
    ) {
        let (before, after) = history.split_at(cut.index(history.len() + 1));
        let clock = before.last().map_or(0, |last| last.clock);
        let whole = [before, &[stopped(clock, everything, programme)], after].concat();
        let from = effect(&whole[..=before.len()]);
        let record = record(&whole);
        for (wanted, at) in asked {
            let question = wanted.purpose.as_str();
            let reached = everything || programme_of(question) == programme;
            let again = (before.len() + 1..whole.len()).find(|place| allows(&whole[*place], question));
            let again = again.map_or(i64::MAX, |place| effect(&whole[..=place]));
            if reached && (from..again).contains(&at) {
                prop_assert!(permits(catalogues(), &record, &wanted, instant(at)).is_err(), "{:?}", wanted);
            }
        }
    }

    #[test]
    fn before_it_everything_is_judged_as_without_it(
        (history, asked) in asked(),
        cut in any::<prop::sample::Index>(),
        (everything, programme) in (any::<bool>(), prop::sample::select(&PROGRAMMES[..])),
    ) {
        let (before, after) = history.split_at(cut.index(history.len() + 1));
        let clock = before.last().map_or(0, |last| last.clock);
        let whole = [before, &[stopped(clock, everything, programme)], after].concat();
        let from = effect(&whole[..=before.len()]);
        for (wanted, at) in asked {
            let at = at.min(from - 1);
            prop_assert_eq!(
                permits(catalogues(), &record(&whole), &wanted, instant(at)),
                permits(catalogues(), &record(before), &wanted, instant(at))
            );
        }
    }

    #[test]
    fn what_happens_later_never_changes_what_was_judged_before(
        (history, asked) in asked(),
        cut in any::<prop::sample::Index>(),
    ) {
        let place = cut.index(history.len() + 1);
        let from = if place < history.len() { effect(&history[..=place]) } else { i64::MAX };
        for (wanted, at) in asked {
            let at = at.min(from - 1);
            prop_assert_eq!(
                permits(catalogues(), &record(&history), &wanted, instant(at)),
                permits(catalogues(), &record(&history[..place]), &wanted, instant(at))
            );
        }
    }
}
