//! A line that breaks: passes a request on whole, and only so many bytes of the answer back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The line.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    passed: Arc<AtomicUsize>,
}

impl Proxy {
    /// A line to `server`.
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, passed) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
        let pass = Arc::clone(&passed);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, pass.load(Ordering::Relaxed)));
            }
        });
        Self { address, passed }
    }

    /// From now on, breaks after so many bytes of each answer.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.passed.store(bytes, Ordering::Relaxed);
    }
}

/// Everything there, the first bytes of what comes back, and the end.
async fn carry(mut client: TcpStream, server: SocketAddr, bytes: usize) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let back = async {
        let mut left = bytes;
        let mut chunk = vec![0; 16 * 1024];
        // The answer must have begun, so that what is cut was written, and may be nothing.
        while let Ok(read @ 1..) = from_server.read(&mut chunk).await {
            let pass = read.min(left);
            if to_client.write_all(&chunk[..pass]).await.is_err() {
                break;
            }
            left -= pass;
            if left == 0 {
                break;
            }
        }
    };
    tokio::select! {
        () = back => {}
        _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
    }
}
