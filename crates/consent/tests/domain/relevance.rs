//! Whether a disclosed use may have included a person: no more and no less than what was permitted meanwhile.

use crate::cases;
use crate::history::{DAY, asked, record};
use crate::reviews::approvals;
use crate::sample::{catalogues, id, instant, permits};
use nattoku_consent::{Denial, Record, Relevance, Use, relevance};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn it_is_possible_exactly_if_the_use_was_permitted_at_some_time_between(
        (history, asked) in asked(),
        length in 0_i64..60,
    ) {
        let record = record(&history);
        for (wanted, first) in asked {
            let last = first + length * DAY;
            let told = relevance(catalogues(), &record, approvals(), std::slice::from_ref(&wanted), instant(first), instant(last));
            // The domain keeps no list of turning points: every quarter of an hour near one is looked at.
            let turns = record.entries().map(|entry| entry.accepted_at.timestamp_millis() - instant(0).timestamp_millis());
            let grid = (first..=last).step_by(usize::try_from(DAY / 4).unwrap()).chain(turns).chain([last]);
            let seen = grid.filter(|at| first <= *at && *at <= last)
                .any(|at| permits(catalogues(), &record, &wanted, instant(at)).is_ok());
            if seen {
                prop_assert_eq!(told, Relevance::MayInclude);
            }
            if let Relevance::DoesNotInclude(denial) = told {
                prop_assert_eq!(permits(catalogues(), &record, &wanted, instant(last)), Err(denial));
            }
        }
    }
}

fn wanted(purpose: &str) -> Use {
    let recipient = nattoku_consent::catalogue::RecipientKind::University;
    Use::within(id(purpose), recipient)
}

#[test]
fn what_this_catalogue_does_not_know_cannot_be_told() {
    let (record, now) = (Record::default(), instant(0));
    let told = |uses: &[Use], first, last| relevance(catalogues(), &record, approvals(), uses, first, last);
    assert_eq!(told(&[], now, now), Relevance::CannotTell);
    assert_eq!(told(&[wanted("elsewhere")], now, now), Relevance::CannotTell);
    assert_eq!(told(&[wanted("research"), wanted("elsewhere")], now, now), Relevance::CannotTell);
    assert_eq!(told(&[wanted("research")], now, instant(-1)), Relevance::CannotTell);
    assert_eq!(told(&[wanted("research")], now, now), Relevance::DoesNotInclude(Denial::NotAnswered));
}
