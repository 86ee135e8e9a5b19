//! A hospital, its FHIR server, and what is compared: what the server holds with what we serve.

use crate::common::Hospital;
use crate::common::fhir_server::FhirPeer;
use crate::common::sample::Sample;
use chrono::Duration;
use nattoku::deliver::fhir::FhirServer;
use nattoku::deliver::target::{Target, TargetName};
use nattoku::deliver::{Sender, Step};
use nattoku::store::deliveries::{Progress, SendAgain};
use nattoku::store::desk::{Enter, Entered};
use nattoku::store::mandates::{BeginProxy, EndProxy};
use nattoku_consent::event::{Actor, Channel, Desk, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Body, Decision, Event, EventId};
use nattoku_fhir::{Resource, entries};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The sample hospital, its FHIR server, and who tells it.
pub(crate) struct Push {
    pub(crate) hospital: Hospital,
    pub(crate) peer: FhirPeer,
    pub(crate) folder: TempDir,
    sender: Sender,
}

impl Push {
    pub(crate) async fn of(patients: &[&str]) -> Self {
        let peer = FhirPeer::start(0);
        let catalogue = Sample::copy().published().catalogue;
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

    pub(crate) fn event(&self, actor: Actor, body: Body) -> Event {
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

    pub(crate) async fn enter(&self, patient: &str, actor: Actor, body: Body) {
        let event = self.event(actor, body);
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let entered = self.hospital.provider.store.write(Enter { patient, event, token: None, now }).await;
        assert!(matches!(entered.unwrap(), Entered::Entry(_)));
    }

    pub(crate) async fn decides(&self, patient: &str, decision: Decision) {
        self.enter(patient, Actor::Patient, Body::Decided(decision)).await;
    }

    pub(crate) async fn proxy(&self, patient: &str) -> EventId {
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

    pub(crate) async fn ends(&self, patient: &str, mandate: EventId) {
        let event = self.event(Actor::Staff, Body::ProxyEnded(mandate));
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let ended = self.hospital.provider.store.write(EndProxy { patient, event, token: None, now }).await;
        assert!(matches!(ended.unwrap(), Entered::Entry(_)));
    }

    /// Tells what is due; answers how many entries that were.
    pub(crate) async fn all(&self) -> usize {
        let mut count = 0;
        loop {
            match self.sender.step().await.unwrap() {
                Step::Done => count += 1,
                Step::Nothing => return count,
                Step::Later(_) => panic!("the server could not be told"),
            }
        }
    }

    pub(crate) async fn step(&self) -> Step {
        self.sender.step().await.unwrap()
    }

    pub(crate) async fn progress(&self) -> Progress {
        self.hospital.provider.store.deliveries().await.unwrap().remove(0)
    }

    pub(crate) async fn again(&self) {
        let target: TargetName = "fhir:his".parse().unwrap();
        self.hospital.provider.store.write(SendAgain { target }).await.unwrap();
    }

    /// Everything that we serve of somebody, every version.
    pub(crate) async fn served(&self, patient: &str) -> Vec<Value> {
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
    pub(crate) async fn holds_what_is_served(&self, patients: &[&str]) {
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
pub(crate) fn sorted(resources: &[Value]) -> Vec<String> {
    let mut all: Vec<_> = resources.iter().map(|resource| plain(resource).to_string()).collect();
    all.sort();
    all
}

pub(crate) fn plain(value: &Value) -> Value {
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
pub(crate) fn with_our_ids(there: &[Value], ours: &[Value]) -> Vec<Resource> {
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
pub(crate) async fn written(push: &Push, journey: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir").join(journey);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (place, held) in push.peer.everything().await.into_iter().enumerate() {
        let kind = held["resourceType"].as_str().unwrap().to_owned();
        let text = serde_json::to_string_pretty(&held).unwrap();
        std::fs::write(folder.join(format!("{kind}-{place:03}.json")), text).unwrap();
    }
}
