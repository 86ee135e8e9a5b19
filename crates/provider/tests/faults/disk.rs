//! A3: the disk fails or is full at each of the calls by which the server writes. What is not on disk is not
//! acknowledged: the patient is told to try again, and the server goes on when the disk does.

use crate::device::{Device, stop};
use crate::premises::Premises;
use crate::scale::{scaled, tell};
use crate::server::Server;
use crate::strace::{Watching, traced};
use axum::http::StatusCode;
use futures_util::future::join_all;
use nattoku_consent::wire::DecisionRequest;
use std::net::SocketAddr;
use std::process::Command;

const CLIENTS: usize = 4;
const DECISIONS: usize = 8;
/// After so many refusals of one decision, another try makes no sense.
const TRIES: usize = 25;

/// Which call fails, how, and at which of its turns.
struct Fault {
    calls: &'static str,
    error: &'static str,
    /// Whether the server certainly comes to it after its start, and certainly gets over it. After a failure it opens
    /// another connection, for which strace counts anew: what fails at an early turn can fail every commit.
    passes: bool,
    /// Of strace: `20` is the twentieth call, `20..40` those from there to there, `20+7` every seventh from there.
    when: String,
}

impl Fault {
    /// For each call and error: once, for a while, and again and again. In full, at each of the first calls, too.
    fn all() -> Vec<Self> {
        let mut faults = Vec::new();
        for (calls, error, passing) in [
            ("pwrite64,pwritev", "EIO", ["90", "90..130", "80+30"]),
            ("pwrite64,pwritev", "ENOSPC", ["90", "90..130", "80+30"]),
            ("fsync,fdatasync", "EIO", ["4", "4..6", "3+2"]),
        ] {
            let fault = |passes, when: String| Self { calls, error, passes, when };
            faults.extend(passing.map(|when| fault(true, when.to_owned())));
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

type Acknowledged = Vec<(DecisionRequest, Vec<u8>)>;

/// A patient, who decides whatever the disk does.
struct Patient {
    device: Device,
    acknowledged: Acknowledged,
    /// What was sent, and is not acknowledged yet.
    pending: Option<DecisionRequest>,
    /// How often the server could not.
    refused: usize,
}

impl Patient {
    /// Decides some times; leaves off where one decision is refused again and again.
    async fn decide(&mut self, address: SocketAddr) {
        for turn in 0..DECISIONS {
            let request = self.device.request(stop(turn));
            self.pending = Some(request);
            self.deliver(address).await;
            if self.pending.is_some() {
                break;
            }
        }
    }

    /// Tries until what is pending is acknowledged, or to try once more makes no sense.
    async fn deliver(&mut self, address: SocketAddr) {
        for _ in 0..TRIES {
            let Some(request) = &self.pending else { return };
            let reply = self.device.ask(address, request, None).await;
            if reply.status == StatusCode::OK {
                assert_eq!(self.device.proven(&reply).event.id, request.id);
                self.acknowledged.push((request.clone(), reply.body.into()));
                self.pending = None;
            } else {
                assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{reply:?}");
                self.refused += 1;
            }
        }
    }
}

/// Lets everybody decide on a disk with this fault; answers how many calls failed.
async fn suffer(premises: &Premises, fault: &Fault, patients: &mut [Patient]) -> usize {
    let (command, watching) = faulty(premises, fault);
    // Where the fault hits it while it starts, it does not start: that acknowledges nothing, either.
    if let Some(server) = Server::start(command).await {
        join_all(patients.iter_mut().map(|patient| patient.decide(server.address))).await;
    }
    let failed = watching.end().await;
    let over = patients.iter().all(|patient| patient.pending.is_none());
    assert!(!fault.passes || (failed > 0 && over), "{}: {failed} failed, over: {over}", fault.name());
    if !over {
        // What was never acknowledged is sent again to a server on a sound disk.
        let server = premises.start().await;
        join_all(patients.iter_mut().map(|patient| patient.deliver(server.address))).await;
    }
    failed
}

/// Everything that was ever acknowledged to a patient is recorded, once, and nothing else.
async fn check(premises: &Premises, patients: &[Patient]) {
    let server = premises.start().await;
    for Patient { device, acknowledged, .. } in patients {
        let entries = device.record(server.address).await.entries;
        let recorded: Vec<_> = entries.iter().map(|entry| entry.event.id).collect();
        assert_eq!(recorded, acknowledged.iter().map(|(request, _)| request.id).collect::<Vec<_>>());
        for (request, receipt) in acknowledged {
            assert_eq!(device.ask(server.address, request, None).await.body, receipt[..]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_a_disk_that_fails_or_is_full_makes_no_false_acknowledgement() {
    let premises = Premises::with_patients(CLIENTS).await;
    let server = premises.start().await;
    let devices = Device::sign_all_in(server.address, &premises.tokens).await;
    drop(server);
    let patient = |device| Patient { device, acknowledged: Vec::new(), pending: None, refused: 0 };
    let mut patients: Vec<_> = devices.into_iter().map(patient).collect();
    let mut failed = 0;
    for (number, fault) in Fault::all().iter().enumerate() {
        failed += suffer(&premises, fault, &mut patients).await;
        if number % 30 == 29 {
            tell(&format!("A3: {} faults", number + 1));
        }
    }
    check(&premises, &patients).await;
    premises.audit().await;
    let count: usize = patients.iter().map(|patient| patient.acknowledged.len()).sum();
    let refused: usize = patients.iter().map(|patient| patient.refused).sum();
    tell(&format!(
        "A3: {failed} calls failed, {refused} times 503, {count} decisions, none acknowledged falsely"
    ));
    assert!(refused > 0);
}
