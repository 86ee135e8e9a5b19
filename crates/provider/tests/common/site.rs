//! A provider's site on this machine, with files that tests change and behaviours that tests choose.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How a site behaves.
#[derive(Clone, Default)]
pub enum Manner {
    /// It gives its files, with entity tags.
    #[default]
    Sound,
    /// It answers with this status.
    Status(u16),
    /// It sends visitors there.
    Redirect(String),
    /// It calls its files this.
    Type(&'static str),
    /// It gives a byte at a time, with this pause.
    Trickle(Duration),
    /// It thinks for so long before it says anything.
    Slow(Duration),
    /// It never ends.
    Endless,
    /// It gives these bytes, with this encoding.
    Encoded(&'static str, Bytes),
    /// It gives these bytes, as they are.
    Bytes(Bytes),
}

type Shared = Arc<Mutex<(Manner, BTreeMap<String, Bytes>, Vec<(String, u16)>)>>;

/// A running site.
pub struct Site {
    shared: Shared,
    address: String,
    server: JoinHandle<()>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Site {
    pub async fn open() -> Self {
        let shared = Shared::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { shared, address, server }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn behave(&self, manner: Manner) {
        self.shared.lock().unwrap().0 = manner;
    }

    pub fn put(&self, path: &str, bytes: impl Into<Bytes>) {
        self.shared.lock().unwrap().1.insert(path.to_owned(), bytes.into());
    }

    /// Takes every file away.
    pub fn clear(&self) {
        self.shared.lock().unwrap().1.clear();
    }

    pub fn take_away(&self, path: &str) -> Bytes {
        self.shared.lock().unwrap().1.remove(path).unwrap()
    }

    /// What was asked for since the last time, and how it was answered.
    pub fn asked(&self) -> Vec<(String, u16)> {
        std::mem::take(&mut self.shared.lock().unwrap().2)
    }
}

async fn answer(State(shared): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let (manner, file) = {
        let shared = shared.lock().unwrap();
        (shared.0.clone(), shared.1.get(uri.path().trim_start_matches('/')).cloned())
    };
    if let Manner::Slow(pause) = manner {
        tokio::time::sleep(pause).await;
    }
    let response = behave(manner, file.unwrap_or_default(), &headers);
    shared.lock().unwrap().2.push((uri.path().to_owned(), response.status().as_u16()));
    response
}

fn behave(manner: Manner, file: Bytes, headers: &HeaderMap) -> Response {
    let jose = [(header::CONTENT_TYPE, "application/jose")];
    match manner {
        Manner::Sound | Manner::Slow(_) if file.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Manner::Sound | Manner::Slow(_) => sound(&file, headers),
        Manner::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Manner::Type(name) => ([(header::CONTENT_TYPE, name)], file).into_response(),
        Manner::Trickle(pause) => (jose, Body::from_stream(bytes(Some(pause)))).into_response(),
        Manner::Endless => (jose, Body::from_stream(bytes(None))).into_response(),
        Manner::Encoded(encoding, bytes) => {
            (jose, [(header::CONTENT_ENCODING, encoding)], bytes).into_response()
        }
        Manner::Bytes(bytes) => (jose, bytes).into_response(),
    }
}

fn sound(file: &Bytes, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", nattoku_disclosure::trust::hex_digest(file));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::ETAG, tag.as_str())];
    (headers, file.clone()).into_response()
}

/// Bytes without end: one after each pause, or many at once.
fn bytes(pause: Option<Duration>) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold((), move |()| async move {
        let bytes = match pause {
            Some(pause) => {
                tokio::time::sleep(pause).await;
                Bytes::from_static(b"a")
            }
            None => Bytes::from_static(&[b'a'; 16 * 1024]),
        };
        Some((Ok(bytes), ()))
    })
}
