//! A server in this process, on a real SQLite file, with a clock that tests turn.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test binary uses a part of it")]

pub mod catalogue;
pub mod desk;
pub mod fhir;
pub mod fhir_server;
pub mod follower;
pub mod ground;
pub mod portal;
pub mod publisher;
pub mod sample;
pub mod site;
pub mod stay;

use self::ground::Ground;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use http_body_util::BodyExt;
use nattoku::api::router;
use nattoku::catalogue::Published;
use nattoku::cli::invite::make;
use nattoku::cli::letter::Invitee;
use nattoku::http::app::Files;
use nattoku::portal::Portals;
use nattoku::provider::{Provider, Settings};
use nattoku::secrets::sha256;
use nattoku::store::staff::{AddStaff, Right, StaffMember};
use nattoku::store::{GROUP, Store, invitations};
use nattoku_consent::event::{Payload, TermsShown};
use nattoku_consent::time::read_instant;
use nattoku_consent::wire::{
    Accepted, Credential, DecisionRequest, Problem, ProblemKind, RecordView, Session, SignIn,
};
use nattoku_consent::{Answer, Decision, Digest, Entry, EventId};
use nattoku_ledger::{Receipt, Trust};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub const BORN: &str = "1947-03-05";

/// A running hospital.
pub struct Hospital {
    pub router: Router,
    pub provider: Arc<Provider>,
    pub digest: Digest,
    clock: Arc<Mutex<DateTime<Utc>>>,
    ground: Arc<Ground>,
}

