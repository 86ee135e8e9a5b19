//! The way back: from what was told in FHIR to the entries of the record. Each Provenance is an entry; what it says
//! stands in it, or in the resource that it made.

mod fields;

use crate::base::Base;
use crate::codes::{AGENT, named};
use crate::r4::{Agent, Communication, Provenance, QuestionnaireResponse, RelatedPerson, Resource};
use fields::{day, extension, instant, must, parse, texts};
use nattoku_consent::event::{Actor, Desk, Notice, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate};
use nattoku_consent::{Body, Decision, Digest, Entry, Event, EventId};

/// Why a record cannot be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{resource} has no readable {what}")]
pub struct NotReadable {
    /// Which resource.
    pub resource: String,
    /// What of it.
    pub what: String,
}

/// Reads the entries back, in the order of their numbers.
///
/// # Errors
/// A Provenance, or what it refers to, is not one of ours.
pub fn entries(base: &Base, resources: &[Resource]) -> Result<Vec<Entry>, NotReadable> {
    let reading = Reading { base, resources };
    let provenances = resources.iter().filter_map(|resource| match resource {
        Resource::Provenance(provenance) => Some(provenance),
        _ => None,
    });
    let mut entries =
        provenances.map(|provenance| reading.entry(provenance)).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| entry.number);
    Ok(entries)
}

struct Reading<'a> {
    base: &'a Base,
    resources: &'a [Resource],
}

