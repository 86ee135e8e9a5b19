//! The accept loop. `axum::serve` sets no timeouts; here, a connection that dribbles its headers or does not read its
//! responses is cut off, there are only so many at once, in all and of one address, and a stop lets requests under way
//! finish.

use super::client_address::PeerAddress;
use super::connections::{ConnectionSlot, ConnectionsPerAddress};
use super::timed_stream::TimedStream;
use axum::Router;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// How many connections one address may have open where nothing else is set.
pub const CONNECTIONS_PER_ADDRESS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1023);
/// How often the log may say that connections are refused.
const REFUSALS_LOGGED_EVERY: Duration = Duration::from_secs(60);

/// How much a connection may ask of the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
    /// Connections at once of one address; more are closed.
    pub per_address: NonZeroUsize,
    /// Until a request's header is complete.
    pub header: Duration,
    /// How long a response may wait for its client to read.
    pub write: Duration,
    /// How long nothing at all may be read or written; longer than any request takes.
    pub idle: Duration,
    /// For requests under way when the server stops.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            per_address: CONNECTIONS_PER_ADDRESS,
            header: Duration::from_secs(10),
            write: Duration::from_secs(30),
            idle: Duration::from_secs(120),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Serves until `stop` is ready, then lets the requests under way finish.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header);
    let mut accepting = Accepting::new(listener, limits);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accepting.accept() => accepted,
        };
        let Some(Accepted { stream, peer, slots }) = accepted else { continue };
        let stream = TimedStream::new(stream, limits.write, limits.idle);
        let with_peer = move |mut request: Request<_>| {
            request.extensions_mut().insert(PeerAddress(peer));
            request
        };
        let service = TowerToHyperService::new(router.clone().map_request(with_peer));
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off, or is cut off for dribbling, is the client's affair.
            drop(connection.await);
            drop(slots);
        });
    }
    drop(accepting);
    if tokio::time::timeout(limits.farewell, open.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

/// A connection within the limits; its slots are free again when they are dropped.
struct Accepted {
    stream: TcpStream,
    peer: IpAddr,
    slots: (OwnedSemaphorePermit, ConnectionSlot),
}

/// The listening socket, and who is connected.
struct Accepting {
    listener: TcpListener,
    all: Arc<Semaphore>,
    by_address: ConnectionsPerAddress,
    refusals: Refusals,
}

impl Accepting {
    fn new(listener: TcpListener, limits: Limits) -> Self {
        Self {
            listener,
            all: Arc::new(Semaphore::new(limits.connections)),
            by_address: ConnectionsPerAddress::new(limits.per_address),
            refusals: Refusals::default(),
        }
    }

    /// Returns the next connection, or `None` if it failed or is one too many of its address.
    async fn accept(&mut self) -> Option<Accepted> {
        let slot = Arc::clone(&self.all).acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                let Some(of_address) = self.by_address.admit(peer) else {
                    self.refusals.count();
                    return None;
                };
                // Answers are small and complete: waiting to fill a packet only delays them.
                drop(stream.set_nodelay(true));
                Some(Accepted { stream, peer: peer.ip(), slots: (slot, of_address) })
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Out of file descriptors, most likely: others must close first.
                tokio::time::sleep(Duration::from_millis(100)).await;
                None
            }
        }
    }
}

/// Connections that were refused since the log last said so.
#[derive(Default)]
struct Refusals {
    count: u64,
    logged_at: Option<Instant>,
}

impl Refusals {
    /// Counts one, and logs how many there were, without addresses and at most once a minute.
    fn count(&mut self) {
        self.count += 1;
        if self.logged_at.is_none_or(|logged_at| logged_at.elapsed() >= REFUSALS_LOGGED_EVERY) {
            tracing::warn!(
                refused = self.count,
                "an address has too many connections open; if it is your proxy, raise --connections-per-address"
            );
            *self = Self { count: 0, logged_at: Some(Instant::now()) };
        }
    }
}