/// An answer, complete.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        self.json()
    }

    pub fn kind(&self) -> ProblemKind {
        self.problem().kind
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Hospital {
    pub async fn open() -> Self {
        Self::with(&Files::new(), Settings::default()).await
    }

    pub async fn with(files: &Files, settings: Settings) -> Self {
        Self::start(Arc::default(), files, settings, catalogue::catalogue()).await
    }

    async fn start(
        ground: Arc<Ground>,
        files: &Files,
        settings: Settings,
        catalogue: nattoku_consent::Catalogue,
    ) -> Self {
        let store = Store::open(ground.location(), GROUP).await.unwrap();
        let published = Published::new(catalogue).unwrap();
        let digest = published.digest.clone();
        let clock = Arc::new(Mutex::new("2026-05-01T00:00:00Z".parse().unwrap()));
        let told = Arc::clone(&clock);
        let tell = Arc::new(move || *told.lock().unwrap());
        let provider = Arc::new(Provider::start(store, published, files, settings, tell).await.unwrap());
        Self { router: router(Arc::clone(&provider)), provider, digest, clock, ground }
    }

    /// A hospital over a database that the command line made, whatever version of the words it was given.
    pub async fn over(desk: &desk::Desk) -> Self {
        let settings = Settings { allow_older_catalogue: true, ..Settings::default() };
        Self::start(desk.ground(), &Files::new(), settings, catalogue::catalogue()).await
    }

    /// The same hospital, with portals.
    pub fn with_portals(self, portals: Portals) -> Self {
        let Self { router: before, provider, digest, clock, ground } = self;
        drop(before);
        let provider = Arc::new(Arc::into_inner(provider).unwrap().with_portals(portals, None));
        Self { router: router(Arc::clone(&provider)), provider, digest, clock, ground }
    }

    /// The same hospital after a restart, with another catalogue if one is given.
    pub async fn restart(self, catalogue: nattoku_consent::Catalogue) -> Self {
        let (ground, now) = (Arc::clone(&self.ground), self.now());
        drop(self);
        // Tests change words without a new version.
        let settings = Settings { allow_older_catalogue: true, ..Settings::default() };
        let again = Self::start(ground, &Files::new(), settings, catalogue).await;
        *again.clock.lock().unwrap() = now;
        again
    }

    /// Where its database is.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().unwrap()
    }

    pub fn wait(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(request(Method::GET, path, headers, Body::empty())).await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &impl Serialize) -> Reply {
        let headers = [&[("content-type", "application/json")], headers].concat();
        self.send(request(Method::POST, path, &headers, serde_json::to_vec(body).unwrap().into())).await
    }

    pub async fn delete(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(request(Method::DELETE, path, headers, Body::empty())).await
    }

    /// Invites a patient born on [`BORN`] for so many days; answers the token.
    pub async fn invite(&self, patient: &str, days: i64) -> String {
        let invitee = Invitee {
            patient: patient.to_owned(),
            birth_date: BORN.parse().unwrap(),
            language: "ja".parse().unwrap(),
            name: None,
        };
        let catalogue = self.provider.catalogues.current();
        let until = self.now() + Duration::days(days);
        let (letters, invitations) = make(vec![invitee], catalogue, "http://localhost", until).unwrap();
        let invite = invitations::Invite { invitations, anew: Default::default(), now: self.now() };
        self.provider.store.write(invite).await.unwrap().unwrap();
        letters[0].link.split_once("#i=").unwrap().1.to_owned()
    }

    /// Gives a staff member a token with these rights, for ninety days.
    pub async fn add_staff(&self, id: &str, token: &str, rights: &[Right]) {
        let ends_at = self.now() + Duration::days(90);
        let member = StaffMember { id: id.to_owned(), ends_at, rights: rights.iter().copied().collect() };
        let token = sha256(token.as_bytes());
        self.provider.store.write(AddStaff { member, token }).await.unwrap();
    }

    pub async fn sign_in(&self, credential: Credential, birth_date: &str) -> Reply {
        let birth_date: NaiveDate = birth_date.parse().unwrap();
        self.post("/api/session", &[], &SignIn { credential, birth_date }).await
    }

    /// A session of a new patient.
    pub async fn session(&self, patient: &str) -> Session {
        let token = self.invite(patient, 90).await;
        self.sign_in(Credential::Invitation(token), BORN).await.json()
    }

    /// The entry that an answer's receipt proves.
    pub fn proven(&self, reply: &Reply) -> Entry {
        let accepted: Accepted = reply.json();
        let receipt: Receipt = serde_json::from_str(&accepted.receipt).unwrap();
        let ledger = &self.provider.ledger;
        let proven = receipt.verify(&Trust::new(&ledger.origin, &ledger.keys).unwrap()).unwrap();
        let payload: Payload = serde_json::from_str(&receipt.payload).unwrap();
        let accepted_at = read_instant(&proven.entry.accepted_at).unwrap();
        Entry { number: proven.entry.number, accepted_at, event: payload.event }
    }

    pub async fn record(&self, session: &Session) -> RecordView {
        self.get("/api/record", &[("authorization", &bearer(session))]).await.json()
    }

    pub fn decision(&self, decision: Decision) -> DecisionRequest {
        let terms = TermsShown { catalogue: self.digest.clone(), language: "ja".parse().unwrap() };
        let id = EventId(uuid::Uuid::now_v7());
        DecisionRequest { id, terms, device_time: self.now(), kiosk: false, decision }
    }

    pub async fn decide(
        &self,
        session: &Session,
        request: &DecisionRequest,
        if_match: Option<&str>,
    ) -> Reply {
        let (bearer, key) = (bearer(session), request.id.to_string());
        let mut headers = vec![("authorization", bearer.as_str()), ("idempotency-key", key.as_str())];
        headers.extend(if_match.map(|version| ("if-match", version)));
        self.post("/api/decisions", &headers, request).await
    }
}

pub fn bearer(session: &Session) -> String {
    format!("Bearer {}", session.bearer)
}

pub fn answers(answers: &[(&str, Answer)]) -> Decision {
    let answers = answers.iter().map(|(question, answer)| (question.parse().unwrap(), *answer)).collect();
    Decision::Answered { answers, explained: Default::default() }
}

pub fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}
