//! The hospital's FHIR server: each entry is a transaction to it, which may be sent again and doubles nothing. Where
//! something there was changed by another hand, the record goes on from that version: the person's word stands.

mod client;
pub mod config;
mod resent;

use super::told::Told;
use crate::store::Store;
use crate::store::fhir_held::{ActiveConsent, DueEntry, HeldThere};
use crate::store::target::{ServerId, TargetName};
use client::{Client, refused};
use config::Config;
use nattoku_consent::{Catalogues, Record};
use nattoku_fhir::push::{Held, transaction};
use nattoku_fhir::r4::Bundle;
use nattoku_fhir::write::mark_of;
use nattoku_fhir::{Base, Exported, Source, Subject, export};
use reqwest::StatusCode;
use serde_json::Value;
use std::sync::Arc;

/// The states of a Consent by which it permits nothing.
const ENDED: [&str; 3] = ["inactive", "entered-in-error", "rejected"];

/// How often a transaction is made anew because of what was found there, before it is left for later.
const ROUNDS: usize = 4;

/// A FHIR server that is told of every entry.
pub struct FhirServer {
    /// Its name.
    pub id: ServerId,
    client: Client,
    patients: Option<String>,
    base: Base,
    catalogues: Arc<Catalogues>,
}

/// What is known while an entry is told.
struct Telling<'a> {
    server: &'a FhirServer,
    due: &'a DueEntry,
    told: Exported,
    /// The patient there, where they are looked up.
    patient: Option<Held>,
    held: HeldThere,
}

impl FhirServer {
    /// A server, told with the addresses of `base` and by the catalogue in force.
    ///
    /// # Errors
    /// The system has no TLS to offer.
    pub fn new(config: Config, base: Base, catalogues: Arc<Catalogues>) -> Result<Self, reqwest::Error> {
        let (id, patients) = (config.id.clone(), config.patients.clone());
        Ok(Self { id, client: Client::new(config)?, patients, base, catalogues })
    }

    /// Tells of an entry; answers what came of it, and what the server holds of this person's since.
    ///
    /// # Errors
    /// The database cannot be read. What goes wrong at the server is no error.
    pub async fn tell(&self, store: &Store, due: &DueEntry) -> Result<(Told, HeldThere), sqlx::Error> {
        let target = TargetName::FhirServer(self.id.clone());
        let held = store.held_there(&target, &due.mark).await?;
        let mut entries = store.entries(due.row).await?;
        entries.retain(|entry| entry.number <= due.entry);
        let record = Record::from_entries(entries);
        let subject = Subject { mark: due.mark.clone(), number: Some(due.number.clone()) };
        let (base, catalogues) = (&self.base, &*self.catalogues);
        let told = export(&Source { base, catalogues, record: &record, subject: &subject });
        let mut telling = Telling { server: self, due, told, patient: None, held };
        let said = telling.tell().await;
        Ok((said.unwrap_or_else(Told::later), telling.held))
    }
}

impl FhirServer {
    /// Makes a Consent inactive, whatever it says: nobody can be asked about it any more. One that is not there, or permits
    /// nothing already, is left as it is.
    pub async fn make_inactive(&self, consent: &ActiveConsent) -> Told {
        self.write_inactive(&consent.id).await.unwrap_or_else(Told::later)
    }

    async fn write_inactive(&self, id: &str) -> Result<Told, String> {
        let mut answer = self.client.read("Consent", id).await?;
        match answer.status {
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Told::Taken),
            status if !status.is_success() => return Ok(answer.refused()),
            _ => {}
        }
        if answer.body["resourceType"] != "Consent" {
            return Err("the FHIR server answered with something else than the Consent".to_owned());
        }
        if ENDED.iter().any(|status| answer.body["status"] == *status) {
            return Ok(Told::Taken);
        }
        let version = answer.version().ok_or("the FHIR server names no versions of what it holds")?;
        answer.body["status"] = "inactive".into();
        let answer = self.client.replace("Consent", id, &version, &answer.body).await?;
        Ok(if answer.status.is_success() { Told::Taken } else { answer.refused() })
    }
}

