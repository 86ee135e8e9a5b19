//! From a record to FHIR: every version of every resource, in the order in which they came to be.

mod body;
mod circumstances;
mod consent;
pub(crate) mod ids;
mod provisions;

pub use ids::mark_of;

use crate::base::Base;
use crate::r4::{Consent, Meta, Patient, Provenance, Reference, Resource};
use chrono::{DateTime, Utc};
use consent::Chain;
use nattoku_consent::event::Actor;
use nattoku_consent::time::write_instant;
use nattoku_consent::{Catalogues, Entry, EventId, Record};

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The person's opaque mark: 32 hexadecimal digits, the same for ever.
    pub mark: String,
    /// The number by which the hospital knows them, for readers who may know it.
    pub number: Option<String>,
}

/// What is told.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The provider's addresses.
    pub base: &'a Base,
    /// The words in force, and every earlier ones.
    pub catalogues: &'a Catalogues,
    /// What was recorded.
    pub record: &'a Record,
    /// Whose it is.
    pub subject: &'a Subject,
}

/// Every version of every resource, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exported(pub Vec<Resource>);

impl Exported {
    /// Every version of every Consent, oldest first.
    pub fn consents(&self) -> impl DoubleEndedIterator<Item = &Consent> {
        self.0.iter().filter_map(|resource| match resource {
            Resource::Consent(consent) => Some(consent),
            _ => None,
        })
    }

    /// The newest version of each resource, in the order in which they first came to be.
    #[must_use]
    pub fn newest(&self) -> Vec<&Resource> {
        let mut newest: Vec<&Resource> = Vec::new();
        for resource in &self.0 {
            let same =
                |known: &&mut &Resource| (known.kind(), known.id()) == (resource.kind(), resource.id());
            match newest.iter_mut().find(same) {
                Some(known) => *known = resource,
                None => newest.push(resource),
            }
        }
        newest
    }
}

/// Tells a record in FHIR R4. Every entry leaves a Provenance, and what it says in a resource of its kind.
#[must_use]
pub fn export(source: &Source<'_>) -> Exported {
    let mut writing = Writing { source: *source, record: Record::default(), chains: Vec::new(), since: None };
    let mut resources = Vec::new();
    for entry in source.record.entries() {
        writing.record.extend([entry.clone()]);
        let since = writing.since.map_or(entry.accepted_at, |last| last.max(entry.accepted_at));
        writing.since = Some(since);
        let step = Step { writing: &writing, entry, since };
        let mut made: Vec<Resource> = step.body();
        let (chains, consents) = step.consents();
        made.extend(consents.into_iter().map(Resource::Consent));
        let provenance = step.provenance(&made);
        resources.extend(made);
        resources.push(Resource::Provenance(provenance));
        writing.chains = chains;
    }
    Exported(resources)
}

/// The patient, by the opaque mark and, where it is known, the hospital's number.
#[must_use]
pub fn patient(base: &Base, subject: &Subject) -> Patient {
    let number = subject.number.iter().map(|number| ids::number(base, number));
    Patient { id: subject.mark.clone(), identifier: number.collect(), ..Patient::default() }
}

/// What was written of the entries so far.
struct Writing<'a> {
    source: Source<'a>,
    /// The record up to and with the entry that is being written.
    record: Record,
    chains: Vec<Chain>,
    since: Option<DateTime<Utc>>,
}

/// The writing of one entry.
#[derive(Clone, Copy)]
struct Step<'a> {
    writing: &'a Writing<'a>,
    entry: &'a Entry,
    since: DateTime<Utc>,
}

impl Step<'_> {
    const fn base(&self) -> &Base {
        self.writing.source.base
    }

    fn mark(&self) -> &str {
        &self.writing.source.subject.mark
    }

    /// The id of what one entry made: entries are numbered across all people.
    fn id(&self) -> String {
        ids::of_entry(self.mark(), self.entry.number)
    }

    fn meta(&self, version: String) -> Option<Meta> {
        let last_updated = Some(write_instant(self.since));
        Some(Meta { version_id: Some(version), last_updated, ..Meta::default() })
    }

    fn patient(&self) -> Reference {
        let number = self.writing.source.subject.number.as_deref();
        let identifier = number.map(|number| ids::number(self.base(), number));
        Reference { identifier, ..Reference::to(format!("Patient/{}", self.mark())) }
    }

    fn provider(&self) -> Reference {
        let catalogue = self.writing.source.catalogues.current();
        let name = catalogue.languages.first().map(|language| catalogue.provider.name.get(language));
        let identifier = ids::provider(self.base(), catalogue.provider.id.as_str());
        Reference {
            display: name.filter(|name| !name.is_empty()).map(str::to_owned),
            ..Reference::named("Organization", identifier)
        }
    }

    /// Whoever acts under a mandate: as the resource that it made, if it did, and always by its name.
    fn proxy(&self, mandate: EventId) -> Reference {
        let named = Reference::named("RelatedPerson", ids::mandate(self.base(), mandate));
        let held = self.writing.record.mandate(mandate);
        let address =
            held.map(|held| format!("RelatedPerson/{}", ids::of_entry(self.mark(), held.entry.number)));
        Reference { reference: address, ..named }
    }

    /// Whose word the entry is: what staff enter is the person's own.
    fn speaker(&self) -> Reference {
        match self.entry.event.actor {
            Actor::Patient | Actor::Staff => self.patient(),
            Actor::Proxy(mandate) => self.proxy(mandate),
        }
    }

    fn provenance(&self, made: &[Resource]) -> Provenance {
        let address = |resource: &Resource| {
            let version = resource.meta().and_then(|meta| meta.version_id.as_deref()).unwrap_or_default();
            Reference::to(format!("{}/{}/_history/{version}", resource.kind(), resource.id()))
        };
        let mut target: Vec<_> = made.iter().map(address).collect();
        if target.is_empty() {
            target.push(self.patient());
        }
        Provenance { target, ..self.circumstances() }
    }
}
