//! The requirements as examples, each with its number: one patient, a few days, one question.

use crate::history::{By, DAY, HOUR, Happening, Said, record};
use crate::sample::{CURRENT, EARLIER, UNHEARD, catalogues, day, id, instant, permits, plain};
use nattoku_consent::catalogue::RecipientKind::{self, DrugCompany, Hospital, University};
use nattoku_consent::permit::{ReviewedCase, ReviewedUse, UseScope};
use nattoku_consent::{Answer, Basis, Denial, Standing, Use, standing};

use Answer::{Allow, Refuse, Undecided};

/// A day, an hour and a minute by the hospital's wall clock.
fn japan(day: i64, hour: i64, minute: i64) -> i64 {
    day * DAY + (hour - 9) * HOUR + minute * 60_000
}

fn on(day: i64, said: Said) -> Happening {
    Happening { clock: japan(day, 10, 0), device: 0, by: By::Person, terms: CURRENT, said }
}

fn answered(day: i64, question: &'static str, answer: Answer) -> Happening {
    on(day, Said::Answered(vec![(question, answer)]))
}

fn wanted(purpose: &str, recipient: RecipientKind) -> Use {
    plain(purpose, recipient)
}

fn judged(history: &[Happening], wanted: &Use, at: i64) -> Result<(), Denial> {
    permits(catalogues(), &record(history), wanted, instant(at)).map(|_| ())
}

fn stands(history: &[Happening], question: &str, at: i64) -> Standing {
    standing(catalogues(), &record(history), &id(question), instant(at))
}

#[test]
fn s34_who_was_not_told_is_not_used() {
    let safety = wanted("safety", University);
    assert_eq!(judged(&[], &safety, japan(90, 0, 0)), Err(Denial::NotNotified));
    // 断らない before any notice does not stand in for the notice (S33).
    assert_eq!(judged(&[answered(0, "safety", Allow)], &safety, japan(90, 0, 0)), Err(Denial::NotNotified));
    // A notice of another programme is none of this.
    let elsewhere = [on(0, Said::Told("registry", 0))];
    assert_eq!(judged(&elsewhere, &safety, japan(90, 0, 0)), Err(Denial::NotNotified));
}

#[test]
fn s33_the_wait_ends_at_the_hospitals_midnight_after_thirty_whole_days() {
    let told = [on(0, Said::Told("act", 0))];
    let safety = wanted("safety", University);
    let midnight = japan(31, 0, 0);
    assert_eq!(judged(&told, &safety, midnight - 1), Err(Denial::Waiting));
    assert_eq!(judged(&told, &safety, midnight), Ok(()));
    let until = instant(midnight);
    assert_eq!(stands(&told, "safety", midnight - 1), Standing::Waiting { notified: day(0), until });
    assert!(matches!(
        stands(&told, "safety", midnight),
        Standing::Allowed { since, basis: Basis::NotRefused, .. } if since == until
    ));
}

#[test]
fn s33_a_notice_learnt_of_late_counts_from_when_it_was_learnt_of() {
    let late = [on(40, Said::Told("act", 0))];
    let learnt = japan(40, 10, 0);
    assert_eq!(stands(&late, "safety", learnt - 1), Standing::NotNotified);
    assert!(
        matches!(stands(&late, "safety", learnt), Standing::Allowed { since, .. } if since == instant(learnt))
    );
}

#[test]
fn s33_of_several_notices_the_earliest_day_counts() {
    let told = [on(10, Said::Told("act", 10)), on(12, Said::Told("act", 5)), on(13, Said::Told("act", 12))];
    let until = instant(japan(36, 0, 0));
    assert_eq!(stands(&told, "safety", japan(14, 0, 0)), Standing::Waiting { notified: day(5), until });
}

#[test]
fn s33_a_refusal_holds_within_the_wait_and_after_it() {
    let refused = [on(0, Said::Told("act", 0)), answered(20, "safety", Refuse)];
    let safety = wanted("safety", University);
    for at in [japan(20, 10, 0), japan(31, 0, 0), japan(300, 0, 0)] {
        assert_eq!(judged(&refused, &safety, at), Err(Denial::Refused));
    }
    // The other question of the same programme is untouched by it.
    assert_eq!(judged(&refused, &wanted("prevention", RecipientKind::Municipality), japan(31, 0, 0)), Ok(()));
}

