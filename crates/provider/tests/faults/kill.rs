//! A1: the server is killed again and again while 64 patients decide. What was acknowledged is there once, and the
//! ledger verifies. (`kill -9` cannot tell `synchronous=FULL` from NORMAL: see `flush`.)

use crate::common::ground::is_file;
use crate::device::{Device, Reply, stop};
use crate::premises::Premises;
use crate::scale::{any_below, scaled, tell};
use crate::server::{Server, Starting};
use axum::http::StatusCode;
use nattoku::secrets::{Hash, sha256};
use nattoku_consent::wire::DecisionRequest;
use std::collections::VecDeque;
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
    /// Where servers are now, if any is.
    servers: watch::Receiver<Vec<SocketAddr>>,
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
            let address = any_of(&self.servers.wait_for(|servers| !servers.is_empty()).await.unwrap());
            match self.device.post(address, request, None).await {
                Ok(reply) if reply.status == StatusCode::OK => return reply,
                Ok(reply) => assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{reply:?}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(2)).await,
            }
        }
    }
}

/// Any of them.
fn any_of(servers: &[SocketAddr]) -> SocketAddr {
    servers[usize::try_from(any_below(servers.len().try_into().unwrap())).unwrap()]
}

struct Writers {
    tasks: JoinSet<(Device, Vec<Acknowledged>)>,
    servers: watch::Sender<Vec<SocketAddr>>,
    enough: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
}

impl Writers {
    fn start(devices: Vec<Device>) -> Self {
        let (servers, watched) = watch::channel(Vec::new());
        let (enough, acknowledged) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let writer = |device| Writer {
            device,
            servers: watched.clone(),
            enough: Arc::clone(&enough),
            acknowledged: Arc::clone(&acknowledged),
        };
        let tasks = devices.into_iter().map(|device| writer(device).write()).collect();
        Self { tasks, servers, enough, acknowledged }
    }

    /// Says where servers are.
    fn tell_of(&self, servers: &VecDeque<Server>) {
        self.servers.send_replace(servers.iter().map(|server| server.address).collect());
    }

    /// A server comes, some decisions are acknowledged, and the one that has been there longest is killed in the
    /// middle of others.
    async fn live_through(&self, premises: &Premises, servers: &mut VecDeque<Server>) {
        servers.push_back(premises.start().await);
        self.tell_of(servers);
        let until = self.acknowledged.load(Ordering::Relaxed) + usize::try_from(any_below(200)).unwrap();
        while self.acknowledged.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(any_below(5_000))).await;
        drop(servers.pop_front());
        self.tell_of(servers);
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
    // On a server's database a second process goes on meanwhile, and may wait for what the killed one held.
    let mut servers: VecDeque<_> = (!is_file()).then_some(server).into_iter().collect();
    for cycle in 1..=cycles {
        writers.live_through(&premises, &mut servers).await;
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
    writers.servers.send_replace(vec![server.address]);
    let kept = writers.tasks.join_all().await;
    let count: usize = kept.iter().map(|(_, acknowledged)| acknowledged.len()).sum();
    drop(server);
    assert_eq!(premises.audit().await, u64::try_from(count).unwrap());
    let server = premises.start().await;
    let checks = kept.into_iter().map(|(device, all)| all_is_there(server.address, device, all));
    checks.collect::<JoinSet<_>>().join_all().await;
    tell(&format!("A1: {cycles} kills, {count} decisions, none lost, none doubled"));
}
