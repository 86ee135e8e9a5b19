//! The hospital's FHIR server, a real one of other people's, is told of everybody's entries; what it holds in the end is
//! what we serve ourselves, whatever went wrong on the way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::Duration;
use common::fhir_server::{FhirPeer, PATIENTS, SERVER_TOKEN};
use common::{Hospital, answers};
use nattoku::deliver::fhir::FhirServer;
use nattoku::deliver::target::{Target, TargetName};
use nattoku::deliver::{Sender, Step};
use nattoku::store::deliveries::{Progress, SendAgain};
use nattoku::store::desk::{Enter, Entered};
use nattoku::store::mandates::{BeginProxy, EndProxy};
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision, Event, EventId};
use nattoku_fhir::{Resource, entries};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const REGISTRY: [(&str, Answer); 4] = [
    ("research", Answer::Allow),
    ("drug-development", Answer::Allow),
    ("device-ai", Answer::Refuse),
    ("abroad", Answer::Undecided),
];

/// The sample hospital, its FHIR server, and who tells it.
struct Push {
    hospital: Hospital,
    peer: FhirPeer,
    folder: TempDir,
    sender: Sender,
}

impl Push {
    async fn of(patients: &[&str]) -> Self {
        let peer = FhirPeer::start(0);
        let catalogue = common::sample::Sample::copy().published().catalogue;
        let mut hospital = Hospital::open().await.restart(catalogue).await.with_system().await;
        hospital.digest = hospital.provider.catalogues.current_digest().clone();
        for patient in patients {
            hospital.invite(patient, 90).await;
            peer.register(patient).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let provider = &hospital.provider;
        let (base, catalogues) = (provider.settings.base.clone(), Arc::clone(&provider.catalogues));
        let server = FhirServer::new(peer.config(folder.path()), base, catalogues).unwrap();
        let (store, clock) = (provider.store.clone(), Arc::clone(&provider.clock));
        let sender = Sender { store, target: Target::FhirServer(Box::new(server)), clock };
        Self { hospital, peer, folder, sender }
    }

    fn event(&self, actor: Actor, body: Body) -> Event {
        self.hospital.wait(Duration::hours(1));
        let paper = actor == Actor::Staff;
        let desk = paper.then(|| Desk { staff: "s-12".to_owned(), scan: Some("box 7".to_owned()) });
        Event {
            id: EventId(uuid::Uuid::now_v7()),
            actor,
            channel: if paper { Channel::Paper } else { Channel::App },
            desk,
            terms: TermsShown { catalogue: self.hospital.digest.clone(), language: "ja".parse().unwrap() },
            device_time: (!paper).then(|| self.hospital.now()),
            body,
        }
    }

    async fn enter(&self, patient: &str, actor: Actor, body: Body) {
        let event = self.event(actor, body);
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let entered = self.hospital.provider.store.write(Enter { patient, event, token: None, now }).await;
        assert!(matches!(entered.unwrap(), Entered::Entry(_)));
    }

    async fn decides(&self, patient: &str, decision: Decision) {
        self.enter(patient, Actor::Patient, Body::Decided(decision)).await;
    }

    async fn proxy(&self, patient: &str) -> EventId {
        let (proxy, person) = ("藤枝 花".to_owned(), "藤枝 太郎".to_owned());
        let ends = Ends::On("2027-04-01".parse().unwrap());
        let mandate = Mandate { basis: ProxyBasis::Guardian, proxy, person, ends };
        let event = self.event(Actor::Staff, Body::ProxyBegan(mandate));
        let id = event.id;
        let begun = self.hospital.provider.store.write(BeginProxy {
            patient: patient.to_owned(),
            holder: "H-9".to_owned(),
            language: "ja".parse().unwrap(),
            event,
            token: None,
            catalogue: Arc::new(self.hospital.provider.catalogues.current().clone()),
            now: self.hospital.now(),
        });
        assert!(matches!(begun.await.unwrap(), Entered::Entry(_)));
        id
    }

    async fn ends(&self, patient: &str, mandate: EventId) {
        let event = self.event(Actor::Staff, Body::ProxyEnded(mandate));
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let ended = self.hospital.provider.store.write(EndProxy { patient, event, token: None, now }).await;
        assert!(matches!(ended.unwrap(), Entered::Entry(_)));
    }

    /// Tells what is due; answers how many entries that were.
    async fn all(&self) -> usize {
        let mut count = 0;
        loop {
            match self.sender.step().await.unwrap() {
                Step::Done => count += 1,
                Step::Nothing => return count,
                Step::Later => panic!("the server could not be told"),
            }
        }
    }

    async fn step(&self) -> Step {
        self.sender.step().await.unwrap()
    }

    async fn progress(&self) -> Progress {
        self.hospital.provider.store.deliveries().await.unwrap().remove(0)
    }

    async fn again(&self) {
        let target: TargetName = "fhir:his".parse().unwrap();
        self.hospital.provider.store.write(SendAgain { target }).await.unwrap();
    }

    /// Everything that we serve of somebody, every version.
    async fn served(&self, patient: &str) -> Vec<Value> {
        let mark = self.hospital.found(&format!("Patient?identifier={patient}")).await[0].id().to_owned();
        let mut every = Vec::new();
        for kind in ["Consent", "Communication", "QuestionnaireResponse", "Provenance", "RelatedPerson"] {
            for found in self.hospital.found(&format!("{kind}?patient={mark}")).await {
                let history: Value =
                    self.hospital.fhir(&format!("{kind}/{}/_history", found.id())).await.json();
                every.extend(
                    history["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].clone()),
                );
            }
        }
        every
    }

    /// What the server holds is what we serve, every version once; and it reads back as the record.
    async fn holds_what_is_served(&self, patients: &[&str]) {
        let there: Vec<_> = self.peer.everything().await;
        let there: Vec<_> = there.into_iter().filter(|held| held["resourceType"] != "Patient").collect();
        let mut served = Vec::new();
        for patient in patients {
            let ours = self.served(patient).await;
            let resources = with_our_ids(&there, &ours);
            let row = self.hospital.provider.store.look_up(patient).await.unwrap().unwrap().row;
            let recorded = self.hospital.provider.store.entries(row).await.unwrap();
            assert_eq!(entries(&self.hospital.provider.settings.base, &resources), Ok(recorded));
            served.extend(ours);
        }
        assert_eq!(sorted(&there), sorted(&served));
    }
}

/// What resources say, but for ids, what is said of them, and references; in one order.
fn sorted(resources: &[Value]) -> Vec<String> {
    let mut all: Vec<_> = resources.iter().map(|resource| plain(resource).to_string()).collect();
    all.sort();
    all
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let left_out = ["id", "meta", "reference"];
            let kept = members.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
            kept.map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

/// What is held there of one person's, with our ids in the place of the server's, as far as it is also ours.
fn with_our_ids(there: &[Value], ours: &[Value]) -> Vec<Resource> {
    let ids: BTreeMap<String, String> =
        ours.iter().map(|ours| (plain(ours).to_string(), ours["id"].as_str().unwrap().to_owned())).collect();
    let named = there.iter().filter_map(|held| {
        let mut held = held.clone();
        held["id"] = json!(ids.get(&plain(&held).to_string())?);
        Some(serde_json::from_value(held).unwrap())
    });
    named.collect()
}

/// Writes what is held there for the validators, as other journeys are.
async fn written(push: &Push, journey: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir").join(journey);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (place, held) in push.peer.everything().await.into_iter().enumerate() {
        let kind = held["resourceType"].as_str().unwrap().to_owned();
        let text = serde_json::to_string_pretty(&held).unwrap();
        std::fs::write(folder.join(format!("{kind}-{place:03}.json")), text).unwrap();
    }
}

#[tokio::test]
async fn everything_that_is_recorded_is_held_there_as_we_serve_it() {
    let push = Push::of(&["P1", "P2", "P3"]).await;
    push.decides("P1", answers(&REGISTRY)).await;
    push.enter("P2", Actor::Staff, Body::Decided(answers(&REGISTRY))).await;
    push.decides("P1", answers(&[("abroad", Answer::Allow), ("drug-development", Answer::Refuse)])).await;
    let mandate = push.proxy("P3").await;
    push.decides("P1", Decision::UseRefused("review-2026-02".parse().unwrap())).await;
    push.enter("P3", Actor::Proxy(mandate), Body::Decided(answers(&REGISTRY))).await;
    let (programme, on) = ("act".parse().unwrap(), push.hospital.now().date_naive());
    let notice = Notice { programme, route: NoticeRoute::Post, on };
    push.enter("P2", Actor::Staff, Body::Notified(notice)).await;
    push.decides("P1", Decision::PreferenceSet { preference: "trial-news".parse().unwrap(), wanted: true })
        .await;
    push.ends("P3", mandate).await;
    push.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    push.enter("P2", Actor::Staff, Body::Decided(Decision::Withdrawn(Scope::Everything))).await;
    assert_eq!(push.all().await, 11);
    push.holds_what_is_served(&["P1", "P2", "P3"]).await;
    let active = push.peer.everything().await;
    let newest: BTreeMap<_, _> = active.iter().map(|held| (held["id"].to_string(), held)).collect();
    let of = newest.values().filter(|held| held["resourceType"] == "Consent" && held["status"] == "active");
    for consent in of.filter(|consent| consent["patient"]["identifier"]["value"] != "P3") {
        assert_eq!(consent["policyRule"]["coding"][0]["code"], "OPTOUT");
        assert_eq!(consent["provision"]["type"], "deny");
        let patient = consent["patient"]["reference"].as_str().unwrap();
        let patient = push.peer.ask(Method::GET, &format!("fhir/{patient}"), None).await;
        assert_eq!(patient["identifier"][0]["system"], PATIENTS);
    }
    written(&push, "pushed").await;
}

#[tokio::test]
async fn a_server_that_is_down_or_half_there_or_silent_is_told_until_it_has_everything_once() {
    let push = Push::of(&["P1"]).await;
    push.decides("P1", answers(&REGISTRY)).await;
    push.peer.mood(json!({ "status": 503 })).await;
    assert_eq!(push.step().await, Step::Later);
    push.peer.mood(json!({ "half": true })).await;
    assert_eq!(push.step().await, Step::Later);
    push.peer.mood(json!({ "cut": true })).await;
    assert_eq!(push.step().await, Step::Later);
    push.peer.mood(json!({})).await;
    assert_eq!(push.all().await, 1);
    for (mood, decision) in [
        (json!({ "half": true }), answers(&[("research", Answer::Refuse)])),
        (json!({ "cut": true }), answers(&[("research", Answer::Allow)])),
        (json!({ "cut": true }), Decision::UseRefused("review-2026-02".parse().unwrap())),
        (json!({ "half": true }), Decision::Withdrawn(Scope::Everything)),
        (json!({ "cut": true }), Decision::Withdrawn(Scope::Everything)),
    ] {
        push.decides("P1", decision).await;
        push.peer.mood(mood).await;
        assert_eq!(push.step().await, Step::Later);
        push.peer.mood(json!({})).await;
        assert_eq!(push.all().await, 1);
    }
    push.holds_what_is_served(&["P1"]).await;
}

#[tokio::test]
async fn a_wrong_token_waits_until_the_file_has_the_right_one() {
    let push = Push::of(&["P1"]).await;
    push.decides("P1", answers(&REGISTRY)).await;
    let token = push.folder.path().join("fhir-token");
    for wrong in ["another", ""] {
        std::fs::write(&token, wrong).unwrap();
        assert_eq!(push.step().await, Step::Later);
    }
    assert_eq!((push.progress().await.waiting, push.progress().await.laid_aside), (1, vec![]));
    std::fs::write(&token, SERVER_TOKEN).unwrap();
    assert_eq!(push.all().await, 1);
    push.holds_what_is_served(&["P1"]).await;
}

#[tokio::test]
async fn what_it_refuses_is_laid_aside_and_when_sent_once_more_overwrites_nothing_newer() {
    let push = Push::of(&["P1"]).await;
    push.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 1);
    push.peer.mood(json!({ "refuse": "QuestionnaireResponse" })).await;
    push.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    assert_eq!(push.step().await, Step::Done);
    let progress = push.progress().await;
    assert!(progress.laid_aside[0].1.contains("takes no QuestionnaireResponse"), "{progress:?}");
    push.peer.mood(json!({})).await;
    push.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(push.all().await, 1, "a no waits for nothing");
    push.again().await;
    assert_eq!(push.all().await, 1);
    assert_eq!((push.progress().await.waiting, push.progress().await.laid_aside), (0, vec![]));
    let there = push.peer.everything().await;
    let newest: BTreeMap<_, _> = there.iter().map(|held| (held["id"].to_string(), held)).collect();
    let consents = newest.values().filter(|held| held["resourceType"] == "Consent");
    assert!(consents.clone().count() >= 2);
    for consent in consents.filter(|consent| consent["status"] == "active") {
        assert_eq!(consent["policyRule"]["coding"][0]["code"], "OPTOUT");
    }
    let provenances = there.iter().filter(|held| held["resourceType"] == "Provenance");
    assert_eq!(provenances.count(), 3);
}

#[tokio::test]
async fn a_patient_whom_the_server_does_not_know_is_laid_aside_and_nobody_else() {
    let push = Push::of(&["P1"]).await;
    push.hospital.invite("P2", 90).await;
    push.decides("P2", answers(&REGISTRY)).await;
    push.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 2);
    let progress = push.progress().await;
    assert_eq!(progress.laid_aside.len(), 1);
    assert!(progress.laid_aside[0].1.contains("no patient") && !progress.laid_aside[0].1.contains("P2"));
    push.peer.register("P2").await;
    push.again().await;
    assert_eq!(push.all().await, 1);
    push.holds_what_is_served(&["P1", "P2"]).await;
}

#[tokio::test]
async fn what_another_hand_changed_or_took_away_there_is_put_right_by_the_next_entry() {
    let push = Push::of(&["P1"]).await;
    push.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 1);
    let there = push.peer.everything().await;
    let mut consent = there.into_iter().find(|held| held["resourceType"] == "Consent").unwrap();
    let address = format!("fhir/Consent/{}", consent["id"].as_str().unwrap());
    consent["provision"]["type"] = json!("permit");
    push.peer.ask(Method::PUT, &address, Some(consent)).await;
    push.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    assert_eq!(push.all().await, 1);
    let now = push.peer.ask(Method::GET, &address, None).await;
    let versions = push.served("P1").await;
    let is_newest = |ours: &&Value| plain(ours) == plain(&now);
    assert!(versions.iter().any(|ours| is_newest(&ours)), "{now}");
    assert_eq!(now["provision"]["type"], "deny");

    push.peer.ask(Method::DELETE, &address, None).await;
    push.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(push.all().await, 1);
    assert_eq!(push.progress().await.laid_aside, []);
}
