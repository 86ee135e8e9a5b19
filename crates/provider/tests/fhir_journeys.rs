//! Every resource of whole journeys, as it is served, written into a folder for other programs to judge: the validators
//! of `tests/fhir` take them from there. What is in it reads back as the record, too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::Duration;
use common::fhir::TOKEN;
use common::{Hospital, Reply, answers};
use nattoku::store::desk::{Enter, Entered};
use nattoku::store::mandates::{BeginProxy, EndProxy};
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision, Event, EventId};
use nattoku_fhir::{Resource, entries};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The sample hospital, with a day between any two happenings.
struct Stay {
    hospital: Hospital,
    patient: &'static str,
}

impl Stay {
    async fn begin(patient: &'static str) -> Self {
        let catalogue = common::sample::Sample::copy().published().catalogue;
        let mut hospital = Hospital::open().await.restart(catalogue).await.with_system().await;
        hospital.digest = hospital.provider.catalogues.current_digest().clone();
        hospital.invite(patient, 90).await;
        Self { hospital, patient }
    }

    fn event(&self, actor: Actor, body: Body) -> Event {
        self.hospital.wait(Duration::days(1));
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

    async fn enter(&self, actor: Actor, body: Body) {
        let event = self.event(actor, body);
        let (patient, now) = (self.patient.to_owned(), self.hospital.now());
        let entered = self.hospital.provider.store.write(Enter { patient, event, token: None, now }).await;
        assert!(matches!(entered.unwrap(), Entered::Entry(_)));
    }

    async fn decides(&self, decision: Decision) {
        self.enter(Actor::Patient, Body::Decided(decision)).await;
    }

    async fn told(&self, route: NoticeRoute) {
        let (programme, on) = ("act".parse().unwrap(), self.hospital.now().date_naive());
        self.enter(Actor::Staff, Body::Notified(Notice { programme, route, on })).await;
    }

    /// Somebody may act from now on; answers as whom.
    async fn proxy(&self, basis: ProxyBasis, ends: Ends) -> Actor {
        let (proxy, person) = ("藤枝 花".to_owned(), "藤枝 太郎".to_owned());
        let event = self.event(Actor::Staff, Body::ProxyBegan(Mandate { basis, proxy, person, ends }));
        let actor = Actor::Proxy(event.id);
        let begun = self.hospital.provider.store.write(BeginProxy {
            patient: self.patient.to_owned(),
            holder: "P-9".to_owned(),
            language: "ja".parse().unwrap(),
            event,
            token: None,
            catalogue: Arc::new(self.hospital.provider.catalogues.current().clone()),
            now: self.hospital.now(),
        });
        assert!(matches!(begun.await.unwrap(), Entered::Entry(_)));
        actor
    }

    async fn ends(&self, actor: Actor) {
        let Actor::Proxy(mandate) = actor else { panic!("a proxy") };
        let event = self.event(Actor::Staff, Body::ProxyEnded(mandate));
        let (patient, now) = (self.patient.to_owned(), self.hospital.now());
        let ended = self.hospital.provider.store.write(EndProxy { patient, event, token: None, now }).await;
        assert!(matches!(ended.unwrap(), Entered::Entry(_)));
    }

    /// Writes everything that is served of it, every version; answers how much that was.
    async fn written(self) -> usize {
        let Self { hospital, patient } = &self;
        let folder = folder(patient);
        let mark = hospital.found(&format!("Patient?identifier={patient}")).await[0].id().to_owned();
        save(&folder, "Patient", &hospital.fhir(&format!("Patient/{mark}")).await);
        let mut every = Vec::new();
        for kind in ["Consent", "Communication", "QuestionnaireResponse", "Provenance", "RelatedPerson"] {
            save(
                &folder,
                &format!("{kind}-searchset"),
                &hospital.fhir(&format!("{kind}?patient={mark}")).await,
            );
            for found in hospital.found(&format!("{kind}?patient={mark}")).await {
                let history = hospital.fhir(&format!("{kind}/{}/_history", found.id())).await;
                save(&folder, &format!("{kind}-{}-history", found.id()), &history);
                let bundle: nattoku_fhir::r4::Bundle = history.json();
                every.extend(bundle.entry.into_iter().map(|entry| entry.resource));
            }
        }
        for (place, resource) in every.iter().enumerate() {
            let text = serde_json::to_string_pretty(resource).unwrap();
            fs::write(folder.join(format!("{}-{place:03}.json", resource.kind())), text).unwrap();
            if let Resource::Consent(consent) = resource {
                let r5 = folder.join("r5");
                fs::create_dir_all(&r5).unwrap();
                let text = serde_json::to_string_pretty(&nattoku_fhir::r5::consent(consent)).unwrap();
                fs::write(r5.join(format!("Consent-{place:03}.json")), text).unwrap();
            }
        }
        let row = hospital.provider.store.look_up(patient).await.unwrap().unwrap().row;
        let recorded = hospital.provider.store.entries(row).await.unwrap();
        assert_eq!(entries(&hospital.provider.settings.base, &every), Ok(recorded));
        every.len()
    }
}

/// A folder of one journey's own, empty.
fn folder(journey: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir").join(journey);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn save(folder: &Path, name: &str, reply: &Reply) {
    fs::write(folder.join(format!("{name}.json")), &reply.body).unwrap();
}

fn of_age(stay: &Stay, days: i64) -> Ends {
    Ends::ComingOfAge((stay.hospital.now() + Duration::days(days)).date_naive())
}

const REGISTRY: [(&str, Answer); 4] = [
    ("research", Answer::Allow),
    ("drug-development", Answer::Allow),
    ("device-ai", Answer::Refuse),
    ("abroad", Answer::Undecided),
];

#[tokio::test]
async fn allowing_refusing_and_stopping_in_part_and_in_full() {
    let stay = Stay::begin("opt-in").await;
    stay.decides(answers(&REGISTRY)).await;
    stay.decides(answers(&[("abroad", Answer::Allow), ("genome", Answer::Refuse)])).await;
    stay.decides(answers(&[("drug-development", Answer::Refuse)])).await;
    stay.decides(Decision::PreferenceSet { preference: "trial-news".parse().unwrap(), wanted: true }).await;
    stay.decides(Decision::Withdrawn(Scope::Programme("registry".parse().unwrap()))).await;
    stay.decides(answers(&[("research", Answer::Allow)])).await;
    stay.decides(Decision::Withdrawn(Scope::Everything)).await;
    assert!(stay.written().await >= 20);
}

#[tokio::test]
async fn a_notice_nobody_refuses_and_one_that_is_refused() {
    let silent = Stay::begin("told").await;
    for route in [NoticeRoute::Mail, NoticeRoute::App, NoticeRoute::Paper, NoticeRoute::InsuranceTerminal] {
        silent.told(route).await;
    }
    assert_eq!(silent.written().await, 8, "four notices, each with its Provenance, and no Consent");
    let refusing = Stay::begin("told-and-refused").await;
    refusing.told(NoticeRoute::Post).await;
    refusing.decides(answers(&[("safety", Answer::Refuse)])).await;
    refusing.hospital.wait(Duration::days(40));
    refusing.told(NoticeRoute::Tablet).await;
    refusing.decides(answers(&[("prevention", Answer::Refuse)])).await;
    refusing.decides(answers(&[("prevention", Answer::Allow)])).await;
    assert!(refusing.written().await >= 10);
}

#[tokio::test]
async fn a_proxy_a_child_who_comes_of_age_a_refused_use_and_paper() {
    let stay = Stay::begin("proxy").await;
    let guardian = stay.proxy(ProxyBasis::Guardian, Ends::On("2027-04-01".parse().unwrap())).await;
    stay.enter(guardian, Body::Decided(answers(&REGISTRY))).await;
    stay.ends(guardian).await;
    stay.enter(Actor::Staff, Body::Decided(answers(&[("research", Answer::Refuse)]))).await;
    assert!(stay.written().await >= 8);

    let child = Stay::begin("child").await;
    let parent = child.proxy(ProxyBasis::Parent, of_age(&child, 30)).await;
    child.enter(parent, Body::Decided(answers(&REGISTRY))).await;
    child.decides(answers(&[("research", Answer::Refuse)])).await;
    child.hospital.wait(Duration::days(40));
    child.decides(answers(&[("drug-development", Answer::Allow)])).await;
    assert!(child.written().await >= 10);

    let refusing = Stay::begin("refused-use").await;
    refusing.decides(answers(&REGISTRY)).await;
    refusing.decides(Decision::UseRefused("review-2026-02".parse().unwrap())).await;
    assert!(refusing.written().await >= 5);

    let paper = Stay::begin("paper").await;
    paper.enter(Actor::Staff, Body::Decided(answers(&REGISTRY))).await;
    paper.enter(Actor::Staff, Body::Decided(Decision::Withdrawn(Scope::Everything))).await;
    assert!(paper.written().await >= 6);
}

#[tokio::test]
async fn what_the_server_says_of_itself_and_of_errors() {
    let stay = Stay::begin("served").await;
    stay.decides(answers(&REGISTRY)).await;
    let folder = folder("served");
    let hospital = &stay.hospital;
    let ask = "Consent/$permitted?purpose=research&recipient=university";
    for (name, path) in [
        ("metadata", "metadata"),
        ("questions", &format!("Questionnaire/{}", hospital.digest)),
        ("permitted", ask),
        ("outcome", "Consent/nobody"),
        ("denied", "Consent/$permitted?purpose=device-ai&recipient=device-company"),
    ] {
        save(&folder, name, &hospital.fhir(path).await);
    }
    assert_eq!(
        hospital.get("/fhir/Consent", &[("authorization", &format!("Bearer {TOKEN}"))]).await.status,
        200
    );
}
