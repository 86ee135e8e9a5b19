//! How a decision travels: whatever the network, the server and the person do, in whatever order.

use crate::cases;
use crate::history::{By, Happening, Said, entry};
use crate::sample::{CURRENT, digest, id, instant, japanese};
use nattoku_consent::delivery::{Delivery, Effect, Outgoing, Signal};
use nattoku_consent::event::{Scope, TermsShown};
use nattoku_consent::wire::{DecisionRequest, ProblemKind};
use nattoku_consent::{Answer, Decision, Entry, EventId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

fn event_id(number: u8) -> EventId {
    EventId(uuid::Uuid::from_u128(u128::from(number)))
}

fn outgoing(number: u8, decision: Decision) -> Outgoing {
    let terms = TermsShown { catalogue: digest(CURRENT), language: japanese() };
    let request =
        DecisionRequest { id: event_id(number), terms, device_time: instant(0), kiosk: false, decision };
    Outgoing { request, seen_version: 7 }
}

fn stop_everything(number: u8) -> Outgoing {
    outgoing(number, Decision::Withdrawn(Scope::Everything))
}

fn accepted(number: u8) -> Box<Entry> {
    let mut entry =
        entry(1, &Happening { clock: 0, device: 0, by: By::Person, terms: CURRENT, said: Said::StoppedAll });
    entry.event.id = event_id(number);
    Box::new(entry)
}

fn decision() -> impl Strategy<Value = Decision> {
    let answers = [(id("research"), Answer::Allow)].into_iter().collect();
    prop_oneof![
        2 => Just(Decision::Answered { answers, explained: Vec::new() }),
        1 => Just(Decision::Withdrawn(Scope::Programme(id("registry")))),
        1 => Just(Decision::Withdrawn(Scope::Everything)),
    ]
}

/// Signals about few ids, so that late answers meet new decisions.
fn signal() -> impl Strategy<Value = Signal> {
    let number = || 0..3_u8;
    let problem = select(vec![
        ProblemKind::SessionEnded,
        ProblemKind::RecordChanged,
        ProblemKind::KeyReused,
        ProblemKind::Malformed,
    ]);
    prop_oneof![
        3 => (number(), decision()).prop_map(|(number, decision)| Signal::Submit(outgoing(number, decision))),
        1 => number().prop_map(|number| Signal::Accepted(accepted(number))),
        1 => number().prop_map(|number| Signal::NotProven(event_id(number))),
        2 => number().prop_map(|number| Signal::Unreachable(event_id(number))),
        3 => (number(), problem).prop_map(|(number, problem)| Signal::Refused(event_id(number), problem)),
        1 => Just(Signal::TryAgain),
        1 => Just(Signal::SignedIn),
        1 => (number(), 8..20_u64)
            .prop_map(|(number, seen_version)| Signal::KeepThis { id: event_id(number), seen_version }),
        1 => Just(Signal::LetGo),
    ]
}

fn is_stop(outgoing: &Outgoing) -> bool {
    outgoing.request.decision == Decision::Withdrawn(Scope::Everything)
}

/// Whether a decision may leave in this step.
fn may_leave(before: &Delivery, signal: &Signal) -> bool {
    match signal {
        Signal::Accepted(entry) => before.outgoing().is_some_and(|out| entry.event.id == out.request.id),
        Signal::LetGo => matches!(before, Delivery::Overtaken(_) | Delivery::Rejected(..)),
        Signal::Submit(new) => is_stop(new),
        _ => false,
    }
}

fn check_step(before: &Delivery, signal: &Signal, after: &Delivery, effects: &[Effect]) -> TestCaseResult {
    if let (Delivery::Received(entry), false) = (after, matches!(before, Delivery::Received(_))) {
        prop_assert_eq!(Some(entry.event.id), before.outgoing().map(|out| out.request.id));
        prop_assert!(matches!(signal, Signal::Accepted(said) if said == entry), "nobody said so");
    }
    if let (Some(out), false) = (before.outgoing(), may_leave(before, signal)) {
        let now = after.outgoing().map(|now| &now.request.decision);
        prop_assert_eq!(now, Some(&out.request.decision), "lost by {:?}", signal);
        let renamed = matches!((before, signal), (Delivery::Overtaken(_), Signal::KeepThis { .. }));
        let same = after.outgoing().is_some_and(|now| now == out);
        prop_assert!(same || renamed, "another id or version by {:?}", signal);
    }
    if let (Delivery::Overtaken(_), Signal::KeepThis { id, seen_version }) = (before, signal) {
        let now = after.outgoing().map(|now| (now.request.id, now.seen_version));
        prop_assert_eq!(now, Some((*id, *seen_version)), "kept against another version");
    }
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(sent) => Some(sent),
        _ => None,
    });
    for sent in sent {
        prop_assert_eq!(Some(sent), after.outgoing(), "what is sent is what is on its way");
        prop_assert!(matches!(after, Delivery::Sending(..)));
    }
    if let Signal::Submit(new) = signal
        && is_stop(new)
    {
        prop_assert_eq!(effects, &[Effect::Send(new.clone())], "to stop never waits");
    }
    if matches!(after, Delivery::NotYetReceived(..)) && matches!(before, Delivery::Sending(..)) {
        let waits = matches!(effects, [Effect::TryAgainIn(2..=60)]);
        prop_assert!(waits, "tried again by itself: {:?}", effects);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn nothing_is_received_before_it_was_said_and_nothing_is_lost(signals in vec(signal(), 0..40)) {
        let mut delivery = Delivery::default();
        for signal in signals {
            let before = delivery.clone();
            let (after, effects) = delivery.update(signal.clone());
            check_step(&before, &signal, &after, &effects)?;
            delivery = after;
        }
    }

    #[test]
    fn however_often_it_fails_it_goes_out_again_under_the_same_id(failures in 0..200_u32) {
        let first = outgoing(1, Decision::Withdrawn(Scope::Programme(id("registry"))));
        let (mut delivery, _) = Delivery::default().update(Signal::Submit(first.clone()));
        for _ in 0..failures {
            let (waiting, _) = delivery.update(Signal::Unreachable(event_id(1)));
            let (sending, effects) = waiting.update(Signal::TryAgain);
            prop_assert_eq!(&effects, &[Effect::Send(first.clone())]);
            delivery = sending;
        }
        let (received, effects) = delivery.update(Signal::Accepted(accepted(1)));
        prop_assert_eq!(received, Delivery::Received(accepted(1)));
        prop_assert_eq!(effects, [Effect::ReadRecord]);
    }
}

