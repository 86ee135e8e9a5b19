//! A connection that ends by itself when its client neither sends nor reads. hyper limits how long a request's header
//! may take; nothing there ends a client that sends requests and never reads the responses.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How many bytes a client must read to win back one second of waiting.
const BYTES_PER_SECOND: u64 = 512;

/// A stream with a write deadline and an idle deadline.
pub struct TimedStream<S> {
    inner: S,
    idle: Deadline,
    idle_timeout: Duration,
    write: Deadline,
    write_timeout: Duration,
    /// How much longer writing may wait for the client. Waiting uses it up and what the client reads refills it, so
    /// that reading a single byte now and then keeps no connection open.
    write_allowance: Duration,
}

impl<S> TimedStream<S> {
    /// Returns `inner` with its deadlines. `write`: how long writing may wait for the client; `idle`: how long
    /// nothing at all may be read or written.
    pub fn new(inner: S, write: Duration, idle: Duration) -> Self {
        Self {
            inner,
            idle: Deadline::default(),
            idle_timeout: idle,
            write: Deadline::default(),
            write_timeout: write,
            write_allowance: write,
        }
    }

    /// Records the outcome of an attempt to write; returns an error once the client has not read for too long.
    fn after_write(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<Result<usize>>,
    ) -> Poll<Result<usize>> {
        let Poll::Ready(written) = outcome else {
            ready!(self.write.poll(context, self.write_allowance));
            return Poll::Ready(Err(timed_out("the client does not read")));
        };
        self.idle.clear();
        if let Some(remaining) = self.write.clear() {
            let bytes = written.as_ref().map_or(0, |bytes| *bytes as u64);
            let regained = Duration::from_millis(bytes.saturating_mul(1000) / BYTES_PER_SECOND);
            self.write_allowance = remaining.saturating_add(regained).min(self.write_timeout);
        }
        Poll::Ready(written)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TimedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_read(context, buffer) {
            Poll::Ready(read) => {
                this.idle.clear();
                Poll::Ready(read)
            }
            Poll::Pending => {
                ready!(this.idle.poll(context, this.idle_timeout));
                Poll::Ready(Err(timed_out("the client is idle")))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedStream<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.inner).poll_write(context, bytes);
        this.after_write(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.inner).poll_write_vectored(context, slices);
        this.after_write(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

/// An instant by which something must have happened, while it is being waited for.
#[derive(Default)]
struct Deadline(Option<Pin<Box<Sleep>>>);

impl Deadline {
    /// Is ready once `timeout` has passed since the first call after [`Deadline::clear`].
    fn poll(&mut self, context: &mut Context<'_>, timeout: Duration) -> Poll<()> {
        let timer = self.0.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + timeout)));
        timer.as_mut().poll(context)
    }

    /// Ends the waiting; returns how much time was left, or `None` if nothing was waited for.
    fn clear(&mut self) -> Option<Duration> {
        self.0.take().map(|timer| timer.deadline().saturating_duration_since(Instant::now()))
    }
}

fn timed_out(why: &'static str) -> Error {
    Error::new(ErrorKind::TimedOut, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::{sleep, timeout};

    /// Long enough for any machine: a test that needs it has failed.
    const FAILED: Duration = Duration::from_secs(60);
    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn a_client_that_does_not_read_is_cut_off() {
        let (server, _client) = duplex(16);
        let mut server = TimedStream::new(server, Duration::from_millis(50), LONG);
        let error = timeout(FAILED, server.write_all(&[0; 64])).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_reads_a_byte_now_and_then_gains_no_time() {
        let (server, mut client) = duplex(16);
        let mut server = TimedStream::new(server, Duration::from_millis(200), LONG);
        let reading = tokio::spawn(async move {
            while client.read_u8().await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        let error = timeout(FAILED, server.write_all(&[0; 64 * 1024])).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        reading.abort();
    }

    #[tokio::test]
    async fn a_slow_client_that_keeps_reading_gets_everything() {
        let (server, mut client) = duplex(16 * 1024);
        let mut server = TimedStream::new(server, Duration::from_secs(2), LONG);
        let reading = tokio::spawn(async move {
            let mut total = 0;
            let mut buffer = [0; 8 * 1024];
            while total < 256 * 1024 {
                sleep(Duration::from_millis(80)).await;
                total += client.read(&mut buffer).await.unwrap();
            }
            total
        });
        server.write_all(&vec![0; 256 * 1024]).await.unwrap();
        assert_eq!(reading.await.unwrap(), 256 * 1024);
    }

    #[tokio::test]
    async fn a_connection_on_which_nothing_moves_ends() {
        let (server, _client) = duplex(16);
        let mut server = TimedStream::new(server, LONG, Duration::from_millis(50));
        let error = timeout(FAILED, server.read_u8()).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
