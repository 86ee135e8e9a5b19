//! Fetching a file from a real server that behaves badly: what comes is whole and within the limits, or
//! nothing comes, in time and for a reason that is named.

use crate::common::site::{Manner, Site};
use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use nattoku::mirror::address::{self, Forbidden};
use nattoku::mirror::fetch::{self, FetchError, Fetched, Fetcher, Validators};
use nattoku_disclosure::limits::MAX_BYTES;
use std::io::Write;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// For what only takes too long. All else is judged by what comes, and a busy machine may take its time.
const LIMIT: Duration = Duration::from_millis(300);
const PATH: &str = "a.jws";

async fn fetch_with(address: &str, known: &Validators) -> Result<Fetched, FetchError> {
    let site = address::Site::new(address, true).unwrap();
    Fetcher::new(fetch::LIMIT).unwrap().fetch(&site, PATH, known).await
}

async fn fetch(address: &str) -> Result<Fetched, FetchError> {
    fetch_with(address, &Validators::default()).await
}

/// Fetches what is not worth waiting for.
async fn fetch_soon(address: &str) -> Result<Fetched, FetchError> {
    let site = address::Site::new(address, true).unwrap();
    Fetcher::new(LIMIT).unwrap().fetch(&site, PATH, &Validators::default()).await
}

/// What comes of a file of a site that behaves like this.
async fn behaving(manner: Manner) -> Result<Fetched, FetchError> {
    let site = Site::open().await;
    site.put(PATH, "x.y.z");
    let slow = matches!(manner, Manner::Slow(_) | Manner::Trickle(_));
    site.behave(manner);
    if slow { fetch_soon(site.address()).await } else { fetch(site.address()).await }
}

fn gzipped(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().into()
}

#[tokio::test]
async fn a_file_comes_whole_and_is_not_fetched_again_while_it_is_what_it_was() {
    let site = Site::open().await;
    site.put(PATH, "x.y.z");
    let Fetched::File { bytes, validators } = fetch(site.address()).await.unwrap() else { panic!() };
    assert_eq!(bytes, b"x.y.z");
    assert_eq!(fetch_with(site.address(), &validators).await, Ok(Fetched::Unchanged));
    site.put(PATH, "x.y.w");
    assert!(matches!(fetch_with(site.address(), &validators).await, Ok(Fetched::File { .. })));
}

#[tokio::test]
async fn a_compressed_file_is_decompressed_and_a_bomb_is_not() {
    let plain = "x.y.z".repeat(1000);
    let sound = behaving(Manner::Encoded("gzip", gzipped(plain.as_bytes()))).await.unwrap();
    assert!(matches!(sound, Fetched::File { bytes, .. } if bytes == plain.as_bytes()));
    let bomb = gzipped(&vec![0; 100 * 1024 * 1024]);
    assert!(bomb.len() * 900 < 100 * 1024 * 1024, "{}", bomb.len());
    assert_eq!(behaving(Manner::Encoded("gzip", bomb)).await, Err(FetchError::TooLarge));
    let garbage = behaving(Manner::Encoded("gzip", Bytes::from_static(b"this is not gzip at all"))).await;
    assert_eq!(garbage, Err(FetchError::Compression));
}

#[tokio::test]
async fn what_never_ends_or_takes_too_long_is_cut_off() {
    assert_eq!(behaving(Manner::Endless).await, Err(FetchError::TooLarge));
    let trickle = Manner::Trickle(Duration::from_millis(20));
    assert_eq!(behaving(trickle).await, Err(FetchError::TooSlow(LIMIT)));
    assert_eq!(behaving(Manner::Slow(LIMIT * 10)).await, Err(FetchError::TooSlow(LIMIT)));
}

#[tokio::test]
async fn the_limit_is_exact_whether_the_length_is_told_or_not() {
    let bytes = |length: usize| Manner::Bytes(Bytes::from(vec![b'a'; length]));
    assert!(behaving(bytes(MAX_BYTES)).await.is_ok());
    assert_eq!(behaving(bytes(MAX_BYTES + 1)).await, Err(FetchError::TooLarge));
    let compressed = |length: usize| Manner::Encoded("gzip", gzipped(&vec![b'a'; length]));
    assert!(behaving(compressed(MAX_BYTES)).await.is_ok());
    assert_eq!(behaving(compressed(MAX_BYTES + 1)).await, Err(FetchError::TooLarge));
}

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    for to in
        ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "/b.jws", "https://a.example/"]
    {
        assert_eq!(behaving(Manner::Redirect(to.to_owned())).await, Err(FetchError::Redirect(302)), "{to}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_file_is_none() {
    for status in [404, 403, 500, 503, 204, 206] {
        assert_eq!(behaving(Manner::Status(status)).await, Err(FetchError::Status(status)));
    }
    for name in ["text/html", "text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml", "image/png"] {
        assert_eq!(behaving(Manner::Type(name)).await, Err(FetchError::Type(name.to_owned())));
    }
    for name in
        ["application/json", "application/jose", "text/plain; charset=utf-8", "application/octet-stream"]
    {
        assert!(behaving(Manner::Type(name)).await.is_ok(), "{name}");
    }
}

/// A server that answers any request with these bytes, and then hangs up or falls silent.
async fn raw(answer: &'static [u8], then_silent: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await;
        stream.write_all(answer).await.unwrap();
        if then_silent {
            tokio::time::sleep(LIMIT * 10).await;
        }
    });
    address
}

#[tokio::test]
async fn a_connection_that_fails_is_told_apart_from_one_that_is_slow() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/jose\r\n";
    assert_eq!(fetch_soon(&raw(head, true).await).await, Err(FetchError::TooSlow(LIMIT)), "half a header");
    assert!(matches!(fetch(&raw(head, false).await).await, Err(FetchError::Unreachable(_))));
    let half = b"HTTP/1.1 200 OK\r\nContent-Type: application/jose\r\nContent-Length: 100\r\n\r\nhalf";
    assert!(matches!(fetch(&raw(half, false).await).await, Err(FetchError::Unreachable(_))), "half a body");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(
        matches!(fetch(&format!("http://{free}/")).await, Err(FetchError::Unreachable(_))),
        "nobody there"
    );
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_gone_to() {
    let site = address::Site::new("https://localhost:1/", false).unwrap();
    let fetched = Fetcher::new(LIMIT).unwrap().fetch(&site, PATH, &Validators::default()).await;
    assert!(matches!(fetched, Err(FetchError::Forbidden(Forbidden::Private(_)))), "{fetched:?}");
}
