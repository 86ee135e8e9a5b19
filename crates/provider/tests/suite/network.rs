//! What only shows on a real connection: clients that dribble or do not read are cut off, one address cannot take every
//! place, a stop closes what is idle.

use crate::common::Hospital;
use axum::Router;
use axum::routing::get;
use nattoku::http::app::Files;
use nattoku::http::listen::{Limits, serve};
use nattoku::provider::Settings;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const SOON: Duration = Duration::from_millis(300);

/// Longer than any machine needs: a test that waits for it has failed.
const FAILED: Duration = Duration::from_secs(60);

async fn listen() -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    listen_with(Limits { header: SOON, farewell: SOON * 2, ..Limits::default() }).await
}

async fn listen_with(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let hospital = Hospital::with(&Files::new(), Settings { body: SOON, ..Settings::default() }).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
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

/// Connects from one of this machine's own addresses; a small buffer fills sooner.
async fn connect_from(source: &str, address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.bind(SocketAddr::new(source.parse().unwrap(), 0)).unwrap();
    socket.connect(address).await.unwrap()
}

/// Sends requests one after the other, as far as the server takes them, and reads no response.
async fn pipeline_without_reading(source: &'static str, address: SocketAddr) -> TcpStream {
    let mut stream = connect_from(source, address).await;
    let requests = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n".repeat(400);
    drop(tokio::time::timeout(SOON, stream.write_all(requests.as_bytes())).await);
    stream
}

async fn is_answered(source: &str, address: SocketAddr) {
    let mut stream = connect_from(source, address).await;
    let answer = async {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        answer
    };
    assert_eq!(&tokio::time::timeout(FAILED, answer).await.unwrap(), b"HTTP/1.1 200 OK");
}

/// Whether the server closed the connection; what it had sent before is read first.
async fn is_closed(mut stream: TcpStream) -> bool {
    let mut answer = Vec::new();
    tokio::time::timeout(FAILED, stream.read_to_end(&mut answer)).await.is_ok()
}

/// Whether the server gives the connection up, found without reading: to read would be to go on.
async fn is_cut_off(stream: &TcpStream) -> bool {
    let closed = async {
        while !stream.try_write(b"x").is_err_and(|error| error.kind() != ErrorKind::WouldBlock) {
            tokio::time::sleep(SOON / 10).await;
        }
    };
    tokio::time::timeout(FAILED, closed).await.is_ok()
}

#[tokio::test]
async fn clients_that_do_not_read_are_cut_off_and_others_are_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits { connections: 20, write: SOON, header: FAILED * 2, ..Limits::default() };
    // All the responses together are more than the system takes on itself.
    let large = get(|| async { vec![b'a'; 256 * 1024] });
    let router = Router::new().route("/large", large).route("/healthz", get(|| async {}));
    let server = tokio::spawn(serve(listener, router, limits, std::future::pending()));
    let slow = (0..200).map(|_| pipeline_without_reading("127.0.0.1", address));
    let slow = futures_util::future::join_all(slow).await;
    is_answered("127.0.0.1", address).await;
    let closed = futures_util::future::join_all(slow.iter().map(is_cut_off)).await;
    assert!(closed.into_iter().all(|closed| closed), "every connection that does not read is closed");
    server.abort();
}

#[tokio::test]
async fn one_address_cannot_take_every_place() {
    let per_address = NonZeroUsize::new(20).unwrap();
    let limits = Limits { connections: 40, per_address, header: FAILED * 2, ..Limits::default() };
    let (address, _stop, _server) = listen_with(limits).await;
    let held = (0..100).map(|_| connect_from("127.0.0.2", address));
    let held = futures_util::future::join_all(held).await;
    is_answered("127.0.0.1", address).await;
    // Connections are accepted in their order: all of these have been admitted or refused by now.
    let closed = held.iter().map(|stream| tokio::time::timeout(SOON, stream.readable()));
    let closed = futures_util::future::join_all(closed).await;
    assert_eq!(closed.iter().filter(|closed| closed.is_ok()).count(), 80);
    drop(held);
    let admitted_again = async { while !is_admitted("127.0.0.2", address).await {} };
    tokio::time::timeout(FAILED, admitted_again).await.unwrap();
}

/// Whether a connection from this address gets an answer and is not closed at once.
async fn is_admitted(source: &str, address: SocketAddr) -> bool {
    let mut stream = connect_from(source, address).await;
    let mut answer = [0; 15];
    let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request).await.is_ok() && stream.read_exact(&mut answer).await.is_ok()
}

#[tokio::test]
async fn a_connection_that_asks_nothing_more_is_closed() {
    let limits = Limits { header: FAILED * 2, idle: SOON, ..Limits::default() };
    let (address, _stop, _server) = listen_with(limits).await;
    let mut stream = connect_from("127.0.0.1", address).await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert!(is_closed(stream).await);
}
