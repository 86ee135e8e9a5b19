//! A6: the server is killed between recording a decision and telling the portal and the FHIR server of it, again and
//! again. Each decision is told, in order; where one is told twice, it bears the same id, so that it counts once, and the
//! FHIR server, a real one in a process of its own, holds it once.

use crate::common::fhir_server::{FhirPeer, SERVER_TOKEN};
use crate::common::ground::is_file;
use crate::common::portal::Listener;
use crate::device::{Device, http, stop};
use crate::premises::Premises;
use crate::scale::{any_below, scaled, tell};
use crate::server::Server;
use axum::http::StatusCode;
use chrono::Utc;
use nattoku::portal::PortalId;
use nattoku::store::deliveries::Begin;
use nattoku::store::portals::{NameSubjects, Subject};
use nattoku::store::{GROUP, Store};
use serde_json::{Value, json};
use std::collections::BTreeMap;
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
    store
        .write(NameSubjects { portal: portal.clone(), subjects, anew: Default::default(), now: Utc::now() })
        .await
        .unwrap();
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

/// Whoever is told: a portal and a FHIR server, which outlive every kill.
struct Told {
    premises: Premises,
    listener: Listener,
    peer: FhirPeer,
    portals: PathBuf,
    his: PathBuf,
}

impl Told {
    async fn open() -> Self {
        let premises = Premises::with_patients(PATIENTS).await;
        let listener = Listener::default();
        let portals = portal(&premises, &listener).await;
        let peer = FhirPeer::start(0);
        for number in 0..PATIENTS {
            peer.register(&format!("P{number}")).await;
        }
        let his = peer.file(premises.folder(), SERVER_TOKEN);
        Self { premises, listener, peer, portals, his }
    }

    async fn serve(&self) -> Server {
        let mut command = self.premises.serve();
        command.arg("--portals").arg(&self.portals).arg("--fhir-server").arg(&self.his);
        Server::start(command).await.unwrap()
    }

    /// A server comes, some decisions are recorded, and it is killed before, while or after it tells of them.
    async fn live_through(&self, cycle: usize, http: &reqwest::Client) -> Vec<String> {
        let server = self.serve().await;
        let keys = http.get(format!("http://{}/api/webhook-keys", server.address)).send().await.unwrap();
        self.listener.believe(serde_json::from_slice::<Value>(&keys.bytes().await.unwrap()).unwrap());
        self.listener.answer((cycle % 3 == 2).then_some(StatusCode::SERVICE_UNAVAILABLE));
        self.peer.mood(mood(cycle)).await;
        let device = Device::sign_in(http, server.address, &self.premises.tokens[cycle % PATIENTS]).await;
        let mut decided = Vec::new();
        for number in 0..any_below(4) {
            let request = device.request(stop(number.try_into().unwrap()));
            let reply = device.ask(server.address, &request, None).await;
            assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
            decided.push(request.id.to_string());
        }
        tokio::time::sleep(Duration::from_millis(any_below(700))).await;
        decided
    }

    /// Everything is well, and both are told of all that is left.
    async fn hear(&self, count: usize) {
        self.listener.answer(None);
        self.peer.mood(json!({})).await;
        let _server = self.serve().await;
        while heard(&self.listener).len() < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        while provenances(&self.peer.everything().await).len() < count {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a6_killed_between_recording_and_telling_it_forgets_and_doubles_nothing() {
    let cycles = scaled(10, 200);
    let told = Told::open().await;
    let (http, mut decided) = (http(), Vec::new());
    for cycle in 0..cycles {
        decided.extend(told.live_through(cycle, &http).await);
    }
    told.hear(decided.len()).await;
    assert_eq!(heard(&told.listener), decided, "each is told, in the order in which it was recorded");
    let twice = told.listener.messages().len() - decided.len();
    tell(&format!("A6: {cycles} kills, {} decisions told, {twice} of them twice", decided.len()));
    let everything = told.peer.everything().await;
    assert_eq!(provenances(&everything), decided, "each is held once, in the order in which it was recorded");
    let (resources, versions) = each_is_there_once(&everything);
    tell(&format!(
        "A6: the FHIR server holds {resources} resources in {versions} versions, none of them twice"
    ));
}

/// How the FHIR server is: well, silent after it has done everything, half done, or not there.
fn mood(cycle: usize) -> Value {
    match cycle % 5 {
        1 => json!({ "cut": true }),
        2 => json!({ "half": true }),
        3 => json!({ "status": 503 }),
        _ => json!({}),
    }
}

/// The ids of the decisions that it holds, in the order in which they came.
fn provenances(everything: &[Value]) -> Vec<String> {
    let provenances = everything.iter().filter(|held| held["resourceType"] == "Provenance");
    let event = |held: &Value| {
        let facts = held["extension"].as_array().unwrap();
        let event = facts.iter().find(|fact| fact["url"].as_str().unwrap().ends_with("/event"));
        event.unwrap()["valueString"].as_str().unwrap().to_owned()
    };
    provenances.map(event).collect()
}

/// Under each name there is one resource, and no two versions of it say the same. Answers how many there are of both.
fn each_is_there_once(everything: &[Value]) -> (usize, usize) {
    let mut names = BTreeMap::<String, Vec<&Value>>::new();
    for held in everything.iter().filter(|held| held["resourceType"] != "Patient") {
        let named = if held["identifier"].is_null() { &held["meta"]["tag"] } else { &held["identifier"] };
        assert!(!named.is_null(), "{held}");
        names.entry(format!("{} {named}", held["resourceType"])).or_default().push(held);
    }
    for (name, versions) in &names {
        let mut said = Vec::new();
        for version in versions {
            assert_eq!(version["id"], versions[0]["id"], "{name} is there twice");
            let mut version = (*version).clone();
            version.as_object_mut().unwrap().remove("meta");
            assert!(!said.contains(&version), "a step of {name} is there twice");
            said.push(version);
        }
    }
    (names.len(), names.values().map(Vec::len).sum())
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

#[tokio::test(flavor = "multi_thread")]
async fn a6_of_two_processes_one_tells_and_the_other_goes_on_when_it_dies() {
    if is_file() {
        return tell("one process on a file: there is no other that could tell");
    }
    let premises = Premises::with_patients(PATIENTS).await;
    let listener = Listener::default();
    let portals = portal(&premises, &listener).await;
    let start = async || {
        let mut command = premises.serve();
        command.arg("--portals").arg(&portals);
        crate::server::Server::start(command).await.unwrap()
    };
    let (first, second) = (start().await, start().await);
    let http = http();
    let keys = http.get(format!("http://{}/api/webhook-keys", first.address)).send().await.unwrap();
    listener.believe(serde_json::from_slice::<Value>(&keys.bytes().await.unwrap()).unwrap());
    let mut decided = Vec::new();
    for number in 0..20 {
        let address = [first.address, second.address][number % 2];
        let device = Device::sign_in(&http, address, &premises.tokens[number % PATIENTS]).await;
        let request = device.request(stop(number));
        assert_eq!(device.ask(address, &request, None).await.status, StatusCode::OK);
        decided.push(request.id.to_string());
    }
    while heard(&listener).len() < decided.len() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(listener.messages().len(), decided.len(), "none is told twice, though two could tell");
    drop(first);
    let device = Device::sign_in(&http, second.address, &premises.tokens[0]).await;
    let request = device.request(stop(20));
    assert_eq!(device.ask(second.address, &request, None).await.status, StatusCode::OK);
    decided.push(request.id.to_string());
    while heard(&listener).len() < decided.len() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(heard(&listener), decided);
}
