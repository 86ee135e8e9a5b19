//! A36: a server's clock that once stood ahead ends no wait early, leaves no mandate active that was ended, and is refused
//! at the next start until somebody looks.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::Duration;
use common::desk::{nattoku, stderr};
use common::stay::Stay;
use common::{Hospital, answers};
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
    let stay = Stay::of(&["P1", "P2"], Duration::minutes(1)).await;
    stay.told("P1", NoticeRoute::Post).await;
    stay.hospital.wait(AHEAD);
    stay.decides("P2", answers(&[("research", Answer::Allow)])).await;
    stay.hospital.wait(-AHEAD);
    assert!(matches!(holds(&stay.hospital, "P1", "safety").await, Standing::Waiting { .. }));
    stay.hospital.wait(Duration::days(40));
    assert!(matches!(holds(&stay.hospital, "P1", "safety").await, Standing::Allowed { .. }));
    stay.decides("P1", answers(&[("safety", Answer::Refuse)])).await;
    assert!(matches!(holds(&stay.hospital, "P1", "safety").await, Standing::Refused { .. }));
}

#[tokio::test]
async fn a_mandate_ended_while_the_clock_was_ahead_is_ended() {
    let stay = Stay::of(&["P1"], Duration::minutes(1)).await;
    let mandate = stay.proxy("P1", ProxyBasis::Guardian, Ends::On("2029-04-01".parse().unwrap())).await;
    stay.hospital.wait(AHEAD);
    stay.ends("P1", mandate).await;
    stay.hospital.wait(-AHEAD);
    let store = &stay.hospital.provider.store;
    let known = store.mandates(None).await.unwrap();
    assert!(known.iter().all(|known| !known.is_active(stay.hospital.now())));
    let holder: i64 = sqlx::query_scalar("SELECT id FROM patients WHERE number = 'H-9'")
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(store.people_of(holder, stay.hospital.now()).await.unwrap(), [], "it opens nobody's record");
}

#[tokio::test]
async fn a_start_far_behind_the_last_entry_is_refused_with_the_way_out() {
    let stay = Stay::of(&["P1"], Duration::zero()).await;
    let store = &stay.hospital.provider.store;
    assert_eq!(store.clock_behind(stay.hospital.now()).await.unwrap(), None);
    stay.hospital.wait(chrono::Utc::now() + AHEAD - stay.hospital.now());
    stay.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = |more: &[&str]| {
        let mut serve = nattoku();
        serve.args(["serve", "--listen", &address, "--catalogue"]).arg(common::sample::original());
        serve.args(stay.hospital.ground().arguments()).args(more).output().unwrap()
    };
    let refused = serve(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--accept-clock-behind"), "{}", stderr(&refused));
    let accepted = serve(&["--accept-clock-behind"]);
    assert!(stderr(&accepted).contains("Warning: the clock of this machine shows"), "{}", stderr(&accepted));
    assert!(stderr(&accepted).contains("cannot be listened on"), "{}", stderr(&accepted));
}
