//! Decisions a second that 64 patients at once get durably recorded, over HTTP and on the disk of the
//! current folder; and the same with one fsync per decision, to see what sharing a commit brings. Where
//! `NATTOKU_LOAD` is the address of an empty PostgreSQL database, the same on it.
//!
//! `cargo run --release -p nattoku --example load -- [SECONDS] [CLIENTS]`

#[path = "../tests/common/catalogue.rs"]
#[allow(clippy::unwrap_used, reason = "its ids and dates are written out; the tests share it")]
mod catalogue;

use axum::body::Bytes;
use axum::http::{Request, Response, StatusCode, header};
use chrono::{Duration, NaiveDate, Utc};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use nattoku::api::router;
use nattoku::catalogue::Published;
use nattoku::cli::invite::make;
use nattoku::cli::letter::Invitee;
use nattoku::http::listen::{Limits, serve};
use nattoku::provider::{Provider, Settings};
use nattoku::store::location::Location;
use nattoku::store::{GROUP, Store, invitations::Invite};
use nattoku_consent::event::{Scope, TermsShown};
use nattoku_consent::wire::{Credential, DECISIONS_PATH, DecisionRequest, SESSION_PATH, Session, SignIn};
use nattoku_consent::{Decision, Digest, EventId};
use std::collections::BTreeSet;
use std::error::Error;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Fallible<()> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let seconds = arguments.next().transpose()?.unwrap_or(10);
    let clients = usize::try_from(arguments.next().transpose()?.unwrap_or(64))?;
    let folder = tempfile::tempdir_in(".")?;
    let file = |name: &str| Location::from(&folder.path().join(name));
    let alone = measure(file("alone.sqlite"), NonZeroUsize::MIN, seconds, clients).await?;
    eprintln!("one fsync per decision: {alone:.0} decisions/s");
    let together = measure(file("together.sqlite"), GROUP, seconds, clients).await?;
    eprintln!("commits shared:         {together:.0} decisions/s, {:.1} times as many", together / alone);
    if let Some(address) = std::env::var_os("NATTOKU_LOAD") {
        let server = Location::parse(Path::new(&address), Some(&folder.path().join("ledger")))?;
        let there = measure(server, GROUP, seconds, clients).await?;
        eprintln!("on PostgreSQL:          {there:.0} decisions/s");
    }
    Ok(())
}

/// Runs a server on an empty database and lets the clients decide for so many seconds.
async fn measure(location: Location, group: NonZeroUsize, seconds: u64, clients: usize) -> Fallible<f64> {
    let store = Store::open(location, group).await?;
    let published = Published::new(catalogue::catalogue())?;
    let digest = published.digest.clone();
    let tokens = invite(&store, &published, clients).await?;
    let provider =
        Provider::start(store, published, &Default::default(), Settings::default(), Arc::new(Utc::now))
            .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { drop(stopped.await) };
    let server = tokio::spawn(serve(listener, router(Arc::new(provider)), Limits::default(), stopped));
    let mut deciding = JoinSet::new();
    for token in tokens {
        deciding.spawn(decide(address, token, digest.clone(), seconds));
    }
    let mut recorded = 0_u32;
    while let Some(count) = deciding.join_next().await {
        recorded += count??;
    }
    drop(stop);
    server.await?;
    Ok(f64::from(recorded) / std::time::Duration::from_secs(seconds).as_secs_f64())
}

async fn invite(store: &Store, published: &Published, clients: usize) -> Fallible<Vec<String>> {
    let invitees = (0..clients).map(|client| Invitee {
        patient: format!("P{client}"),
        birth_date: NaiveDate::default(),
        language: published.catalogue.languages[0].clone(),
        name: None,
    });
    let expires_at = Utc::now() + Duration::days(1);
    let (letters, invitations) =
        make(invitees.collect(), &published.catalogue, "http://localhost", expires_at)?;
    store.write(Invite { invitations, anew: BTreeSet::new(), now: Utc::now() }).await??;
    Ok(letters.iter().filter_map(|letter| Some(letter.link.split_once("#i=")?.1.to_owned())).collect())
}

/// Signs in and decides, one decision after the other on one connection; answers how many were recorded.
async fn decide(address: SocketAddr, token: String, catalogue: Digest, seconds: u64) -> Fallible<u32> {
    let (mut sender, connection) = handshake(TokioIo::new(TcpStream::connect(address).await?)).await?;
    tokio::spawn(connection);
    let sign_in = SignIn { credential: Credential::Invitation(token), birth_date: NaiveDate::default() };
    let answer = post(&mut sender, SESSION_PATH, &[], serde_json::to_vec(&sign_in)?).await?;
    let session: Session = serde_json::from_slice(&answer.into_body())?;
    let bearer = format!("Bearer {}", session.bearer);
    let terms = TermsShown { catalogue, language: "ja".parse()? };
    let (began, mut recorded) = (Instant::now(), 0);
    while began.elapsed().as_secs() < seconds {
        let id = EventId(uuid::Uuid::now_v7());
        let decision = Decision::Withdrawn(Scope::Everything);
        let (terms, device_time) = (terms.clone(), Utc::now());
        let request = DecisionRequest { id, terms, device_time, kiosk: false, decision };
        let headers =
            [(header::AUTHORIZATION.as_str(), bearer.as_str()), ("idempotency-key", &id.to_string())];
        let answer = post(&mut sender, DECISIONS_PATH, &headers, serde_json::to_vec(&request)?).await?;
        if answer.status() != StatusCode::OK {
            return Err(format!("not recorded: {}", answer.status()).into());
        }
        recorded += 1;
    }
    Ok(recorded)
}

async fn post(
    sender: &mut SendRequest<Full<Bytes>>,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Fallible<Response<Bytes>> {
    let mut request = Request::post(path).header(header::HOST, "localhost");
    for (name, value) in headers.iter().chain(&[(header::CONTENT_TYPE.as_str(), "application/json")]) {
        request = request.header(*name, *value);
    }
    let answer = sender.send_request(request.body(Full::from(body))?).await?;
    let (parts, body) = answer.into_parts();
    Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
}
