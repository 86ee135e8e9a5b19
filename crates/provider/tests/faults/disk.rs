//! A3: the disk fails or is full at each of the calls by which the server writes. What is not on disk is not
//! acknowledged: the patient is told to try again, and the server goes on when the disk does.

use crate::device::{Device, stop};
use crate::premises::Premises;
use crate::scale::{scaled, tell};
use crate::server::Server;
use crate::strace::{Watching, traced};
use axum::http::StatusCode;
use nattoku_consent::wire::DecisionRequest;
use std::net::SocketAddr;
use std::process::Command;

const CLIENTS: usize = 4;
const DECISIONS: usize = 8;

/// Which call fails, how, and at which of its turns.
struct Fault {
    calls: &'static str,
    error: &'static str,
    /// Whether the server certainly comes to it, and after its start.
    certain: bool,
    /// Of strace: `20` is the twentieth call, `20..40` those from there to there, `20+7` every seventh from there.
    when: String,
}

impl Fault {
    /// For each call and error: once, for a while, and again and again. In full, at each of the first calls, too.
    fn all() -> Vec<Self> {
        let mut faults = Vec::new();
        for (calls, error, certain) in [
            ("pwrite64,pwritev", "EIO", ["40", "40..90", "30+9"]),
            ("pwrite64,pwritev", "ENOSPC", ["40", "40..90", "30+9"]),
            ("fsync,fdatasync", "EIO", ["4", "4..6", "3+2"]),
        ] {
            let fault = |certain, when: String| Self { calls, error, certain, when };
            faults.extend(certain.map(|when| fault(true, when.to_owned())));
            faults.extend((1..=scaled(0, 60)).map(|turn| fault(false, turn.to_string())));
        }
        faults
    }

    fn name(&self) -> String {
        format!("{} of {} at {}", self.error, self.calls, self.when)
    }
}

/// A server on a disk with this fault, and what counts the calls that fail.
fn faulty(premises: &Premises, fault: &Fault) -> (Command, Watching<usize>) {
    let (trace, inject) = (
        format!("trace={}", fault.calls),
        format!("inject={}:error={}:when={}", fault.calls, fault.error, fault.when),
    );
    let paths = ["test.sqlite", "test.sqlite-wal"].map(|name| premises.folder().join(name));
    let [database, log] = paths.each_ref().map(|path| path.to_str().unwrap());
    let options = ["-s", "0", "-P", database, "-P", log, "-e", &trace, "-e", &inject];
    let count = |count: &mut usize, line: &str| *count += usize::from(line.contains("(INJECTED)"));
    traced(premises.folder(), &options, &premises.serve(), 0, count)
}

/// Tries until it is acknowledged; counts how often the server could not.
async fn deliver(device: &Device, address: SocketAddr, request: &DecisionRequest) -> (Vec<u8>, usize) {
    for refusals in 0..1_000 {
        let reply = device.post(address, request, None).await.unwrap();
        if reply.status == StatusCode::OK {
            assert_eq!(device.proven(&reply).event.id, request.id);
            return (reply.body.into(), refusals);
        }
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{reply:?}");
    }
    panic!("the server did not go on");
}

type Acknowledged = Vec<(DecisionRequest, Vec<u8>)>;

/// Decides on a server with a fault; answers what was acknowledged, and how often it was not.
async fn decide(device: Device, address: SocketAddr) -> (Acknowledged, usize) {
    let (mut acknowledged, mut refusals) = (Vec::new(), 0);
    for turn in 0..DECISIONS {
        let request = device.request(stop(turn));
        let (receipt, refused) = deliver(&device, address, &request).await;
        acknowledged.push((request, receipt));
        refusals += refused;
    }
    (acknowledged, refusals)
}

/// Everything that was ever acknowledged to a device, and nothing else.
async fn check(premises: &Premises, devices: &[Device], acknowledged: &[Acknowledged]) {
    let server = premises.start().await;
    for (device, all) in devices.iter().zip(acknowledged) {
        let entries = device.record(server.address).await.entries;
        let recorded: Vec<_> = entries.iter().map(|entry| entry.event.id).collect();
        assert_eq!(recorded, all.iter().map(|(request, _)| request.id).collect::<Vec<_>>());
        for (request, receipt) in all {
            assert_eq!(device.post(server.address, request, None).await.unwrap().body, receipt[..]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_a_disk_that_fails_or_is_full_makes_no_false_acknowledgement() {
    let premises = Premises::with_patients(CLIENTS).await;
    let server = premises.start().await;
    let devices = Device::sign_all_in(server.address, &premises.tokens).await;
    drop(server);
    let mut acknowledged = vec![Acknowledged::new(); CLIENTS];
    let (mut injected, mut refused) = (0, 0);
    for fault in Fault::all() {
        let (command, watching) = faulty(&premises, &fault);
        // Where the fault hits it while it starts, it does not start: that acknowledges nothing, either.
        if let Some(server) = Server::start(command).await {
            let deciding = devices.iter().cloned().map(|device| decide(device, server.address));
            let decided = futures_util::future::join_all(deciding).await;
            for (all, (new, refusals)) in acknowledged.iter_mut().zip(decided) {
                all.extend(new);
                refused += refusals;
            }
        }
        let failed = watching.end().await;
        assert!(failed > 0 || !fault.certain, "{}: nothing failed", fault.name());
        injected += failed;
    }
    check(&premises, &devices, &acknowledged).await;
    premises.audit().await;
    let count: usize = acknowledged.iter().map(Vec::len).sum();
    tell(&format!(
        "A3: {injected} calls failed, {refused} times 503, {count} decisions, none acknowledged falsely"
    ));
    assert!(refused > 0);
}
