//! What only shows on a real connection: clients that dribble are cut off, a stop closes what is idle.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::Hospital;
use nattoku::http::app::Files;
use nattoku::http::listen::{Limits, serve};
use nattoku::provider::Settings;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const SOON: Duration = Duration::from_millis(300);

async fn listen() -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let hospital = Hospital::with(&Files::new(), Settings { body: SOON, ..Settings::default() }).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let limits = Limits { header: SOON, farewell: SOON * 2, ..Limits::default() };
    let server = async move {
        // The whole of it: its folder is deleted with it.
        let hospital = hospital;
        serve(listener, hospital.router.clone(), limits, async { drop(stopped.await) }).await;
    };
    (address, stop, tokio::spawn(server))
}

/// Sends `bytes`, then nothing more; answers what came back until the server closed, and after how long.
async fn dribble(address: SocketAddr, bytes: &str) -> (String, Duration) {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    (String::from_utf8(answer).unwrap(), began.elapsed())
}

#[tokio::test]
async fn a_header_that_never_ends_is_cut_off() {
    let (address, _stop, _server) = listen().await;
    let (_, time) = dribble(address, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert!((SOON..SOON * 10).contains(&time), "{time:?}");
}

#[tokio::test]
async fn a_body_that_never_ends_gets_a_problem_and_is_cut_off() {
    let (address, _stop, _server) = listen().await;
    let head = "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let (answer, time) = dribble(address, head).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("/problems/unavailable"), "{answer}");
    assert!((SOON..SOON * 10).contains(&time), "{time:?}");
}

#[tokio::test]
async fn a_stop_closes_idle_connections_and_returns() {
    let (address, stop, server) = listen().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    tokio::time::timeout(SOON * 10, server).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
