//! A stay at the sample hospital: what patients, their proxies and staff do, some time apart.

use super::Hospital;
use super::sample::Sample;
use chrono::Duration;
use nattoku::store::desk::{Enter, Entered};
use nattoku::store::mandates::{BeginProxy, EndProxy};
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision, Event, EventId};

/// Answers to the questions of the registry, one of each kind.
pub const REGISTRY: [(&str, Answer); 4] = [
    ("research", Answer::Allow),
    ("drug-development", Answer::Allow),
    ("device-ai", Answer::Refuse),
    ("abroad", Answer::Undecided),
];

/// The sample hospital, open to a system that reads FHIR.
pub struct Stay {
    pub hospital: Hospital,
    apart: Duration,
}

impl Stay {
    /// With these patients, and so much time before anything happens.
    pub async fn of(patients: &[&str], apart: Duration) -> Self {
        let catalogue = Sample::copy().published().catalogue;
        let mut hospital = Hospital::open().await.restart(catalogue).await.with_system().await;
        hospital.digest = hospital.provider.catalogues.current_digest().clone();
        for patient in patients {
            hospital.invite(patient, 90).await;
        }
        Self { hospital, apart }
    }

    fn event(&self, actor: Actor, body: Body) -> Event {
        self.hospital.wait(self.apart);
        let paper = actor == Actor::Staff;
        let desk = paper.then(|| Desk {
            staff: "s-12".to_owned(),
            scan: Some("box 7".to_owned()),
            ..Desk::default()
        });
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

    pub async fn enter(&self, patient: &str, actor: Actor, body: Body) {
        let event = self.event(actor, body);
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let catalogue = self.hospital.provider.catalogues.current().clone();
        let entered =
            self.hospital.provider.store.write(Enter { patient, event, token: None, catalogue, now }).await;
        assert!(matches!(entered.unwrap(), Entered::Entry(_)));
    }

    pub async fn decides(&self, patient: &str, decision: Decision) {
        self.enter(patient, Actor::Patient, Body::Decided(decision)).await;
    }

    /// Told of the programme under the Act.
    pub async fn told(&self, patient: &str, route: NoticeRoute) {
        let (programme, on) = ("act".parse().unwrap(), self.hospital.now().date_naive());
        self.enter(patient, Actor::Staff, Body::Notified(Notice { programme, route, on })).await;
    }

    /// Somebody may act from now on; answers by which mandate.
    pub async fn proxy(&self, patient: &str, basis: ProxyBasis, ends: Ends) -> EventId {
        let (proxy, person) = ("藤枝 花".to_owned(), "藤枝 太郎".to_owned());
        let event = self.event(Actor::Staff, Body::ProxyBegan(Mandate { basis, proxy, person, ends }));
        let mandate = event.id;
        let begun = self.hospital.provider.store.write(BeginProxy {
            patient: patient.to_owned(),
            holder: "H-9".to_owned(),
            anew: Default::default(),
            language: "ja".parse().unwrap(),
            event,
            token: None,
            catalogue: self.hospital.provider.catalogues.current().clone(),
            now: self.hospital.now(),
        });
        assert!(matches!(begun.await.unwrap(), Entered::Entry(_)));
        mandate
    }

    pub async fn ends(&self, patient: &str, mandate: EventId) {
        let event = self.event(Actor::Staff, Body::ProxyEnded(mandate));
        let (patient, now) = (patient.to_owned(), self.hospital.now());
        let ended = self.hospital.provider.store.write(EndProxy { patient, event, token: None, now }).await;
        assert!(matches!(ended.unwrap(), Entered::Entry(_)));
    }
}
