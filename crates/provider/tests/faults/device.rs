//! A patient's device: signs in once, posts decisions over HTTP, and takes for received only what a receipt proves.

use crate::common::{BORN, answers, bearer};
use axum::body::Bytes;
use axum::http::StatusCode;
use chrono::Utc;
use nattoku_consent::event::{Payload, Scope, TermsShown};
use nattoku_consent::time::read_instant;
use nattoku_consent::wire::{
    Accepted, Credential, DECISIONS_PATH, DecisionRequest, RECORD_PATH, RecordView, SESSION_PATH, Session,
    SignIn,
};
use nattoku_consent::{Answer, Decision, Digest, Entry, EventId};
use nattoku_ledger::{Receipt, Trust};
use reqwest::{Client, RequestBuilder};
use std::net::SocketAddr;
use std::time::Duration;

/// Only so that a server that hangs fails a test instead of holding it up.
const PATIENCE: Duration = Duration::from_secs(120);
const TRIES: usize = 5;

#[derive(Clone)]
pub(crate) struct Device {
    http: Client,
    session: Session,
    catalogue: Digest,
    trust: Trust,
}

/// A complete answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

pub(crate) fn http() -> Client {
    Client::builder().no_proxy().timeout(PATIENCE).build().unwrap()
}

async fn sent(request: RequestBuilder) -> reqwest::Result<Reply> {
    let response = request.send().await?;
    Ok(Reply { status: response.status(), body: response.bytes().await? })
}

/// Asks again where no complete answer came: the server closes what is idle, and it may do so just as we ask.
async fn answered(request: RequestBuilder) -> Reply {
    for _ in 0..TRIES {
        if let Ok(reply) = sent(request.try_clone().unwrap()).await {
            return reply;
        }
    }
    sent(request).await.unwrap()
}

impl Device {
    pub(crate) async fn sign_in(http: &Client, address: SocketAddr, token: &str) -> Self {
        let credential = Credential::Invitation(token.to_owned());
        let sign_in = SignIn { credential, birth_date: BORN.parse().unwrap() };
        let request = http.post(format!("http://{address}{SESSION_PATH}"));
        let request = request.header("content-type", "application/json");
        let reply = answered(request.body(serde_json::to_vec(&sign_in).unwrap())).await;
        let session: Session = serde_json::from_slice(&reply.body).unwrap();
        let view = record(http, address, &session).await;
        let trust = Trust::new(&view.ledger.origin, &view.ledger.keys).unwrap();
        Self { http: http.clone(), session, catalogue: view.catalogue, trust }
    }

    /// The first of each patient's devices, signed in.
    pub(crate) async fn sign_all_in(address: SocketAddr, tokens: &[String]) -> Vec<Self> {
        let http = http();
        let devices = tokens.iter().map(|token| Self::sign_in(&http, address, token));
        futures_util::future::join_all(devices).await
    }

    pub(crate) fn request(&self, decision: Decision) -> DecisionRequest {
        let terms = TermsShown { catalogue: self.catalogue.clone(), language: "ja".parse().unwrap() };
        let id = EventId(uuid::Uuid::now_v7());
        DecisionRequest { id, terms, device_time: Utc::now(), kiosk: false, decision }
    }

    /// Posts it once; an error: no complete answer came.
    pub(crate) async fn post(
        &self,
        address: SocketAddr,
        request: &DecisionRequest,
        seen: Option<u64>,
    ) -> reqwest::Result<Reply> {
        sent(self.prepared(address, request, seen)).await
    }

    /// Posts it until a complete answer comes.
    pub(crate) async fn ask(
        &self,
        address: SocketAddr,
        request: &DecisionRequest,
        seen: Option<u64>,
    ) -> Reply {
        answered(self.prepared(address, request, seen)).await
    }

    fn prepared(&self, address: SocketAddr, request: &DecisionRequest, seen: Option<u64>) -> RequestBuilder {
        let post = self.http.post(format!("http://{address}{DECISIONS_PATH}"));
        let post = post.header("authorization", bearer(&self.session));
        let post = post.header("idempotency-key", request.id.to_string());
        let post = post.header("content-type", "application/json");
        let post = match seen {
            Some(version) => post.header("if-match", format!("\"{version}\"")),
            None => post,
        };
        post.body(serde_json::to_vec(request).unwrap())
    }

    pub(crate) async fn record(&self, address: SocketAddr) -> RecordView {
        record(&self.http, address, &self.session).await
    }

    /// The entry that an answer's receipt proves.
    pub(crate) fn proven(&self, reply: &Reply) -> Entry {
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        let accepted: Accepted = serde_json::from_slice(&reply.body).unwrap();
        let receipt: Receipt = serde_json::from_str(&accepted.receipt).unwrap();
        let proven = receipt.verify(&self.trust).unwrap();
        let payload: Payload = serde_json::from_str(&receipt.payload).unwrap();
        let accepted_at = read_instant(&proven.entry.accepted_at).unwrap();
        Entry { number: proven.entry.number, accepted_at, event: payload.event }
    }
}

async fn record(http: &Client, address: SocketAddr, session: &Session) -> RecordView {
    let request = http.get(format!("http://{address}{RECORD_PATH}"));
    let reply = answered(request.header("authorization", bearer(session))).await;
    serde_json::from_slice(&reply.body).unwrap()
}

/// Decisions that need no up-to-date view, one after the other.
pub(crate) fn stop(turn: usize) -> Decision {
    match turn % 3 {
        0 => answers(&[("drug-development", Answer::Refuse)]),
        1 => answers(&[("drug-development", Answer::Undecided)]),
        _ => Decision::Withdrawn(Scope::Everything),
    }
}
