//! A6: the server is killed between recording a decision and telling the portal of it, again and again. Each decision
//! is told, in order; where one is told twice, it bears the same id, so that it counts once.

use crate::common::portal::Listener;
use crate::device::{Device, http, stop};
use crate::premises::Premises;
use crate::scale::{any_below, scaled, tell};
use axum::http::StatusCode;
use nattoku::portal::PortalId;
use nattoku::store::deliveries::Begin;
use nattoku::store::portals::{NameSubjects, Subject};
use nattoku::store::{GROUP, Store};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

const PATIENTS: usize = 4;

/// A portal whose users are the patients, as the server is told of it.
async fn portal(premises: &Premises, listener: &Listener) -> PathBuf {
    let store = Store::open(premises.ground().location(), GROUP).await.unwrap();
    let subject = |number| Subject {
        patient: format!("P{number}"),
        subject: format!("subject-{number}"),
        language: "ja".parse().unwrap(),
    };
    let portal: PortalId = "ward".parse().unwrap();
    let subjects = (0..PATIENTS).map(subject).collect();
    store.write(NameSubjects { portal: portal.clone(), subjects }).await.unwrap();
    store.write(Begin(portal)).await.unwrap();
    let file = premises.folder().join("portals.toml");
    let written = format!(
        "[[portal]]\nid = \"ward\"\norigin = \"http://127.0.0.1:1\"\nissuer = \"i\"\naudience = \"a\"\n\
         keys = \"keys.json\"\nwebhook = \"{}\"\nlocal = true\n",
        listener.listen().await
    );
    std::fs::write(&file, written).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a6_killed_between_recording_and_telling_it_forgets_and_doubles_nothing() {
    let cycles = scaled(10, 200);
    let premises = Premises::with_patients(PATIENTS).await;
    let listener = Listener::default();
    let portals = portal(&premises, &listener).await;
    let serve = || {
        let mut command = premises.serve();
        command.arg("--portals").arg(&portals);
        command
    };
    let start = async || crate::server::Server::start(serve()).await.unwrap();
    let (http, mut decided) = (http(), Vec::new());
    for cycle in 0..cycles {
        let server = start().await;
        let keys = http.get(format!("http://{}/api/webhook-keys", server.address)).send().await.unwrap();
        listener.believe(serde_json::from_slice::<Value>(&keys.bytes().await.unwrap()).unwrap());
        listener.answer((cycle % 3 == 2).then_some(StatusCode::SERVICE_UNAVAILABLE));
        let device = Device::sign_in(&http, server.address, &premises.tokens[cycle % PATIENTS]).await;
        for number in 0..any_below(4) {
            let request = device.request(stop(number.try_into().unwrap()));
            let reply = device.ask(server.address, &request, None).await;
            assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
            decided.push(request.id.to_string());
        }
        tokio::time::sleep(Duration::from_millis(any_below(700))).await;
        drop(server);
    }
    listener.answer(None);
    let server = start().await;
    while heard(&listener).len() < decided.len() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(server);
    assert_eq!(heard(&listener), decided, "each is told, in the order in which it was recorded");
    let twice = listener.messages().len() - decided.len();
    tell(&format!("A6: {cycles} kills, {} decisions told, {twice} of them twice", decided.len()));
}

/// The ids that came, each where it came first.
fn heard(listener: &Listener) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for message in listener.messages() {
        let id = message["id"].as_str().unwrap().to_owned();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