#[test]
fn s33_leaving_it_undecided_takes_no_refusal_back_and_is_none_itself() {
    let undecided = [on(0, Said::Told("act", 0)), answered(20, "safety", Undecided)];
    let safety = wanted("safety", University);
    assert_eq!(judged(&undecided, &safety, japan(31, 0, 0)), Ok(()));
    let refused =
        [on(0, Said::Told("act", 0)), answered(20, "safety", Refuse), answered(21, "safety", Undecided)];
    assert_eq!(judged(&refused, &safety, japan(60, 0, 0)), Err(Denial::Refused));
    let since = instant(japan(20, 10, 0));
    assert_eq!(stands(&refused, "safety", japan(60, 0, 0)), Standing::Refused { since });
    let unheard = Happening { terms: UNHEARD, ..answered(20, "safety", Allow) };
    let void = [refused[0].clone(), refused[1].clone(), unheard, refused[2].clone()];
    assert_eq!(judged(&void, &safety, japan(60, 0, 0)), Err(Denial::Refused));
}

#[test]
fn s33_taking_a_refusal_back_counts_from_then_and_never_shortens_the_wait() {
    let back =
        |day| [on(0, Said::Told("act", 0)), answered(5, "safety", Refuse), answered(day, "safety", Allow)];
    let safety = wanted("safety", University);
    assert_eq!(judged(&back(10), &safety, japan(20, 0, 0)), Err(Denial::Waiting));
    assert_eq!(judged(&back(50), &safety, japan(50, 9, 59)), Err(Denial::Refused));
    let since = instant(japan(50, 10, 0));
    assert!(
        matches!(stands(&back(50), "safety", japan(60, 0, 0)), Standing::Allowed { since: from, .. } if from == since)
    );
}

#[test]
fn s33_who_was_told_of_a_longer_wait_has_it() {
    let told = [Happening { terms: EARLIER, ..on(0, Said::Told("act", 0)) }];
    let safety = wanted("safety", University);
    assert_eq!(judged(&told, &safety, japan(46, 0, 0) - 1), Err(Denial::Waiting));
    assert_eq!(judged(&told, &safety, japan(46, 0, 0)), Ok(()));
}

#[test]
fn s15_a_withdrawal_stops_from_its_instant_and_leaves_the_past() {
    let stopped = [answered(0, "research", Allow), on(10, Said::StoppedAll)];
    let research = wanted("research", University);
    let instant_of_stop = japan(10, 10, 0);
    assert_eq!(judged(&stopped, &research, instant_of_stop - 1), Ok(()));
    assert_eq!(judged(&stopped, &research, instant_of_stop), Err(Denial::Withdrawn));
    let again = [&stopped[..], &[answered(20, "research", Allow)]].concat();
    assert_eq!(judged(&again, &research, japan(20, 9, 59)), Err(Denial::Withdrawn));
    assert_eq!(judged(&again, &research, japan(20, 10, 0)), Ok(()));
    // Undecided is no yes.
    let unsure = [&stopped[..], &[answered(20, "research", Undecided)]].concat();
    assert_eq!(judged(&unsure, &research, japan(21, 0, 0)), Err(Denial::Undecided));
}

#[test]
fn s15_stopping_one_programme_leaves_the_others() {
    let given = on(0, Said::Answered(vec![("research", Allow), ("rare", Allow)]));
    let stopped = [given, on(5, Said::StoppedOne("registry"))];
    assert_eq!(judged(&stopped, &wanted("research", University), japan(6, 0, 0)), Err(Denial::Withdrawn));
    assert_eq!(judged(&stopped, &wanted("rare", University), japan(6, 0, 0)), Ok(()));
}

#[test]
fn s15_a_clock_that_steps_back_lets_no_yes_outrun_a_withdrawal() {
    let mut later = answered(5, "research", Allow);
    later.clock = japan(1, 0, 0);
    let stepped = [answered(0, "research", Allow), on(5, Said::StoppedAll), later];
    let research = wanted("research", University);
    assert_eq!(judged(&stepped, &research, japan(1, 0, 0)), Ok(()));
    let since = permits(catalogues(), &record(&stepped), &research, instant(japan(6, 0, 0)));
    assert_eq!(since.map(|permit| permit.since), Ok(instant(japan(5, 10, 0))));
    // The withdrawal comes last in the ledger: it holds, whatever the clock said.
    let mut stop = on(5, Said::StoppedAll);
    stop.clock = japan(1, 0, 0);
    let stepped = [answered(5, "research", Allow), stop];
    assert_eq!(judged(&stepped, &research, japan(6, 0, 0)), Err(Denial::Withdrawn));
}

