//! What is told of somebody: their record in FHIR, made when it is asked for.

use super::Client;
use super::outcome::FhirError;
use crate::provider::Provider;
use crate::store::clients::{Asked, By};
use crate::store::reads::Subjects;
use nattoku_consent::{Catalogues, Record};
use nattoku_fhir::capability::SERVED;
use nattoku_fhir::write::{mark_of, patient};
use nattoku_fhir::{Exported, Resource, Source, Subject, export};

/// The kind of resource that an address names.
pub(super) fn kind_of(name: &str) -> Result<&'static str, FhirError> {
    let known = SERVED.iter().find(|(kind, _)| *kind == name).map(|(kind, _)| *kind);
    known.ok_or_else(|| {
        FhirError::NotFound("this kind of resource is not served; see /fhir/metadata".to_owned())
    })
}

/// Every version of everything that is told of somebody, themself first.
pub(super) async fn told(provider: &Provider, asked: &Asked) -> Result<Exported, FhirError> {
    told_by(provider, &provider.catalogues, asked).await
}

async fn told_by(provider: &Provider, catalogues: &Catalogues, asked: &Asked) -> Result<Exported, FhirError> {
    let record = Record::from_entries(provider.store.entries(asked.row).await?);
    let subject = Subject { mark: asked.mark.clone(), number: Some(asked.number.clone()) };
    let base = &provider.settings.base;
    let mut told = export(&Source { base, catalogues, record: &record, subject: &subject });
    told.0.insert(0, Resource::Patient(patient(base, &subject)));
    Ok(told)
}

/// Every version of one resource, oldest first, by the catalogue in force; there is one at least.
pub(super) async fn versions(
    provider: &Provider,
    client: Client,
    kind: &'static str,
    id: &str,
) -> Result<Vec<Resource>, FhirError> {
    versions_by(provider, client, &provider.catalogues, kind, id).await
}

/// The same, as it was when the catalogue of a version was in force: what holds depends on the words in force.
pub(super) async fn versions_then(
    provider: &Provider,
    client: Client,
    version: u32,
    kind: &'static str,
    id: &str,
) -> Result<Vec<Resource>, FhirError> {
    let none = || FhirError::NotFound("no catalogue of that version was ever in force".to_owned());
    let known = || provider.catalogues.iter().filter(|(_, catalogue)| catalogue.version <= version);
    let (digest, then) =
        known().filter(|(_, catalogue)| catalogue.version == version).last().ok_or_else(none)?;
    let earlier = known().filter(|(known, _)| *known != digest);
    let then = earlier.fold(Catalogues::new(digest.clone(), then.clone()), |then, (digest, catalogue)| {
        then.with_earlier(digest.clone(), catalogue.clone())
    });
    versions_by(provider, client, &then, kind, id).await
}

async fn versions_by(
    provider: &Provider,
    client: Client,
    catalogues: &Catalogues,
    kind: &'static str,
    id: &str,
) -> Result<Vec<Resource>, FhirError> {
    let none = || FhirError::NotFound("there is no such resource".to_owned());
    let asked = provider.store.asked(By::Mark(mark_of(id))).await?.ok_or_else(none)?;
    client.note_read(provider, Subjects::one(asked.row)).await?;
    let told = told_by(provider, catalogues, &asked).await?;
    let is_it = |resource: &Resource| resource.kind() == kind && resource.id() == id;
    let versions: Vec<_> = told.0.into_iter().filter(is_it).collect();
    if versions.is_empty() { Err(none()) } else { Ok(versions) }
}
