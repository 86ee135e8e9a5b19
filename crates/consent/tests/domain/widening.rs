//! A5, A32: whatever can newly permit a use widens, and needs the version of the record and the words in force.

use crate::cases;
use crate::history::{By, DAY, Happening, Said, entries, record};
use crate::people::{self, Asked};
use crate::sample::{CURRENT, catalogues, instant, permits};
use nattoku_consent::{Body, Entry, Use};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

fn permitted(history: &[Happening], wanted: &Use, at: i64) -> bool {
    permits(catalogues(), &record(history), wanted, instant(at)).is_ok()
}

/// A history, with uses and instants to ask it about.
type Questions = (Vec<Happening>, Vec<(Use, Asked)>);

/// The last entry of a history, if it is a decision.
fn decision(history: &[Happening]) -> Option<Entry> {
    entries(history).pop().filter(|entry| matches!(entry.event.body, Body::Decided(_)))
}

#[test]
fn whatever_newly_permits_a_use_widens() {
    let widened = Cell::new(0_u32);
    let histories = (people::asked(), people::statement(), people::by());
    let check = |((mut history, asked), said, by): (Questions, Said, Option<usize>)| {
        let clock = history.last().map_or(0, |last| last.clock) + DAY;
        let mandate = |wish: usize| u64::try_from(wish % history.len().max(1)).unwrap_or_default();
        let by = by.map_or(By::Person, |wish| By::Proxy(mandate(wish)));
        let before = history.clone();
        history.push(Happening { clock, device: 0, terms: CURRENT, by, said });
        let Some(entry) = decision(&history) else { return Ok(()) };
        let widens = entry.event.body.decision().is_some_and(nattoku_consent::Decision::widens);
        for (wanted, asked) in asked {
            let (Asked::At(at) | Asked::Now(at)) = asked;
            if permitted(&history, &wanted, at.max(clock)) && !permitted(&before, &wanted, at.max(clock)) {
                prop_assert!(widens, "{:?} newly permits {:?}", entry.event.body, wanted);
                widened.set(widened.get() + 1);
            }
        }
        Ok(())
    };
    TestRunner::new(cases(20_000)).run(&histories, check).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(widened.get() > 1_000, "{} widened", widened.get());
}
