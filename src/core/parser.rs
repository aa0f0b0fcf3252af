//! The parser: bytes in, events out, exactly as the HTML standard interprets an event stream.
//!
//! It does no I/O and reads no clock, so it serves on servers and in native programs as well as in the browser. Feed it the
//! bytes as they come, in chunks of any size:
//!
//! ```
//! use eventsource_wasm::parser::{Parsed, Parser};
//!
//! let mut parser = Parser::new();
//! let mut seen = Vec::new();
//! for chunk in ["event: userCount\nid: 7\nda", "ta: 3\n\n: still here\n"] {
//!     let mut found = parser.feed(chunk.as_bytes());
//!     while let Some(parsed) = found.next() {
//!         match parsed {
//!             Parsed::Event(event) => seen.push(format!("{} {}", event.event_type(), event.data())),
//!             Parsed::Comment(text) => seen.push(format!("comment {}", String::from_utf8_lossy(text))),
//!             Parsed::Retry(_) | Parsed::TooLarge { .. } => {}
//!         }
//!     }
//! }
//! assert_eq!(seen, ["userCount 3", "comment still here"]);
//! assert_eq!(parser.last_event_id(), "7");
//! ```
//!
//! # How it stays fast
//!
//! An event whose lines all lie in one chunk and which has one `data` line is handed out as slices of that chunk: nothing is
//! copied. Everything else is collected in buffers that are used again and again, so that no event costs an allocation once
//! they have grown. State is kept only at the edges of chunks: what is there of a line that is cut goes straight into its
//! buffer, and the next chunk is searched from its own beginning. So no byte is searched twice (but for the beginning of a chunk
//! of at most 128 bytes that may lie within a line), and a line of 64 MiB in chunks of one byte takes linear time.

mod cut;
mod event;
mod feed;
mod field;
mod line;

use alloc::{string::String, vec::Vec};
use core::time::Duration;

#[cfg(feature = "client")]
pub(crate) use event::text;
pub use event::{Event, Parsed};
pub use feed::Feed;
use field::{Digits, Field};

/// > The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any.
const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Where in a line the bytes read so far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// At the start of the stream, after so many bytes of a byte order mark.
    Bom(usize),
    /// At the start of a line.
    Start,
    /// The same, after a CR: an LF that comes next belongs to that line break.
    AfterCr,
    /// In a field's name, which is kept in `scratch`.
    Name,
    /// After the colon: a space that comes next is not part of the value.
    Colon(Field),
    /// In a field's value.
    Value(Field),
}

impl Position {
    /// An earlier chunk holds a part of the line.
    const fn is_in_line(self) -> bool {
        matches!(self, Self::Name | Self::Colon(_) | Self::Value(_))
    }
}

/// An incremental parser for `text/event-stream`.
///
/// The last event ID and the reconnection time belong to the parser, as they outlive each connection: when one is lost,
/// [`reset`](Self::reset) the parser and feed it the next one's bytes.
#[derive(Debug, Clone)]
pub struct Parser {
    position: Position,
    /// The standard's data buffer: each line with its LF. Empty while the only line is still a slice of the chunk.
    data: Vec<u8>,
    /// The standard's event type buffer. Empty while the value is still a slice of the chunk.
    event_type: Vec<u8>,
    /// The standard's last event ID buffer, where this event has set it.
    id: String,
    has_id: bool,
    /// The name, or the value of an `id` or a comment, of a line that a chunk's edge has cut.
    scratch: Vec<u8>,
    /// The same for the value of `retry`.
    digits: Digits,
    /// This event's size so far, as [`max_event_size`](Self::max_event_size) counts it.
    size: u64,
    /// The buffers hold an event that has been handed out.
    dispatched: bool,
    max_event_size: usize,
    last_event_id: String,
    reconnection_time: Option<Duration>,
}

impl Parser {
    /// The most bytes that an event may have unless [`max_event_size`](Self::max_event_size) is called: 16 MiB.
    pub const DEFAULT_MAX_EVENT_SIZE: usize = 16 * 1024 * 1024;

