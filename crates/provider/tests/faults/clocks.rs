//! A12: the server's clock steps back 400 days, devices are 48 hours off. The order is the ledger's, what a device
//! says is recorded as it says it, and nothing takes effect before what was recorded before it.

use crate::common::{BORN, Hospital, answers};
use crate::model::Model;
use crate::scale::{scaled, tell};
use chrono::Duration;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::Credential;
use nattoku_consent::{Answer, Decision};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

/// The server's clock moves, and a device whose clock is off decides.
#[derive(Debug, Clone)]
struct Turn {
    clock: Duration,
    device_off: Duration,
    decision: Decision,
}

fn turn() -> impl Strategy<Value = Turn> {
    let clock = prop::sample::select(vec![
        Duration::days(-400),
        Duration::hours(-48),
        Duration::minutes(-1),
        Duration::zero(),
        Duration::milliseconds(1),
        Duration::hours(48),
        Duration::days(400),
    ]);
    let decision = prop::sample::select(vec![
        answers(&[("teaching", Answer::Allow)]),
        answers(&[("teaching", Answer::Refuse)]),
        answers(&[("drug-development", Answer::Allow), ("teaching", Answer::Undecided)]),
        Decision::Withdrawn(Scope::Everything),
    ]);
    let minutes = -48 * 60..=48 * 60_i64;
    (clock, minutes, decision).prop_map(|(clock, minutes, decision)| Turn {
        clock,
        device_off: Duration::minutes(minutes),
        decision,
    })
}

async fn live_through(turns: Vec<Turn>) {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 20 * 400).await;
    let mut model = Model::default();
    for turn in turns {
        hospital.wait(turn.clock);
        let session = hospital.sign_in(Credential::Invitation(token.clone()), BORN).await.json();
        let mut request = hospital.decision(turn.decision);
        request.device_time += turn.device_off;
        let seen = format!("\"{}\"", model.version());
        let entry = hospital.proven(&hospital.decide(&session, &request, Some(&seen)).await);
        assert_eq!(entry.event.device_time, Some(request.device_time), "recorded, and not relied on");
        let before = model.clone();
        let predecessor = before.last().map(|last| last.accepted_at);
        assert!(predecessor <= Some(entry.accepted_at), "time never runs backward");
        let at = entry.accepted_at;
        model.take(entry);
        model.check_permits(&hospital.provider.catalogues, at);
        // What holds now is never what held before the last entry, whatever the clock says now.
        model.check(&hospital.provider.catalogues, &hospital.record(&session).await);
        if predecessor.is_some_and(|predecessor| predecessor < at) {
            before.check_permits(&hospital.provider.catalogues, at - Duration::milliseconds(1));
        }
    }
    hospital.provider.store.audit(|| ()).await.unwrap();
}

#[test]
fn a12_the_order_is_the_ledgers_whatever_the_clocks_say() {
    let runtime = Runtime::new().unwrap();
    let cases = scaled(24, 1_000);
    let config =
        Config { cases: u32::try_from(cases).unwrap(), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(turn(), 2..16), |turns| {
        runtime.block_on(live_through(turns));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    tell(&format!("A12: {cases} lives with wrong clocks"));
}
