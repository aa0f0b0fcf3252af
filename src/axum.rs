//! For servers that use [axum]: frames as a response, what clients that come back have seen, and frames as axum's own events.
//!
//! ```
//! use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
//!
//! use axum::{Router, extract::State, routing::get};
//! use eventsource_wasm::{
//!     axum::{LastEventId, Sse},
//!     encoder::EncodeError,
//!     history::{Follow, History},
//! };
//!
//! #[derive(serde::Serialize)]
//! enum Chat {
//!     Said { by: String, text: String },
//! }
//!
//! #[derive(Default)]
//! struct Room(Mutex<History<Chat>>);
//!
//! impl Room {
//!     fn history(&self) -> MutexGuard<'_, History<Chat>> {
//!         self.0.lock().unwrap_or_else(PoisonError::into_inner)
//!     }
//!
//!     fn say(&self, event: &Chat) -> Result<(), EncodeError> {
//!         self.history().push(event).map(drop)
//!     }
//! }
//!
//! /// What was missed, and all frames from now on. Who is too slow has to come back.
//! async fn events(State(room): State<Arc<Room>>, LastEventId(id): LastEventId) -> Sse<Follow> {
//!     Sse::new(room.history().follow(id.as_deref()))
//! }
//!
//! let room = Arc::new(Room::default());
//! let app: Router = Router::new().route("/chat", get(events)).with_state(room);
//! ```
//!
//! [axum]: https://docs.rs/axum

use std::{
    borrow::Borrow,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use ::axum::{
    body::Body,
    extract::FromRequestParts,
    http::{header, request::Parts},
    response::{IntoResponse, Response, sse::Event},
};
use futures_core::Stream;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use crate::encoder::{EncodeError, Frame};

/// A response that sends a stream of frames, and a comment now and then while there are none.
///
/// Its headers tell caches to keep nothing of it, proxies not to compress it, and nginx not to hold it back. Frames may be shared: a stream of `Arc<Frame>`
/// will do. Dropping the stream is how it is told that the client has gone.
///
/// ```
/// use std::time::Duration;
///
/// use eventsource_wasm::{axum::Sse, encoder::Frame};
/// use futures_util::{Stream, stream};
///
/// async fn events() -> Sse<impl Stream<Item = Frame>> {
///     let retry = Frame::new().retry(Duration::from_secs(5));
///     Sse::new(stream::iter([retry, Frame::new().data("hello")])).keep_alive(Duration::from_secs(30))
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a response does nothing until a handler returns it"]
pub struct Sse<S> {
    frames: S,
    keep_alive: Duration,
}

impl<S> Sse<S> {
    /// The time of silence after which a comment is sent unless [`keep_alive`](Self::keep_alive) says otherwise: 15 s.
    pub const DEFAULT_KEEP_ALIVE: Duration = Duration::from_secs(15);

    /// A response of these frames.
    pub const fn new(frames: S) -> Self {
        Self { frames, keep_alive: Self::DEFAULT_KEEP_ALIVE }
    }

    /// Sets the time of silence after which a comment is sent, at least 1 s. It keeps proxies from closing the connection, tells
    /// clients with a timeout that it lives, and finds clients out that have gone.
    pub fn keep_alive(mut self, silence: Duration) -> Self {
        self.keep_alive = silence.max(Duration::from_secs(1));
        self
    }
}

impl<S> IntoResponse for Sse<S>
where
    S: Stream<Item: Borrow<Frame>> + Send + 'static,
{
    fn into_response(self) -> Response {
        let Self { frames, keep_alive } = self;
        let headers = [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store, no-transform"),
            (header::HeaderName::from_static("x-accel-buffering"), "no"),
        ];
        (headers, Body::from_stream(Bytes { frames, keep_alive, silence: None })).into_response()
    }
}

pin_project! {
    /// The frames' bytes, and comments while there are none.
    struct Bytes<S> {
        #[pin]
        frames: S,
        keep_alive: Duration,
        // Since the stream had nothing to send.
        #[pin]
        silence: Option<Sleep>,
    }
}

impl<S: Stream<Item: Borrow<Frame>>> Stream for Bytes<S> {
    type Item = Result<Vec<u8>, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let bytes = if let Poll::Ready(frame) = this.frames.poll_next(cx) {
            frame.map(|frame| frame.borrow().to_bytes())
        } else {
            if this.silence.is_none() {
                this.silence.set(Some(sleep(*this.keep_alive)));
            }
            if let Some(silence) = this.silence.as_mut().as_pin_mut() {
                ready!(silence.poll(cx));
            }
            Some(b":\n\n".to_vec())
        };
        this.silence.set(None);
        Poll::Ready(bytes.map(Ok))
    }
}

/// The ID of the event that the client saw last, if it has been here before: an extractor for the header `Last-Event-ID`.
///
/// ```
/// use eventsource_wasm::axum::LastEventId;
///
/// async fn handler(LastEventId(id): LastEventId) -> String {
///     id.map_or_else(|| "welcome".into(), |id| format!("welcome back after {id}"))
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastEventId(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Clients send it as UTF-8; what is none is nobody's ID.
        let id = parts.headers.get("last-event-id").and_then(|id| str::from_utf8(id.as_bytes()).ok());
        Ok(Self(id.map(Into::into)))
    }
}

/// For responses that are axum's own `Sse`: `frames.map(Event::try_from)` is the stream that it takes.
///
/// Fails for empty data, of which axum sends nothing at all.
impl TryFrom<Frame> for Event {
    type Error = EncodeError;

    fn try_from(frame: Frame) -> Result<Self, EncodeError> {
        let mut event = Self::default();
        if let Some(comment) = frame.comment {
            event = with_lf(&comment).split('\n').fold(event, Self::comment);
        }
        if let Some(time) = frame.retry {
            event = event.retry(time);
        }
        if let Some(event_type) = frame.event {
            event = event.event(event_type);
        }
        if let Some(id) = frame.id {
            event = event.id(id);
        }
        match frame.data.as_deref() {
            Some("") => Err(EncodeError::Value {
                message: "axum's Event cannot carry empty data: use eventsource_wasm::axum::Sse for the response"
                    .into(),
            }),
            Some(data) => Ok(event.data(with_lf(data))),
            None => Ok(event),
        }
    }
}

/// axum would make two lines of CRLF in data, and panic at line breaks in comments.
fn with_lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