impl Reading<'_> {
    fn entry(&self, provenance: &Provenance) -> Result<Entry, NotReadable> {
        let id = &provenance.id;
        let fact = |name: &str| extension(self.base, &provenance.extension, name);
        let said = |name: &str| must(id, name, fact(name));
        let device_time = match fact("device-time") {
            Some(text) => Some(must(id, "device-time", instant(text))?),
            None => None,
        };
        Ok(Entry {
            number: parse(id, "entry", said("entry")?)?,
            accepted_at: must(id, "recorded", provenance.recorded.as_deref().and_then(instant))?,
            event: Event {
                id: event_id(id, "event", said("event")?)?,
                actor: self.actor(provenance, said("actor")?)?,
                channel: must(id, "channel", named(said("channel")?))?,
                desk: self.desk(provenance),
                terms: TermsShown {
                    catalogue: must(id, "words", self.digest(said("words")?))?,
                    language: parse(id, "language", said("language")?)?,
                },
                device_time,
                body: self.body(provenance)?,
            },
        })
    }

    /// The catalogue, from the end of the address where its words are read.
    fn digest(&self, words: &str) -> Option<Digest> {
        let digest = Digest::try_from(words.rsplit('/').next()?.to_owned()).ok()?;
        (self.base.words(&digest) == words).then_some(digest)
    }

    fn actor(&self, provenance: &Provenance, actor: &str) -> Result<Actor, NotReadable> {
        match actor {
            "patient" => Ok(Actor::Patient),
            "staff" => Ok(Actor::Staff),
            _ => {
                let names = self.base.names("mandate");
                let author = provenance.agent.first().and_then(|agent| agent.who.as_ref());
                let mandate = must(&provenance.id, "proxy", author.and_then(|who| who.name_of(&names)))?;
                Ok(Actor::Proxy(event_id(&provenance.id, "proxy", mandate)?))
            }
        }
    }

    fn desk(&self, provenance: &Provenance) -> Option<Desk> {
        let (staff, scan) = (self.base.names("staff"), self.base.names("scan"));
        let entered =
            provenance.agent.iter().filter_map(|agent| agent.who.as_ref()?.name_of(&staff)).next()?;
        let scanned =
            provenance.entity.iter().filter_map(|entity| entity.what.as_ref()?.name_of(&scan)).next();
        let verifies = |agent: &&Agent| {
            agent.r#type.as_ref().is_some_and(|kind| kind.code_of(AGENT) == Some("verifier"))
        };
        let confirmed =
            provenance.agent.iter().find(verifies).and_then(|agent| agent.who.as_ref()?.name_of(&staff));
        Some(Desk {
            staff: entered.to_owned(),
            scan: scanned.map(str::to_owned),
            signed: provenance.occurred_date_time.as_deref().and_then(day),
            confirmed_by: confirmed.map(str::to_owned),
        })
    }

    fn body(&self, provenance: &Provenance) -> Result<Body, NotReadable> {
        let id = &provenance.id;
        let said = |name: &str| must(id, name, extension(self.base, &provenance.extension, name));
        let activity =
            provenance.activity.as_ref().and_then(|done| done.code_of(&self.base.system("activity")));
        Ok(match must(id, "activity", activity)? {
            "notified" => Body::Notified(self.notice(must(id, "notice", self.communication(id))?)?),
            "answered" => Body::Decided(self.answers(must(id, "answers", self.response(id))?)?),
            "preference-set" => Body::Decided(preference(must(id, "preference", self.response(id))?)?),
            "withdrawn-everything" => Body::Decided(Decision::Withdrawn(Scope::Everything)),
            "withdrawn" => Body::Decided(Decision::Withdrawn(Scope::Programme(parse(
                id,
                "programme",
                said("programme")?,
            )?))),
            "use-refused" => Body::Decided(Decision::UseRefused(parse(id, "review", said("review")?)?)),
            "use-refusal-withdrawn" => {
                Body::Decided(Decision::UseRefusalWithdrawn(parse(id, "review", said("review")?)?))
            }
            "proxy-began" => Body::ProxyBegan(self.mandate(must(id, "mandate", self.related(id))?)?),
            "proxy-ended" => Body::ProxyEnded(event_id(id, "mandate", said("mandate")?)?),
            _ => return Err(NotReadable { resource: id.clone(), what: "activity".to_owned() }),
        })
    }

    fn notice(&self, told: &Communication) -> Result<Notice, NotReadable> {
        let (about, routes) = (self.base.names("programme"), self.base.system("route"));
        let programme = told.about.iter().find_map(|about_it| about_it.name_of(&about));
        let route = told.medium.iter().find_map(|medium| medium.code_of(&routes)).and_then(named);
        Ok(Notice {
            programme: parse(&told.id, "programme", must(&told.id, "programme", programme)?)?,
            route: must(&told.id, "route", route)?,
            on: must(&told.id, "received", told.received.as_deref().and_then(day))?,
        })
    }

    fn answers(&self, response: &QuestionnaireResponse) -> Result<Decision, NotReadable> {
        let (id, system) = (&response.id, self.base.system("answer"));
        let answers = response.item.iter().map(|item| {
            let coding = item.answer.first().and_then(|answer| answer.value_coding.clone());
            let answer = coding.filter(|coding| coding.system.as_deref() == Some(system.as_str()));
            let answer = answer.and_then(|coding| named(coding.code.as_deref()?));
            let question = must(id, "linkId", item.link_id.as_deref())?;
            Ok((parse(id, "linkId", question)?, must(id, question, answer)?))
        });
        let answers = answers.collect::<Result<_, _>>()?;
        let explained = texts(self.base, &response.extension, "explained")
            .map(|item| parse(id, "explained", item))
            .collect::<Result<_, _>>()?;
        Ok(Decision::Answered { answers, explained })
    }

    fn mandate(&self, related: &RelatedPerson) -> Result<Mandate, NotReadable> {
        let id = &related.id;
        let fact = |name: &str| extension(self.base, &related.extension, name);
        let bases = self.base.system("basis");
        let basis = related.relationship.iter().find_map(|concept| concept.code_of(&bases)).and_then(named);
        let of_age = fact("comes-of-age").and_then(day).map(Ends::ComingOfAge);
        let proxy = related.name.first().and_then(|name| name.text.clone());
        Ok(Mandate {
            basis: must(id, "basis", basis)?,
            proxy: must(id, "name", proxy)?,
            person: must(id, "acts-for", fact("acts-for"))?.to_owned(),
            ends: must(id, "end", of_age.or_else(|| fact("ends-on").and_then(day).map(Ends::On)))?,
        })
    }

    fn communication(&self, wanted: &str) -> Option<&Communication> {
        self.resources.iter().find_map(|resource| match resource {
            Resource::Communication(told) if told.id == wanted => Some(told),
            _ => None,
        })
    }

    fn response(&self, wanted: &str) -> Option<&QuestionnaireResponse> {
        self.resources.iter().find_map(|resource| match resource {
            Resource::QuestionnaireResponse(response) if response.id == wanted => Some(response),
            _ => None,
        })
    }

    fn related(&self, wanted: &str) -> Option<&RelatedPerson> {
        self.resources.iter().find_map(|resource| match resource {
            Resource::RelatedPerson(related) if related.id == wanted => Some(related),
            _ => None,
        })
    }
}

fn preference(response: &QuestionnaireResponse) -> Result<Decision, NotReadable> {
    let id = &response.id;
    let item = must(id, "item", response.item.first())?;
    let wanted = item.answer.first().and_then(|answer| answer.value_boolean);
    Ok(Decision::PreferenceSet {
        preference: parse(id, "linkId", must(id, "linkId", item.link_id.as_deref())?)?,
        wanted: must(id, "answer", wanted)?,
    })
}

fn event_id(resource: &str, what: &str, text: &str) -> Result<EventId, NotReadable> {
    parse(resource, what, text).map(EventId)
}
