//! Under which circumstances an entry was made: the Provenance that every entry leaves, whatever else it makes.

use super::Step;
use crate::codes::{agent, code_of};
use crate::r4::{Agent, Coding, Entity, Extension, Identifier, Provenance, Reference, Value};
use nattoku_consent::event::{Actor, Scope};
use nattoku_consent::time::{write_day, write_instant};
use nattoku_consent::{Body, Decision};

impl Step<'_> {
    /// The entry's Provenance, but for what it made.
    pub(super) fn circumstances(&self) -> Provenance {
        let event = &self.entry.event;
        let activity = Coding::new(self.base().system("activity"), activity(&event.body));
        let scans = event.desk.iter().filter_map(|desk| desk.scan.as_ref());
        let scan = |place: &String| Entity {
            role: Some("source".to_owned()),
            what: Some(Reference::named(
                "DocumentReference",
                Identifier::new(self.base().names("scan"), place),
            )),
            ..Entity::default()
        };
        Provenance {
            id: self.id(),
            meta: self.meta(self.entry.number.to_string()),
            extension: [self.facts(), self.said()].concat(),
            occurred_date_time: event.desk.as_ref().and_then(|desk| desk.signed).map(write_day),
            recorded: Some(write_instant(self.entry.accepted_at)),
            activity: Some(activity.into()),
            agent: self.agents(),
            entity: scans.map(scan).collect(),
            ..Provenance::default()
        }
    }

    pub(super) fn extension(&self, name: &str, value: Value) -> Extension {
        Extension::new(self.base().definition(name), value)
    }

    /// What is said of every entry.
    fn facts(&self) -> Vec<Extension> {
        let event = &self.entry.event;
        let actor = match event.actor {
            Actor::Patient => "patient",
            Actor::Staff => "staff",
            Actor::Proxy(_) => "proxy",
        };
        let mut facts = vec![
            self.extension("entry", Value::Text(self.entry.number.to_string())),
            self.extension("event", Value::Text(event.id.to_string())),
            self.extension("actor", Value::Code(actor.to_owned())),
            self.extension("channel", Value::Code(code_of(&event.channel))),
            self.extension("words", Value::Uri(self.base().words(&event.terms.catalogue))),
            self.extension("language", Value::Code(event.terms.language.to_string())),
        ];
        if let Some(device_time) = event.device_time {
            facts.push(self.extension("device-time", Value::At(write_instant(device_time))));
        }
        facts
    }

    /// What no other resource says of this kind of entry.
    fn said(&self) -> Vec<Extension> {
        match &self.entry.event.body {
            Body::Decided(Decision::Withdrawn(Scope::Programme(programme))) => {
                vec![self.extension("programme", Value::Code(programme.to_string()))]
            }
            Body::Decided(Decision::UseRefused(review) | Decision::UseRefusalWithdrawn(review)) => {
                vec![self.extension("review", Value::Code(review.to_string()))]
            }
            Body::ProxyEnded(mandate) => vec![self.extension("mandate", Value::Text(mandate.to_string()))],
            Body::Notified(_) | Body::ProxyBegan(_) | Body::Decided(_) => Vec::new(),
        }
    }

    /// Whose word it is, and who entered it.
    fn agents(&self) -> Vec<Agent> {
        let event = &self.entry.event;
        let told = matches!(event.body, Body::Notified(_) | Body::ProxyBegan(_) | Body::ProxyEnded(_));
        let who = if told && !event.actor.is_proxy() { self.provider() } else { self.speaker() };
        let for_somebody = matches!(event.actor, Actor::Proxy(_)).then(|| self.patient());
        let author = Agent {
            r#type: Some(agent("author")),
            who: Some(who),
            on_behalf_of: for_somebody,
            ..Agent::default()
        };
        let by = |role, name: &String| Agent {
            r#type: Some(agent(role)),
            who: Some(Reference::named("Practitioner", Identifier::new(self.base().names("staff"), name))),
            ..Agent::default()
        };
        let entered = event.desk.iter().map(|desk| by("enterer", &desk.staff));
        let confirmed = event.desk.iter().filter_map(|desk| desk.confirmed_by.as_ref());
        let confirmed = confirmed.map(|name| by("verifier", name));
        std::iter::once(author).chain(entered).chain(confirmed).collect()
    }
}

/// What was done, in one word.
pub(crate) const fn activity(body: &Body) -> &'static str {
    match body {
        Body::Notified(_) => "notified",
        Body::Decided(Decision::Answered { .. }) => "answered",
        Body::Decided(Decision::Withdrawn(Scope::Programme(_))) => "withdrawn",
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => "withdrawn-everything",
        Body::Decided(Decision::UseRefused(_)) => "use-refused",
        Body::Decided(Decision::UseRefusalWithdrawn(_)) => "use-refusal-withdrawn",
        Body::Decided(Decision::PreferenceSet { .. }) => "preference-set",
        Body::ProxyBegan(_) => "proxy-began",
        Body::ProxyEnded(_) => "proxy-ended",
    }
}
