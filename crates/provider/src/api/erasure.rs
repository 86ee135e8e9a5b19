//! `POST /api/desk/erase`: a staff member who has the right to it erases a patient, by the rules of `nattoku erase`.

use super::extract::Json;
use super::problem::ApiError;
use super::staff::Member;
use crate::provider::Provider;
use crate::store::Store;
use crate::store::erase::{Erase, Erased, Erasure};
use crate::store::undelivered::Undelivered;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whom to erase.
#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(rename = "DeskErase")]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    patient: String,
    /// Erases although not everybody was told what they decided, or a FHIR server holds active Consents of theirs.
    #[serde(default)]
    give_up_undelivered: bool,
}

/// What came of it. Only `erased` changed anything of the patient.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskErased")]
#[serde(rename_all = "kebab-case")]
pub enum EraseAnswer {
    /// The patient is erased.
    Erased(ErasedRecord),
    /// Nothing was erased: a decision of theirs has not reached everybody.
    Undelivered(Waiting),
    /// Nothing was erased yet: FHIR servers hold active Consents, which are made inactive there from now on. Ask again.
    Requested(Waiting),
}

/// What an erasure did.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskErasedRecord")]
pub struct ErasedRecord {
    /// How many entries lost their content.
    entries: u64,
    /// What nobody can deliver any more.
    given_up: Waiting,
    /// What FHIR servers still hold of the patient, for their operators to delete.
    fhir_resources: Vec<HeldResource>,
}

/// A resource that a FHIR server holds.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskHeldResource")]
pub struct HeldResource {
    /// The server, as it is configured here.
    server: String,
    /// The resource's type and id there, such as `Consent/7`.
    resource: String,
}

/// What has not been delivered of a patient.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskUndelivered")]
pub struct Waiting {
    /// How many who hold their data have not been told of a no.
    letters: u64,
    /// Portals and FHIR servers that have not taken everything.
    deliveries: Vec<Count>,
    /// FHIR servers that hold active Consents of theirs.
    consents: Vec<Count>,
}

/// How many of something at one system.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "DeskCount")]
pub struct Count {
    /// The system, as it is configured here.
    system: String,
    count: u64,
}

impl From<Undelivered> for Waiting {
    fn from(Undelivered { letters, deliveries, consents }: Undelivered) -> Self {
        let counts = |counted: Vec<(String, u64)>| {
            counted.into_iter().map(|(system, count)| Count { system, count }).collect()
        };
        Self { letters, deliveries: counts(deliveries), consents: counts(consents) }
    }
}

impl From<Erasure> for ErasedRecord {
    fn from(Erasure { entries, given_up, fhir_resources }: Erasure) -> Self {
        let held = |(server, resource)| HeldResource { server, resource };
        let fhir_resources = fhir_resources.into_iter().map(held).collect();
        Self { entries, given_up: given_up.into(), fhir_resources }
    }
}

/// Erases a patient, if nothing must still be delivered or the staff member gives that up.
pub async fn erase(
    State(provider): State<Arc<Provider>>,
    member: Member,
    Json { value: request, .. }: Json<EraseRequest>,
) -> Result<axum::Json<EraseAnswer>, ApiError> {
    let EraseRequest { patient, give_up_undelivered } = request;
    let staff = Some(member.erases()?);
    let work = Erase { patient, give_up_undelivered, staff, now: provider.now() };
    let answer = match provider.store.write(work).await? {
        Erased::Done(erasure) => {
            empty_log(&provider.store).await;
            EraseAnswer::Erased(erasure.into())
        }
        Erased::Undelivered(undelivered) => EraseAnswer::Undelivered(undelivered.into()),
        Erased::Requested(undelivered) => EraseAnswer::Requested(undelivered.into()),
        Erased::NoPatient => return Err(ApiError::NotFound),
        Erased::Token(error) => return Err(error.into()),
    };
    Ok(axum::Json(answer))
}

/// Empties the database's log. The patient is erased all the same where it cannot be: its operator is told.
async fn empty_log(store: &Store) {
    const REMAINS: &str =
        "the database's log still holds what was erased; it goes when the server is started again";
    match store.empty_log().await {
        Ok(true) => {}
        Ok(false) => tracing::warn!("{REMAINS}"),
        Err(error) => tracing::warn!(%error, "{REMAINS}"),
    }
}