impl Telling<'_> {
    /// What only stands in the way of this try is an error.
    async fn tell(&mut self) -> Result<Told, String> {
        if let Err(why) = self.find_patient().await? {
            return Ok(why);
        }
        for _ in 0..ROUNDS {
            let bundle = self.bundle()?;
            let Some(bundle) = bundle.filter(|bundle| !bundle.entry.is_empty()) else {
                return Ok(Told::Taken);
            };
            if let Some(told) = self.send(&bundle).await? {
                return Ok(told);
            }
        }
        Err("what it holds of ours changes while it is told".to_owned())
    }

    /// Looks the patient up there, where the hospital says by what.
    async fn find_patient(&mut self) -> Result<Result<(), Told>, String> {
        let Some(system) = &self.server.patients else { return Ok(Ok(())) };
        let found = match self.server.client.patients(system, &self.due.number).await? {
            Ok(found) => found,
            Err(answer) => return Ok(Err(answer.refused())),
        };
        let never = |what: &str| {
            let way = "register the patient there once, then run `nattoku outbox again`";
            Ok(Err(Told::Never(format!("the FHIR server knows {what} by the hospital's number; {way}"))))
        };
        match <[String; 1]>::try_from(found) {
            Ok([id]) => self.patient = Some(Held { id, version: String::new(), entry: u64::MAX }),
            Err(found) if found.is_empty() => return never("no patient"),
            Err(_) => return never("several patients"),
        }
        Ok(Ok(()))
    }

    /// The transaction, by what is known to be held.
    fn bundle(&self) -> Result<Option<Bundle>, String> {
        let held = |kind: &str, id: &str| match kind {
            "Patient" => self.patient.clone(),
            _ => self.held.get(&(kind.to_owned(), id.to_owned())).cloned(),
        };
        transaction(&self.server.base, &self.told, self.due.entry, held).map_err(|error| error.to_string())
    }

    /// Sends a transaction once. Nothing: what was found there makes another one of it.
    async fn send(&mut self, bundle: &Bundle) -> Result<Option<Told>, String> {
        let answer = self.server.client.transaction(bundle).await?;
        if !answer.status.is_success() {
            let changed = client::is_conflict(answer.status) && self.look_again(bundle).await?;
            return Ok((!changed).then(|| answer.refused()));
        }
        let said = answer.body["entry"].as_array().filter(|said| said.len() == bundle.entry.len());
        let said = said.ok_or("the answer is no transaction-response of as many entries")?;
        let (mut trouble, mut changed) = (None, false);
        // Each entry has an answer of its own: not every server does all of a transaction or nothing.
        for (entry, said) in bundle.entry.iter().zip(said) {
            let response = &said["response"];
            let status = response["status"].as_str().and_then(|status| status.get(..3)?.parse().ok());
            let status = status.ok_or("an entry's answer has no status")?;
            match status {
                StatusCode::OK | StatusCode::CREATED => {
                    changed |= self.note(entry, status, said).await?;
                }
                status if client::is_conflict(status) && self.look_at(entry).await? => changed = true,
                status => trouble = Some(refused(status, &response["outcome"])).or(trouble),
            }
        }
        Ok(trouble.or((!changed).then_some(Told::Taken)))
    }
}

/// Of whom, of which kind and of which id of ours an entry of a transaction is, by its address.
fn ours(full_url: Option<&str>) -> Option<(String, String)> {
    let mut parts = full_url?.rsplit('/');
    let (id, kind) = (parts.next()?, parts.next()?);
    (!mark_of(id).is_empty()).then(|| (kind.to_owned(), id.to_owned()))
}

/// The id and the version that an entry's answer names.
fn place(said: &Value) -> Option<(String, Option<String>)> {
    let location = said["response"]["location"].as_str().unwrap_or_default();
    let (address, version) = match location.split_once("/_history/") {
        Some((address, version)) => (address, Some(version.to_owned())),
        None => (location, None),
    };
    let etag = said["response"]["etag"].as_str();
    let etag = etag.map(|etag| etag.trim_start_matches("W/").trim_matches('"').to_owned());
    let inside = said["resource"]["meta"]["versionId"].as_str().map(str::to_owned);
    let id = address.rsplit('/').next().filter(|id| !id.is_empty());
    let id = id.or_else(|| said["resource"]["id"].as_str())?;
    Some((id.to_owned(), version.or(etag).or(inside)))
}
