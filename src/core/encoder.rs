//! The encoder: an event to the bytes that a server sends.
//!
//! ```
//! use eventsource_wasm::encoder::Frame;
//!
//! let frame = Frame::new().event("userCount")?.id("7")?.data("3");
//! assert_eq!(frame.to_bytes(), b"event: userCount\nid: 7\ndata: 3\n\n");
//! # Ok::<(), eventsource_wasm::encoder::EncodeError>(())
//! ```
//!
//! What could break out of its line is refused: a line break in an event type or an ID would let whoever chose that text write
//! fields, or whole events, of their own into the stream.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, time::Duration};

use memchr::memchr2;

/// One block of an event stream: an event, or only a comment or a reconnection time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a frame does nothing until its bytes are sent"]
pub struct Frame {
    pub(crate) comment: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) event: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) data: Option<String>,
}

impl Frame {
    /// A frame with nothing in it, which is a blank line.
    pub const fn new() -> Self {
        Self { comment: None, retry: None, event: None, id: None, data: None }
    }

    /// Sets the event type. Without one, and with an empty one, clients get an event named `message`.
    ///
    /// # Errors
    /// When it contains a line break.
    pub fn event(mut self, event_type: impl Into<String>) -> Result<Self, EncodeError> {
        let event_type = event_type.into();
        if event_type.contains(['\n', '\r']) {
            return Err(EncodeError::EventType { value: event_type });
        }
        self.event = Some(event_type);
        Ok(self)
    }

    /// Sets the ID, which clients send back as `Last-Event-ID` when they connect again. An empty one makes them forget the last.
    ///
    /// # Errors
    /// When it contains a line break, or NUL, for which clients would ignore it.
    pub fn id(mut self, id: impl Into<String>) -> Result<Self, EncodeError> {
        let id = id.into();
        if id.contains(['\n', '\r', '\0']) {
            return Err(EncodeError::Id { value: id });
        }
        self.id = Some(id);
        Ok(self)
    }

    /// Sets the data: any text. Its line breaks, of whatever kind, arrive as LF, as the format cannot carry another.
    ///
    /// Clients get no event from a frame without data; from one with empty data they do.
    pub fn data(mut self, data: impl Into<String>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// Sets the time, in whole milliseconds, that clients wait before they connect again.
    pub const fn retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }

    /// Sets a comment, of one line or several, which clients ignore: sent every 15 s or so it keeps proxies from closing a
    /// silent connection.
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comment = Some(text.into());
        self
    }

    /// Appends the frame to `out`, with the blank line that ends it.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        if let Some(comment) = &self.comment {
            write_lines(out, "", comment);
        }
        if let Some(time) = self.retry {
            write_line(out, "retry", time.as_millis().min(u128::from(u64::MAX)).to_string().as_bytes());
        }
        if let Some(event_type) = &self.event {
            write_line(out, "event", event_type.as_bytes());
        }
        if let Some(id) = &self.id {
            write_line(out, "id", id.as_bytes());
        }
        if let Some(data) = &self.data {
            write_lines(out, "data", data);
        }
        out.push(b'\n');
    }

    /// The frame as it goes over the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_to(&mut out);
        out
    }
}

/// A field for each line of the text: LF, CR and CRLF all end one.
fn write_lines(out: &mut Vec<u8>, field: &str, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(length) = memchr2(b'\n', b'\r', rest) {
        write_line(out, field, &rest[..length]);
        let crlf = rest[length..].starts_with(b"\r\n");
        rest = &rest[length + 1 + usize::from(crlf)..];
    }
    write_line(out, field, rest);
}

/// The space after the colon is the one that parsers remove, so that values may begin with spaces of their own.
fn write_line(out: &mut Vec<u8>, field: &str, value: &[u8]) {
    for part in [field.as_bytes(), b": ", value, b"\n"] {
        out.extend_from_slice(part);
    }
}

/// Why a frame cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The event type contains a line break.
    EventType {
        /// The text that was given.
        value: String,
    },
    /// The ID contains a line break or NUL.
    Id {
        /// The text that was given.
        value: String,
    },
    /// What was given cannot be an event: it is no variant of an enum, is not to be written as JSON, or there is no place for it.
    Value {
        /// What is wrong with it, and what to do.
        message: String,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventType { value } => write!(f, "an event type must not contain a line break: {value:?}"),
            Self::Id { value } => write!(f, "an ID must not contain a line break or NUL: {value:?}"),
            Self::Value { message } => f.write_str(message),
        }
    }
}

impl core::error::Error for EncodeError {}