#[test]
fn an_answer_that_comes_late_after_all_is_received() {
    let out = outgoing(1, Decision::Withdrawn(Scope::Programme(id("registry"))));
    let (delivery, _) = Delivery::Idle.update(Signal::Submit(out));
    let (delivery, _) = delivery.update(Signal::Unreachable(event_id(1)));
    let (delivery, _) = delivery.update(Signal::Accepted(accepted(1)));
    assert!(matches!(delivery, Delivery::Received(_)));
}

#[test]
fn the_word_on_what_was_overtaken_says_nothing_of_the_stop() {
    let first = outgoing(1, Decision::Withdrawn(Scope::Programme(id("registry"))));
    let (delivery, _) = Delivery::Idle.update(Signal::Submit(first));
    let (delivery, _) = delivery.update(Signal::Submit(stop_everything(2)));
    for stale in [Signal::Accepted(accepted(1)), Signal::Unreachable(event_id(1))] {
        let (after, effects) = delivery.clone().update(stale);
        assert_eq!((after, effects), (delivery.clone(), vec![]));
    }
}

#[test]
fn the_pause_before_another_try_doubles_up_to_a_minute() {
    let (mut delivery, _) = Delivery::Idle.update(Signal::Submit(stop_everything(1)));
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let (waiting, effects) = delivery.update(Signal::Unreachable(event_id(1)));
        pauses.extend(effects);
        delivery = waiting.update(Signal::TryAgain).0;
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60].map(Effect::TryAgainIn));
}

#[test]
fn a_session_that_ended_asks_to_sign_in_and_then_sends_once() {
    let out = stop_everything(1);
    let (delivery, _) = Delivery::Idle.update(Signal::Submit(out.clone()));
    let (delivery, effects) = delivery.update(Signal::Refused(event_id(1), ProblemKind::SessionEnded));
    assert_eq!(effects, [Effect::SignIn]);
    let (delivery, effects) = delivery.update(Signal::SignedIn);
    assert_eq!(effects, [Effect::Send(out)]);
    assert_eq!(delivery.update(Signal::SignedIn).1, []);
}
