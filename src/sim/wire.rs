//! The sockets under the servers: ordinary ones, except that a fault can cut one in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const WHOLE: u8 = 0;
const RESET: u8 = 1;
const HALF: u8 = 2;
const CLOSED: u8 = 3;

/// Serves `router` on `listener` until told to stop.
pub(super) async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let done = async move {
        if !*stopped.borrow() {
            // An error means that nobody is left to say stop: the same as stop.
            stopped.changed().await.unwrap_or_default();
        }
    };
    // It never fails: accept errors are retried inside.
    axum::serve(Taps(listener), service).with_graceful_shutdown(done).await.unwrap_or_default();
}

/// A request's hand on its own connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Scissors(Arc<AtomicU8>);

impl Scissors {
    /// Resets the connection instead of answering.
    pub(super) fn reset(&self) {
        self.0.store(RESET, Ordering::Release);
    }

    /// Closes the connection half-way through the answer's body.
    pub(super) fn halve(&self) {
        self.0.store(HALF, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Taps>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, Taps>) -> Self {
        stream.io().scissors.clone()
    }
}

/// A listener whose connections can be cut.
struct Taps(TcpListener);

impl Listener for Taps {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        (Wire { stream, scissors: Scissors::default() }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that can be cut.
struct Wire {
    stream: TcpStream,
    scissors: Scissors,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

// Not vectored, so that an answer's head and body come as one buffer and the middle of the body can be found.
impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.scissors.0.load(Ordering::Acquire) {
            WHOLE => Pin::new(&mut self.stream).poll_write(cx, buf),
            HALF => {
                let half = buf.get(..middle(buf)).unwrap_or(buf);
                let written = Pin::new(&mut self.stream).poll_write(cx, half);
                if matches!(written, Poll::Ready(Ok(_))) {
                    self.scissors.0.store(CLOSED, Ordering::Release);
                }
                written
            }
            RESET => {
                // Without a linger time, closing sends a reset instead of an orderly end.
                self.stream.set_zero_linger()?;
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            _ => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The middle of the body of the answer in `buf`.
fn middle(buf: &[u8]) -> usize {
    let head = buf.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
    (head + (buf.len() - head) / 2).max(1)
}
