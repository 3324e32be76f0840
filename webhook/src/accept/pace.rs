use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::Times;

/// Where a connection is between two requests.
///
/// hyper has one time-out for the wait before a request and for its head together. The first has to be long,
/// because the API server keeps connections for 90 s and a server that closes first may close on a request; the
/// second has to be short, or a few slow senders hold all connections. So the head is timed here.
#[derive(Debug)]
pub(super) struct Pace(AtomicU8);

/// Nothing of a request has come.
const IDLE: u8 = 0;
/// Some of a request's head has come, or the connection is new: somebody who connects has something to say.
const HEAD: u8 = 1;
/// The request is being answered.
const BUSY: u8 = 2;

impl Pace {
    pub(super) fn new() -> Arc<Pace> {
        Arc::new(Pace(AtomicU8::new(HEAD)))
    }

    /// A request's head is complete.
    pub(super) fn busy(&self) {
        self.0.store(BUSY, Ordering::Relaxed);
    }

    /// Whether a request has begun and nobody has seen it yet: on a new connection, or on one whose sender dawdles.
    /// Not between two requests, when an answer may still be on its way out.
    pub(super) fn is_head_awaited(&self) -> bool {
        self.0.load(Ordering::Relaxed) == HEAD
    }

    /// A request is answered.
    pub(super) fn idle(&self) {
        self.0.store(IDLE, Ordering::Relaxed);
    }
}

/// A stream that fails when a request's head takes too long, or when nobody reads what is written.
pub(super) struct Paced<S> {
    stream: S,
    pace: Arc<Pace>,
    times: Times,
    // A connection's task is the only one that touches it, so the states above need no stronger order.
    timer: Pin<Box<Sleep>>,
    /// Runs while the peer takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    pub(super) fn new(stream: S, pace: Arc<Pace>, times: Times) -> Paced<S> {
        Paced { stream, pace, times, timer: Box::pin(tokio::time::sleep(times.header)), stalled: None }
    }

    /// Without this, whoever asks and never reads the answers holds a connection for ever.
    fn unless_stalled<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let timer = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.times.unread)));
        timer.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let state = this.pace.0.load(Ordering::Relaxed);
        if state == HEAD && this.timer.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, into);
        if state == IDLE && into.filled().len() > before {
            this.pace.0.store(HEAD, Ordering::Relaxed);
            this.timer.as_mut().reset(Instant::now() + this.times.header);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.unless_stalled(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bytes);
        this.unless_stalled(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.unless_stalled(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.unless_stalled(cx, shut)
    }
}