#[test]
fn a_yes_of_the_last_of_january_runs_out_on_the_last_of_february() {
    // 31 January, 00:30 in Japan, is still 30 January in UTC.
    let mut given = answered(30, "research", Allow);
    given.clock = japan(30, 0, 30);
    let end = japan(58, 0, 30);
    let research = wanted("research", University);
    assert_eq!(judged(std::slice::from_ref(&given), &research, end - 1), Ok(()));
    assert_eq!(judged(std::slice::from_ref(&given), &research, end), Err(Denial::Expired));
    assert_eq!(stands(&[given], "research", end), Standing::Expired { since: instant(end) });
}

#[test]
fn who_was_told_of_an_end_has_it() {
    let given = [Happening { terms: EARLIER, ..answered(0, "rare", Allow) }];
    assert_eq!(judged(&given, &wanted("rare", University), japan(58, 0, 0)), Ok(()));
    assert_eq!(judged(&given, &wanted("rare", University), japan(59, 10, 0)), Err(Denial::Expired));
}

#[test]
fn s5_a_company_is_no_recipient_until_the_patient_was_told_of_it() {
    let told = [Happening { terms: EARLIER, ..answered(0, "drugs", Allow) }];
    assert_eq!(judged(&told, &wanted("drugs", University), DAY), Ok(()));
    assert_eq!(judged(&told, &wanted("drugs", DrugCompany), DAY), Err(Denial::RecipientNotNamed));
    assert_eq!(judged(&[answered(0, "drugs", Allow)], &wanted("drugs", DrugCompany), DAY), Ok(()));
}

#[test]
fn s4_not_to_refuse_a_notice_is_no_yes_to_a_question() {
    // `care` was under opt-out when it was answered; today it asks for a yes.
    let silent = [Happening { terms: EARLIER, ..answered(0, "care", Allow) }];
    assert_eq!(judged(&silent, &wanted("care", RecipientKind::Clinic), DAY), Err(Denial::Unknown));
    // And so is it where the programme itself turned from opt-out to opt-in.
    let turned = [Happening { terms: EARLIER, ..answered(0, "regional", Allow) }];
    assert_eq!(judged(&turned, &wanted("regional", RecipientKind::Clinic), DAY), Err(Denial::Unknown));
}

#[test]
fn s15_a_question_that_moved_escapes_no_withdrawal() {
    let given = Happening { terms: EARLIER, ..answered(0, "moved", Allow) };
    let stopped = [given, Happening { terms: EARLIER, ..on(1, Said::StoppedOne("registry")) }];
    assert_eq!(judged(&stopped, &wanted("moved", University), 2 * DAY), Err(Denial::Unknown));
}

#[test]
fn s12_reuse_takes_words_that_leave_room_for_it_and_no_refusal_of_it() {
    let reuse = |purpose, recipient, case, review| Use {
        scope: UseScope::Reviewed(ReviewedUse { case, review: id(review), conditions_met: true }),
        ..wanted(purpose, recipient)
    };
    let given = [on(0, Said::Answered(vec![("research", Allow), ("drugs", Allow)]))];
    let disease = reuse("research", University, ReviewedCase::OtherDisease, "review-1");
    let another = reuse("drugs", Hospital, ReviewedCase::OtherRecipient, "review-2");
    let both = reuse("drugs", Hospital, ReviewedCase::OtherPurposeAndRecipient, "review-2");
    assert_eq!(judged(&given, &disease, 3 * DAY), Ok(()));
    assert_eq!(judged(&given, &another, DAY), Ok(()));
    assert_eq!(judged(&given, &both, DAY), Err(Denial::ReuseNotCovered));
    let company = reuse("research", DrugCompany, ReviewedCase::OtherDisease, "review-1");
    assert_eq!(judged(&given, &company, DAY), Err(Denial::RecipientNotNamed));
    let refused = [&given[..], &[on(1, Said::RefusedUse("review-1"))]].concat();
    assert_eq!(judged(&refused, &disease, 2 * DAY), Err(Denial::UseRefused));
    assert_eq!(judged(&refused, &wanted("research", University), 2 * DAY), Ok(()));
}
