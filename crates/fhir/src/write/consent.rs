//! The Consents: one for each programme that the person said anything about, a version for each entry that changes it,
//! and after a full withdrawal another one in its place.

use super::provisions::permits_something;
use super::{Step, ids};
use crate::codes::{categories, policy_rule, research_scope};
use crate::r4::{
    Consent, ConsentPolicy, ConsentProvision, ConsentVerification, Identifier, Meta, Period, Reference, Value,
};
use nattoku_consent::event::{Actor, Scope};
use nattoku_consent::time::write_instant;
use nattoku_consent::{Body, Decision, Mode, ProgrammeId};
use std::collections::BTreeSet;

/// The Consent that holds for a programme, in its newest version.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    programme: ProgrammeId,
    newest: Consent,
}

/// What an entry means for a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touch {
    /// Everything of it is stopped.
    Stopped,
    /// Something of it was decided.
    Decided,
    /// Nothing was said of it; what follows for it may be different all the same.
    Around,
}

impl Step<'_> {
    /// The chains after this entry, and the versions that it made.
    pub(super) fn consents(&self) -> (Vec<Chain>, Vec<Consent>) {
        let mut chains = self.writing.chains.clone();
        let mut made = Vec::new();
        let (stopped, decided) = self.touched();
        let begun: Vec<_> = chains.iter().map(|chain| chain.programme.clone()).collect();
        let programmes: BTreeSet<_> =
            begun.into_iter().chain(stopped.iter().chain(&decided).cloned()).collect();
        for programme in programmes {
            let touch = match (stopped.contains(&programme), decided.contains(&programme)) {
                (true, _) => Touch::Stopped,
                (_, true) => Touch::Decided,
                _ => Touch::Around,
            };
            let before = chains.iter().position(|chain| chain.programme == programme);
            let versions = self.versions(&programme, before.map(|at| &chains[at].newest), touch);
            if let Some(newest) = versions.last().cloned() {
                match before {
                    Some(at) => chains[at].newest = newest,
                    None => chains.push(Chain { programme, newest }),
                }
            }
            made.extend(versions);
        }
        (chains, made)
    }

    /// The programmes that the entry stops, and those that it decides something of.
    fn touched(&self) -> (BTreeSet<ProgrammeId>, BTreeSet<ProgrammeId>) {
        let (mut stopped, mut decided) = (BTreeSet::new(), BTreeSet::new());
        let catalogues = self.writing.source.catalogues;
        match &self.entry.event.body {
            Body::Decided(Decision::Withdrawn(Scope::Everything)) => {
                stopped.extend(catalogues.current().programmes.iter().map(|programme| programme.id.clone()));
                stopped.extend(self.writing.chains.iter().map(|chain| chain.programme.clone()));
            }
            Body::Decided(Decision::Withdrawn(Scope::Programme(programme))) => {
                stopped.insert(programme.clone());
            }
            Body::Decided(Decision::Answered { answers, .. }) => {
                let shown = catalogues.get(&self.entry.event.terms.catalogue);
                decided.extend(answers.keys().filter_map(|question| {
                    let today = catalogues.current().question(question);
                    let asked = today.or_else(|| shown?.question(question))?;
                    Some(asked.programme().id.clone())
                }));
            }
            Body::Decided(Decision::UseRefused(_) | Decision::UseRefusalWithdrawn(_)) => {
                decided.extend(self.writing.chains.iter().map(|chain| chain.programme.clone()));
            }
            Body::Decided(Decision::PreferenceSet { .. })
            | Body::Notified(_)
            | Body::ProxyBegan(_)
            | Body::ProxyEnded(_) => {}
        }
        (stopped, decided)
    }

    /// The versions that the entry makes of a programme's Consent, the one that holds last.
    fn versions(&self, programme: &ProgrammeId, before: Option<&Consent>, touch: Touch) -> Vec<Consent> {
        let known = self.writing.source.catalogues.current().programme(programme);
        let provisions = self.provisions(known, touch == Touch::Stopped);
        match (touch, before) {
            (Touch::Stopped, before) => {
                let ended = before.map(|before| Consent {
                    status: Some("inactive".to_owned()),
                    meta: self.version(),
                    ..before.clone()
                });
                let id = ids::of_consent(self.mark(), self.entry.number, programme);
                ended.into_iter().chain([self.consent(id, programme, None, provisions)]).collect()
            }
            (Touch::Decided, before) => {
                let began = || ids::of_consent(self.mark(), self.entry.number, programme);
                let id = before.map_or_else(began, |before| before.id.clone());
                vec![self.consent(id, programme, before, provisions)]
            }
            (Touch::Around, Some(before)) if !holds_as_before(before, &provisions) => {
                let rule = policy_rule(permits_something(&provisions));
                let root = before.provision.clone().unwrap_or_default();
                vec![Consent {
                    meta: self.version(),
                    policy_rule: Some(rule),
                    provision: Some(ConsentProvision { provision: provisions, ..root }),
                    ..before.clone()
                }]
            }
            (Touch::Around, _) => Vec::new(),
        }
    }

    /// The version of a Consent: the entry, and the catalogue by which it is read.
    fn version(&self) -> Option<Meta> {
        let catalogue = self.writing.source.catalogues.current().version;
        let meta = self.meta(format!("{}.{catalogue}", self.entry.number))?;
        Some(Meta { profile: vec![self.base().definition("consent")], ..meta })
    }

    fn consent(
        &self,
        id: String,
        programme: &ProgrammeId,
        before: Option<&Consent>,
        provisions: Vec<ConsentProvision>,
    ) -> Consent {
        let decided = Some(write_instant(self.since));
        let period = Some(Period { start: decided.clone(), ..Period::default() });
        let answered = matches!(self.entry.event.body, Body::Decided(Decision::Answered { .. }));
        let source = answered.then(|| Reference::to(format!("QuestionnaireResponse/{}", self.id())));
        Consent {
            identifier: vec![Identifier::new(self.base().names("consent"), id.clone())],
            id,
            meta: self.version(),
            extension: vec![self.extension("programme", Value::Code(programme.to_string()))],
            status: Some("active".to_owned()),
            scope: Some(research_scope()),
            category: categories(),
            patient: Some(self.patient()),
            date_time: decided,
            performer: vec![self.speaker()],
            organization: vec![self.provider()],
            source_reference: source.or_else(|| before?.source_reference.clone()),
            policy: self.policies(programme),
            policy_rule: Some(policy_rule(permits_something(&provisions))),
            verification: self.verification(),
            provision: Some(ConsentProvision {
                r#type: Some("deny".to_owned()),
                period,
                provision: provisions,
                ..ConsentProvision::default()
            }),
            ..Consent::default()
        }
    }

    /// The words that were read, and the regime under which the programme is.
    fn policies(&self, programme: &ProgrammeId) -> Vec<ConsentPolicy> {
        let policy = |uri| ConsentPolicy { uri: Some(uri), ..ConsentPolicy::default() };
        let words = policy(self.base().words(&self.entry.event.terms.catalogue));
        let catalogues = self.writing.source.catalogues;
        let known = catalogues.iter().filter_map(|(_, catalogue)| catalogue.programme(programme)).last();
        let regime = known.map(|programme| match programme.mode {
            Mode::OptIn => "opt-in",
            Mode::NoticeOptOut { .. } => "notice-opt-out",
        });
        std::iter::once(words).chain(regime.map(|name| policy(self.base().regime(name)))).collect()
    }

    /// That the desk verified whoever acts for the person, where somebody does.
    fn verification(&self) -> Vec<ConsentVerification> {
        let decided = self.decided().map(|entry| entry.event.actor);
        let Some(Actor::Proxy(mandate)) = decided else { return Vec::new() };
        let held = self.writing.record.mandate(mandate);
        let verification = |since| ConsentVerification {
            verified: Some(true),
            verified_with: Some(self.proxy(mandate)),
            verification_date: Some(write_instant(since)),
            ..ConsentVerification::default()
        };
        held.map(|held| verification(held.since)).into_iter().collect()
    }
}

/// Whether an earlier version says the same of what may happen.
fn holds_as_before(before: &Consent, provisions: &[ConsentProvision]) -> bool {
    before.provision.as_ref().is_some_and(|root| root.provision == provisions)
}
