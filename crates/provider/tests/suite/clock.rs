//! A36: a server's clock that once stood ahead ends no wait early, leaves no mandate active that was ended, and is refused
//! at the next start until somebody looks.

use crate::common::desk::{nattoku, stderr};
use crate::common::stay::Stay;
use crate::common::{Hospital, answers};
use chrono::Duration;
use nattoku_consent::event::NoticeRoute;
use nattoku_consent::mandate::{Ends, ProxyBasis};
use nattoku_consent::{Answer, Record, Standing, standing};

const AHEAD: Duration = Duration::days(400);

/// What holds for a question of a patient now, as the server asks it.
async fn holds(hospital: &Hospital, patient: &str, question: &str) -> Standing {
    let store = &hospital.provider.store;
    let row = store.look_up(patient).await.unwrap().unwrap().row;
    let record = Record::from_entries(store.entries(row).await.unwrap());
    let now = store.present(hospital.now()).await.unwrap();
    standing(&hospital.provider.catalogues, &record, &question.parse().unwrap(), now)
}

#[tokio::test]
async fn somebody_elses_entry_accepted_400_days_ahead_ends_no_wait() {
    let scenario = Stay::of(&["P1", "P2"], Duration::minutes(1)).await;
    scenario.told("P1", NoticeRoute::Post).await;
    scenario.hospital.wait(AHEAD);
    scenario.decides("P2", answers(&[("research", Answer::Allow)])).await;
    scenario.hospital.wait(-AHEAD);
    assert!(matches!(holds(&scenario.hospital, "P1", "safety").await, Standing::Waiting { .. }));
    scenario.hospital.wait(Duration::days(40));
    assert!(matches!(holds(&scenario.hospital, "P1", "safety").await, Standing::Allowed { .. }));
    scenario.decides("P1", answers(&[("safety", Answer::Refuse)])).await;
    assert!(matches!(holds(&scenario.hospital, "P1", "safety").await, Standing::Refused { .. }));
}

#[tokio::test]
async fn a_mandate_ended_while_the_clock_was_ahead_is_ended() {
    let scenario = Stay::of(&["P1"], Duration::minutes(1)).await;
    let mandate = scenario.proxy("P1", ProxyBasis::Guardian, Ends::On("2029-04-01".parse().unwrap())).await;
    scenario.hospital.wait(AHEAD);
    scenario.ends("P1", mandate).await;
    scenario.hospital.wait(-AHEAD);
    let store = &scenario.hospital.provider.store;
    let mandates = store.mandates(None).await.unwrap();
    assert!(mandates.iter().all(|mandate| !mandate.is_active(scenario.hospital.now())));
    let holder: i64 = sqlx::query_scalar("SELECT id FROM patients WHERE number = 'H-9'")
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(
        store.people_of(holder, scenario.hospital.now()).await.unwrap(),
        [],
        "it opens nobody's record"
    );
}

#[tokio::test]
async fn a_start_far_behind_the_last_entry_is_refused_with_the_way_out() {
    let scenario = Stay::of(&["P1"], Duration::zero()).await;
    let store = &scenario.hospital.provider.store;
    assert_eq!(store.clock_behind(scenario.hospital.now()).await.unwrap(), None);
    scenario.hospital.wait(chrono::Utc::now() + AHEAD - scenario.hospital.now());
    scenario.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = |more: &[&str]| {
        let mut serve = nattoku();
        serve.args(["serve", "--listen", &address, "--catalogue"]).arg(crate::common::sample::original());
        serve.args(scenario.hospital.ground().arguments()).args(more).output().unwrap()
    };
    let refused = serve(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--accept-clock-behind"), "{}", stderr(&refused));
    let accepted = serve(&["--accept-clock-behind"]);
    assert!(stderr(&accepted).contains("Warning: the clock of this machine shows"), "{}", stderr(&accepted));
    assert!(stderr(&accepted).contains("cannot be listened on"), "{}", stderr(&accepted));
}