    /// A parser at the beginning of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            position: Position::Bom(0),
            data: Vec::new(),
            event_type: Vec::new(),
            id: String::new(),
            has_id: false,
            scratch: Vec::new(),
            digits: Digits::new(),
            size: 0,
            dispatched: false,
            max_event_size: Self::DEFAULT_MAX_EVENT_SIZE,
            last_event_id: String::new(),
            reconnection_time: None,
        }
    }

    /// Sets the most bytes that one event may have: the values of its `data`, `event` and `id` lines, and one for each of
    /// these lines. A larger event is dropped and reported as [`Parsed::TooLarge`], and the parser goes on with the next one;
    /// the `id` of such an event counts if it fits by itself. A comment is cut at this length.
    #[must_use]
    pub const fn max_event_size(mut self, bytes: usize) -> Self {
        self.max_event_size = bytes;
        self
    }

    /// Seeds the last event ID: where an earlier parser, or an earlier visit, left off.
    #[must_use]
    pub fn with_last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// Seeds the reconnection time.
    #[must_use]
    pub const fn with_reconnection_time(mut self, time: Duration) -> Self {
        self.reconnection_time = Some(time);
        self
    }

    /// What to send as `Last-Event-ID` when connecting again; empty when the server has set no ID.
    ///
    /// > The buffer does not get reset, so the last event ID string of the event source remains set to this value until the
    /// > next time it is set by the server.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// What the last valid `retry` line said, or the seed; `None` when there was neither.
    #[must_use]
    pub const fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Ends the stream and gets ready for the next: what is unfinished is forgotten, the last event ID and the reconnection
    /// time stay.
    ///
    /// > Once the end of the file is reached, any pending data must be discarded. (If the file ends in the middle of an event,
    /// > before the final empty line, the incomplete event is not dispatched.)
    pub fn reset(&mut self) {
        self.position = Position::Bom(0);
        self.forget_event();
    }

    /// Gives the parser the stream's next bytes; what is complete with them is in the result.
    pub const fn feed<'p, 'c>(&'p mut self, chunk: &'c [u8]) -> Feed<'p, 'c> {
        Feed::new(self, chunk)
    }

    /// > Set the data buffer and the event type buffer to the empty string.
    fn forget_event(&mut self) {
        self.data.clear();
        self.event_type.clear();
        self.has_id = false;
        self.size = 0;
        self.dispatched = false;
    }

    fn is_too_large(&self) -> bool {
        self.size > self.max_event_size as u64
    }

    /// > Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character to the data buffer.
    ///
    /// The value has been counted: nothing is kept of an event that is too large.
    fn append_data(&mut self, value: &[u8]) {
        if !self.is_too_large() {
            self.data.extend_from_slice(value);
            self.data.push(line::LF);
        }
    }

    /// > Set the event type buffer to the field value.
    fn set_event_type(&mut self, value: &[u8]) {
        self.event_type.clear();
        if !self.is_too_large() {
            self.event_type.extend_from_slice(value);
        }
    }

    /// > If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value. Otherwise,
    /// > ignore the field.
    fn set_id(&mut self, value: &[u8]) {
        if value.len() <= self.max_event_size && !value.iter().any(|byte| matches!(byte, 0)) {
            self.id.clear();
            // Not `text`, which is fast where it is long, and larger.
            self.id.push_str(&String::from_utf8_lossy(value));
            self.has_id = true;
        }
    }

    /// Takes over the value of a `retry` line, and says whether it is valid.
    fn set_reconnection_time(&mut self, digits: Digits) -> bool {
        let time = digits.value().map(Duration::from_millis);
        self.reconnection_time = time.or(self.reconnection_time);
        time.is_some()
    }

    /// > Set the last event ID string of the event source to the value of the last event ID buffer.
    fn commit_id(&mut self) {
        if self.has_id {
            core::mem::swap(&mut self.id, &mut self.last_event_id);
            self.has_id = false;
        }
    }
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}
