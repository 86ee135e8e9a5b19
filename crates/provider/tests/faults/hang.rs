//! One of two processes on a PostgreSQL database hangs while it holds the lock for writing: the other is held up for a
//! while only, and what the first had begun is not half there when it wakes.

use crate::common::ground::{is_file, psql};
use crate::device::{Device, http, stop};
use crate::premises::Premises;
use crate::scale::{any_below, tell};
use crate::server::Server;
use axum::http::StatusCode;
use nattoku_consent::wire::DecisionRequest;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

const WRITERS: usize = 8;

/// Posts until it is acknowledged.
async fn deliver(device: &Device, address: SocketAddr, request: &DecisionRequest) {
    loop {
        match device.post(address, request, None).await {
            Ok(reply) if reply.status == StatusCode::OK => return,
            Ok(reply) => assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{reply:?}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(2)).await,
        }
    }
}

/// Decides without a pause until it is enough; answers how often.
async fn decide(device: Device, address: SocketAddr, enough: Arc<AtomicBool>) -> usize {
    let mut count = 0;
    while !enough.load(Ordering::Relaxed) {
        deliver(&device, address, &device.request(stop(count))).await;
        count += 1;
    }
    count
}

/// Stops a process in a moment at which it holds the lock.
async fn stop_holding(server: &Server, database: &str) {
    let held = format!(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' \
         AND l.granted AND a.datname = '{database}' AND a.state = 'idle in transaction'"
    );
    loop {
        server.signal("STOP");
        // Whatever the database was doing for it is done by then.
        tokio::time::sleep(Duration::from_millis(100)).await;
        if psql("postgres", &held).trim() == "1" {
            return;
        }
        server.signal("CONT");
        tokio::time::sleep(Duration::from_micros(any_below(20_000))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledgers_writer_that_hangs_is_given_up_on() {
    if is_file() {
        return tell("one process on a file: there is no other that could go on");
    }
    let premises = Premises::with_patients(WRITERS).await;
    let (hangs, goes_on) = (premises.start().await, premises.start().await);
    let mut devices = Device::sign_all_in(hangs.address, &premises.tokens).await;
    let other = devices.pop().unwrap();
    let enough = Arc::<AtomicBool>::default();
    let busy: JoinSet<_> =
        devices.into_iter().map(|device| decide(device, hangs.address, Arc::clone(&enough))).collect();
    stop_holding(&hangs, premises.ground().name()).await;
    let request = other.request(stop(0));
    deliver(&other, goes_on.address, &request).await;
    hangs.signal("CONT");
    enough.store(true, Ordering::Relaxed);
    let count: usize = busy.join_all().await.into_iter().sum();
    assert_eq!(other.record(goes_on.address).await.entries.len(), 1);
    // What the other process recorded is read here, too.
    assert_eq!(other.record(hangs.address).await.entries.len(), 1);
    let again = Device::sign_in(&http(), hangs.address, &premises.tokens[0]).await;
    deliver(&again, hangs.address, &again.request(stop(1))).await;
    drop((hangs, goes_on));
    assert_eq!(premises.audit().await, u64::try_from(count + 2).unwrap());
}
