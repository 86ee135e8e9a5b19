//! Histories with people in them: somebody who acts for the person, children who come of age, notices entered late,
//! and a server's clock that once stood ahead (A32, A36, A37).

use crate::history::{By, DAY, HOUR, Happening, QUESTIONS, REVIEWS, Said, wanted, when};
use crate::sample::{CURRENT, EARLIER, UNHEARD};
use nattoku_consent::{Answer, Use};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The instant for which a model is asked, in milliseconds from the first day.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked {
    /// As the ledger had it at an instant.
    At(i64),
    /// Now, by a clock that may stand behind the ledger's last entry.
    Now(i64),
}

/// The questions most asked about here, so that statements of several people meet.
const FEW: [&str; 4] = ["prevention", "safety", "research", "abroad"];

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![4 => Just(Answer::Allow), 2 => Just(Answer::Refuse), 2 => Just(Answer::Undecided)]
}

/// An answer or a withdrawal.
pub(crate) fn statement() -> impl Strategy<Value = Said> {
    let question = prop_oneof![6 => select(&FEW[..]), 1 => select(&QUESTIONS[..])];
    let answers = vec((question, answer()), 1..4).prop_map(|mut answers| {
        answers.sort_by_key(|(question, _)| *question);
        answers.dedup_by_key(|(question, _)| *question);
        Said::Answered(answers)
    });
    prop_oneof![
        12 => answers,
        1 => select(vec!["registry", "act"]).prop_map(Said::StoppedOne),
        1 => Just(Said::StoppedAll),
        1 => select(&REVIEWS[..1]).prop_map(Said::RefusedUse),
        1 => select(&REVIEWS[..1]).prop_map(Said::TookBackUse),
    ]
}

/// Who acts: the person, or one of those who may.
pub(crate) fn by() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![3 => Just(None), 2 => (0_usize..10).prop_map(Some)]
}

fn said() -> impl Strategy<Value = Said> {
    let begun = (any::<bool>(), any::<bool>(), 0_u64..120);
    prop_oneof![
        4 => (-30_i64..40).prop_map(|on| Said::Told("act", on.max(0).unsigned_abs())),
        10 => statement(),
        3 => begun.prop_map(|(parent, of_age, day)| Said::Begun { parent, of_age, day }),
        1 => (0_u64..10).prop_map(Said::Ended),
    ]
}

/// A history in which people act for one another; the clock may jump 400 days ahead, and back.
pub(crate) fn history() -> impl Strategy<Value = Vec<Happening>> {
    let terms = prop_oneof![10 => Just(CURRENT), 2 => Just(EARLIER), 1 => Just(UNHEARD)];
    let step = prop_oneof![
        9 => 0..10 * 24_i64,
        1 => -48..0_i64,
        1 => Just(400 * 24_i64),
        2 => Just(-400 * 24_i64),
    ];
    vec((step, terms, by(), said()), 0..12).prop_map(|acts| {
        let is_begun = |(place, (_, _, _, said)): (u64, &(i64, char, Option<usize>, Said))| {
            matches!(said, Said::Begun { .. }).then_some(place)
        };
        let begun: Vec<u64> = (0..).zip(&acts).filter_map(is_begun).collect();
        let mandate = |wish: usize| begun.get(wish % begun.len().max(1)).copied().unwrap_or(99);
        let mut clock = 0;
        let mut placed = |(step, terms, by, said): (i64, char, Option<usize>, Said)| {
            // No server is set back to before its first entry.
            clock = (clock + step * HOUR).max(0);
            let by = by.map_or(By::Person, |wish| By::Proxy(mandate(wish)));
            let said = match said {
                Said::Ended(wish) => Said::Ended(mandate(usize::try_from(wish).unwrap_or_default())),
                said => said,
            };
            Happening { clock, device: 0, terms, by, said }
        };
        acts.into_iter().map(&mut placed).collect()
    })
}

/// A history with uses and instants to ask it about.
pub(crate) fn asked() -> impl Strategy<Value = (Vec<Happening>, Vec<(Use, Asked)>)> {
    history().prop_flat_map(|history| {
        let clocks: Vec<i64> = history.iter().map(|happening| happening.clock).chain([0]).collect();
        let later = (select(clocks), 0..60 * DAY).prop_map(|(clock, later)| Asked::Now(clock + later));
        let as_of = prop_oneof![when(&history).prop_map(Asked::At), later];
        let few = (wanted(), select(&FEW[..3]), any::<bool>()).prop_map(|(any, few, other)| match other {
            true => any,
            false => usual(few),
        });
        (Just(history), vec((few, as_of), 6))
    })
}

/// A use that both versions of the words name.
fn usual(question: &str) -> Use {
    use nattoku_consent::catalogue::RecipientKind::{Municipality, University};
    let recipient = if question == "prevention" { Municipality } else { University };
    crate::sample::plain(question, recipient)
}
