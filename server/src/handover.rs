//! How a connection passes from the HTTP library to the [`stream`](crate::stream), once the response's head is written.
//!
//! A stream has no use for what the library keeps for the next request and response: a read buffer and a write buffer of
//! 8 KiB each, neither of which can be made smaller, and the parser's and the dispatcher's state. Of the 11.6 KiB that
//! each of 10,000 connections cost with it, 10 were that. So the handler answers with a body that never comes, and leaves
//! with the connection whom to tell. When the head is on its way, the connection is taken out of the library. The 1.6 KiB
//! that are left are the task (0.8), the socket's registration with the runtime, and the user.

use crate::broadcast::Presence;
use axum::body::{Body, Bytes, HttpBody};

use hyper::{
    body::Frame,
    rt::{Read, ReadBufCursor, Write},
};
use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

/// The stream that a handler asks for.
#[derive(Debug)]
pub struct Handover {
    /// Whom to tell.
    pub presence: Presence,
    /// Whether the body is in chunks (HTTP/1.1) or ends with the connection (HTTP/1.0).
    pub chunked: bool,
}

/// Where a connection's handler, body, socket and task meet: the handler finds it among the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Slot(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    handover: Option<Handover>,
    /// The library asked for the body: the head is in its write buffer.
    head_encoded: bool,
    /// After that it flushed: its write buffer is empty.
    head_written: bool,
}

impl Slot {
    /// Leaves what is to be streamed; the returned body is the one to answer with.
    pub fn fill(&self, handover: Handover) -> Body {
        self.state().handover = Some(handover);
        Body::new(Silence(self.clone()))
    }

    /// What was left, as soon as the connection can be taken out of the library.
    #[must_use]
    pub fn take(&self) -> Option<Handover> {
        let mut state = self.state();
        if state.head_written { state.handover.take() } else { None }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body that never comes.
struct Silence(Slot);

impl HttpBody for Silence {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.state().head_encoded = true;
        Poll::Pending
    }
}

/// A connection that notices when the library has written all it had.
#[derive(Debug)]
pub struct Watched<T> {
    /// The connection.
    pub io: T,
    slot: Slot,
}

impl<T> Watched<T> {
    /// Tells `slot`.
    #[must_use]
    pub fn new(io: T, slot: Slot) -> Self {
        Self { io, slot }
    }
}

impl<T: Read + Unpin> Read for Watched<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl<T: Write + Unpin> Write for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    /// The library flushes a connection when it has written its whole buffer to it, and only then.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        if flushed.is_ready() {
            let mut state = self.slot.state();
            state.head_written = state.head_encoded;
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
