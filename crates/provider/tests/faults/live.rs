//! A5, live: 256 devices of 64 persons decide at once, over HTTP, on the real server. Whatever the order came to be,
//! every yes was made on top of the entry before it, and what is permitted follows from the order.

use crate::common::{answers, sample};
use crate::device::Device;
use crate::model::{Model, allows};
use crate::premises::Premises;
use crate::scale::{any_below, scaled, tell};
use axum::http::StatusCode;
use nattoku::catalogue::Published;
use nattoku_consent::event::Scope;
use nattoku_consent::{Answer, Catalogues, Decision, Entry, EventId};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::task::JoinSet;

const PERSONS: usize = 64;
const DEVICES: usize = 4;

/// What a device was told: what it saw when it decided, and the entry, if it was recorded.
type Told = (EventId, u64, Option<Entry>);

fn any_decision() -> Decision {
    match any_below(4) {
        0 => Decision::Withdrawn(Scope::Everything),
        1 => answers(&[("research", Answer::Refuse)]),
        _ => answers(&[("research", Answer::Allow)]),
    }
}

async fn use_device(device: Device, address: SocketAddr, decisions: usize) -> Vec<Told> {
    let mut told = Vec::new();
    for _ in 0..decisions {
        let seen = device.record(address).await.version;
        let request = device.request(any_decision());
        let reply = device.ask(address, &request, Some(seen)).await;
        let entry = if reply.status == StatusCode::OK {
            Some(device.proven(&reply))
        } else {
            assert_eq!(reply.status, StatusCode::PRECONDITION_FAILED, "{reply:?}");
            assert!(allows(&request.decision), "to stop is never refused");
            None
        };
        told.push((request.id, seen, entry));
    }
    told
}

/// Checks a person's record against what their devices were told; answers how often a yes was told to look again.
async fn check(device: &Device, address: SocketAddr, catalogues: &Catalogues, told: Vec<Told>) -> usize {
    let refused = told.iter().filter(|(.., entry)| entry.is_none()).count();
    let mut told: BTreeMap<_, _> =
        told.into_iter().filter_map(|(id, seen, entry)| Some((id.0, (seen, entry?)))).collect();
    let (view, mut model) = (device.record(address).await, Model::default());
    for entry in &view.entries {
        let (seen, proven) = told.remove(&entry.event.id.0).expect("what is recorded was acknowledged, once");
        assert_eq!(*entry, proven);
        let decision = entry.event.body.decision().unwrap();
        assert!(!allows(decision) || seen == model.version(), "a yes was made on what it saw");
        model.take(entry.clone());
    }
    assert!(told.is_empty(), "what was acknowledged is recorded");
    model.check(catalogues, &view);
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a5_two_hundred_and_fifty_six_devices_at_once_keep_the_order() {
    let decisions = scaled(4, 40);
    let premises = Premises::with_patients(PERSONS).await;
    let server = premises.start().await;
    let address = server.address;
    let tokens: Vec<_> = premises.tokens.iter().flat_map(|token| vec![token.clone(); DEVICES]).collect();
    let devices = Device::sign_all_in(address, &tokens).await;
    let mut using = JoinSet::new();
    for (number, device) in devices.iter().cloned().enumerate() {
        using.spawn(async move { (number / DEVICES, use_device(device, address, decisions).await) });
    }
    let mut told = vec![Vec::new(); PERSONS];
    for (person, more) in using.join_all().await {
        told[person].extend(more);
    }
    let published = Published::read(&sample::original()).unwrap();
    let catalogues = Catalogues::new(published.digest, published.catalogue);
    let mut refused = 0;
    for (device, told) in devices.iter().step_by(DEVICES).zip(told) {
        refused += check(device, address, &catalogues, told).await;
    }
    drop(server);
    let entries = premises.audit().await;
    tell(&format!(
        "A5: {} devices, {entries} entries, {refused} times a yes was told to look again",
        tokens.len()
    ));
}
