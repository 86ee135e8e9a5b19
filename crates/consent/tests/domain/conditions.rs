//! S31, S32: genome and abroad are questions of their own, off unless chosen, and never enough by themselves.

use crate::history::{By, DAY, Happening, Said, record};
use crate::sample::{CURRENT, EARLIER, catalogues, id, instant, permits};
use nattoku_consent::catalogue::RecipientKind::University;
use nattoku_consent::{Answer, Denial, Use};

use Answer::{Allow, Refuse};

fn answered(answers: &[(&'static str, Answer)]) -> Happening {
    Happening { clock: 0, device: 0, by: By::Person, terms: CURRENT, said: Said::Answered(answers.to_vec()) }
}

fn judged(history: &[Happening], purpose: &str, abroad: bool, genome: bool, at: i64) -> Result<(), Denial> {
    let wanted = Use { abroad, genome, ..Use::within(id(purpose), University) };
    permits(catalogues(), &record(history), &wanted, instant(at)).map(|_| ())
}

#[test]
fn s31_genome_takes_a_yes_of_its_own() {
    let plain = [answered(&[("research", Allow)])];
    assert_eq!(judged(&plain, "research", false, false, DAY), Ok(()));
    assert_eq!(judged(&plain, "research", false, true, DAY), Err(Denial::GenomeNotAllowed));
    let both = [answered(&[("research", Allow), ("genome", Allow)])];
    assert_eq!(judged(&both, "research", false, true, DAY), Ok(()));
    let alone = [answered(&[("research", Refuse), ("genome", Allow)])];
    assert_eq!(judged(&alone, "research", false, true, DAY), Err(Denial::Refused));
}

#[test]
fn s32_abroad_takes_a_yes_of_its_own_in_the_same_programme() {
    let plain = [answered(&[("research", Allow), ("rare", Allow)])];
    assert_eq!(judged(&plain, "research", true, false, DAY), Err(Denial::AbroadNotAllowed));
    let open = [answered(&[("research", Allow), ("rare", Allow), ("abroad", Allow)])];
    assert_eq!(judged(&open, "research", true, false, DAY), Ok(()));
    // The society's programme does not ask about abroad: there, it stays closed.
    assert_eq!(judged(&open, "rare", true, false, DAY), Err(Denial::AbroadNotAllowed));
}

#[test]
fn s31_under_opt_out_silence_opens_no_genome() {
    let told = Happening { clock: 0, device: 0, by: By::Person, terms: CURRENT, said: Said::Told("act", 0) };
    let silent = [told.clone()];
    assert_eq!(judged(&silent, "safety", false, false, 40 * DAY), Ok(()));
    assert_eq!(judged(&silent, "safety", false, true, 40 * DAY), Err(Denial::GenomeNotAllowed));
    let explicit = [told, answered(&[("act-genome", Allow)])];
    assert_eq!(judged(&explicit, "safety", false, true, 40 * DAY), Ok(()));
}

#[test]
fn a_condition_is_withdrawn_with_its_programme_and_comes_back_only_by_itself() {
    let stopped = Happening {
        clock: 2 * DAY,
        device: 0,
        by: By::Person,
        terms: CURRENT,
        said: Said::StoppedOne("registry"),
    };
    let again = Happening { clock: 3 * DAY, ..answered(&[("research", Allow)]) };
    let history = [answered(&[("research", Allow), ("abroad", Allow)]), stopped, again];
    assert_eq!(judged(&history, "research", true, false, DAY), Ok(()));
    assert_eq!(judged(&history, "research", false, false, 4 * DAY), Ok(()));
    assert_eq!(judged(&history, "research", true, false, 4 * DAY), Err(Denial::AbroadNotAllowed));
}

#[test]
fn a_condition_runs_out_like_its_purpose_and_needs_words_that_asked_it() {
    let given = answered(&[("research", Allow), ("abroad", Allow)]);
    let renewed = Happening { clock: 20 * DAY, ..answered(&[("research", Allow)]) };
    assert_eq!(judged(&[given, renewed], "research", true, false, 40 * DAY), Err(Denial::AbroadNotAllowed));
    // The earlier words never asked about genome.
    let earlier = Happening { terms: EARLIER, ..answered(&[("research", Allow), ("genome", Allow)]) };
    assert_eq!(judged(&[earlier], "research", false, true, DAY), Err(Denial::GenomeNotAllowed));
    // And under the same name they asked about something else.
    let told = Happening { clock: 0, device: 0, by: By::Person, terms: CURRENT, said: Said::Told("act", 0) };
    let abroad = Happening { terms: EARLIER, ..answered(&[("act-genome", Allow)]) };
    assert_eq!(judged(&[told, abroad], "safety", false, true, 40 * DAY), Err(Denial::GenomeNotAllowed));
}
