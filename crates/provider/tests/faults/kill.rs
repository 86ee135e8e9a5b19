//! A1: the server is killed again and again while 64 patients decide. What was acknowledged is there once, and the
//! ledger verifies. (`kill -9` cannot tell `synchronous=FULL` from NORMAL: see `flush`.)

use crate::device::{Device, Reply, stop};
use crate::premises::Premises;
use crate::scale::{any_below, scaled, tell};
use crate::server::Starting;
use axum::http::StatusCode;
use nattoku::secrets::{Hash, sha256};
use nattoku_consent::wire::DecisionRequest;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

const WRITERS: usize = 64;

/// A patient who decides without a pause, and tries again until it is acknowledged.
struct Writer {
    device: Device,
    /// Where the server is now, if it is.
    server: watch::Receiver<Option<SocketAddr>>,
    enough: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
}

/// A decision that was acknowledged, and the digest of its receipt.
type Acknowledged = (DecisionRequest, Hash);

impl Writer {
    async fn write(mut self) -> (Device, Vec<Acknowledged>) {
        let mut all = Vec::new();
        while !self.enough.load(Ordering::Relaxed) {
            let request = self.device.request(stop(all.len()));
            let reply = self.deliver(&request).await;
            assert_eq!(self.device.proven(&reply).event.id, request.id);
            all.push((request, sha256(&reply.body)));
            self.acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        (self.device, all)
    }

    async fn deliver(&mut self, request: &DecisionRequest) -> Reply {
        loop {
            let address = self.server.wait_for(Option::is_some).await.unwrap().unwrap();
            match self.device.post(address, request, None).await {
                Ok(reply) if reply.status == StatusCode::OK => return reply,
                Ok(reply) => assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{reply:?}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(2)).await,
            }
        }
    }
}

struct Writers {
    tasks: JoinSet<(Device, Vec<Acknowledged>)>,
    server: watch::Sender<Option<SocketAddr>>,
    enough: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
}

impl Writers {
    fn start(devices: Vec<Device>) -> Self {
        let (server, watched) = watch::channel(None);
        let (enough, acknowledged) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let writer = |device| Writer {
            device,
            server: watched.clone(),
            enough: Arc::clone(&enough),
            acknowledged: Arc::clone(&acknowledged),
        };
        let tasks = devices.into_iter().map(|device| writer(device).write()).collect();
        Self { tasks, server, enough, acknowledged }
    }

    /// A server comes, some decisions are acknowledged, and it is killed in the middle of others.
    async fn live_through(&self, premises: &Premises) {
        let server = premises.start().await;
        self.server.send_replace(Some(server.address));
        let until = self.acknowledged.load(Ordering::Relaxed) + usize::try_from(any_below(200)).unwrap();
        while self.acknowledged.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(any_below(5_000))).await;
        drop(server);
        self.server.send_replace(None);
    }
}

/// A server is killed before, or just after, it listens: in the middle of what it recovers.
async fn die_young(premises: &Premises) {
    let starting = Starting::new(premises.serve());
    tokio::time::sleep(Duration::from_millis(any_below(150))).await;
    drop(starting);
}

/// Each decision is there once, in the order in which they were acknowledged; each receipt is the same again.
async fn all_is_there(address: SocketAddr, device: Device, acknowledged: Vec<Acknowledged>) {
    let entries = device.record(address).await.entries;
    let recorded: Vec<_> = entries.iter().map(|entry| entry.event.id).collect();
    let expected: Vec<_> = acknowledged.iter().map(|(request, _)| request.id).collect();
    assert_eq!(recorded, expected);
    for (request, receipt) in &acknowledged {
        let again = device.ask(address, request, None).await;
        assert_eq!(sha256(&again.body), *receipt, "the receipt has changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a1_killed_at_any_moment_it_loses_and_doubles_nothing() {
    let cycles = scaled(5, 200);
    let premises = Premises::with_patients(WRITERS).await;
    let server = premises.start().await;
    let writers = Writers::start(Device::sign_all_in(server.address, &premises.tokens).await);
    drop(server);
    for cycle in 1..=cycles {
        writers.live_through(&premises).await;
        if cycle % 4 == 0 {
            die_young(&premises).await;
        }
        if cycle % 20 == 0 {
            let count = writers.acknowledged.load(Ordering::Relaxed);
            tell(&format!("A1: {cycle} of {cycles} kills, {count} decisions acknowledged"));
        }
    }
    let server = premises.start().await;
    writers.enough.store(true, Ordering::Relaxed);
    writers.server.send_replace(Some(server.address));
    let kept = writers.tasks.join_all().await;
    let count: usize = kept.iter().map(|(_, acknowledged)| acknowledged.len()).sum();
    drop(server);
    assert_eq!(premises.audit().await.entries, u64::try_from(count).unwrap());
    let server = premises.start().await;
    let checks = kept.into_iter().map(|(device, all)| all_is_there(server.address, device, all));
    checks.collect::<JoinSet<_>>().join_all().await;
    tell(&format!("A1: {cycles} kills, {count} decisions, none lost, none doubled"));
}
