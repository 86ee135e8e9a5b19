//! A hospital, its FHIR server, and what is compared: what the server holds with what we serve.

use crate::common::fhir_server::FhirPeer;
use crate::common::stay::Stay;
use chrono::Duration;
use nattoku::deliver::fhir::FhirServer;
use nattoku::deliver::target::Target;
use nattoku::deliver::{Sender, Step};
use nattoku::store::deliveries::SendAgain;
use nattoku::store::progress::Progress;
use nattoku::store::target::TargetName;
use nattoku_fhir::{Resource, entries};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The sample hospital, its FHIR server, and who tells it.
pub(crate) struct Push {
    pub(crate) stay: Stay,
    pub(crate) peer: FhirPeer,
    pub(crate) folder: TempDir,
    sender: Sender,
}

impl Push {
    pub(crate) async fn of(patients: &[&str]) -> Self {
        let peer = FhirPeer::start(0);
        let stay = Stay::of(patients, Duration::hours(1)).await;
        for patient in patients {
            peer.register(patient).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let provider = &stay.hospital.provider;
        let (base, catalogues) = (provider.settings.base.clone(), Arc::clone(&provider.catalogues));
        let server = FhirServer::new(peer.config(folder.path()), base, catalogues).unwrap();
        let (store, clock) = (provider.store.clone(), Arc::clone(&provider.clock));
        let sender = Sender { store, target: Target::FhirServer(Box::new(server)), clock };
        Self { stay, peer, folder, sender }
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
        self.stay.hospital.provider.store.progress().await.unwrap().remove(0)
    }

    pub(crate) async fn again(&self) {
        let target: TargetName = "fhir:his".parse().unwrap();
        self.stay.hospital.provider.store.write(SendAgain { target }).await.unwrap();
    }

    /// Everything that we serve of somebody, every version.
    pub(crate) async fn served(&self, patient: &str) -> Vec<Value> {
        let mark =
            self.stay.hospital.found(&format!("Patient?identifier={patient}")).await[0].id().to_owned();
        let mut every = Vec::new();
        for kind in ["Consent", "Communication", "QuestionnaireResponse", "Provenance", "RelatedPerson"] {
            for found in self.stay.hospital.found(&format!("{kind}?patient={mark}")).await {
                let history: Value =
                    self.stay.hospital.fhir(&format!("{kind}/{}/_history", found.id())).await.json();
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
            let row = self.stay.hospital.provider.store.look_up(patient).await.unwrap().unwrap().row;
            let recorded = self.stay.hospital.provider.store.entries(row).await.unwrap();
            assert_eq!(entries(&self.stay.hospital.provider.settings.base, &resources), Ok(recorded));
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
