//! What the parser finds.

use alloc::{borrow::Cow, string::String};
use core::{ops::Range, time::Duration};

/// What the parser found next in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed<'a> {
    /// An event, to be dispatched.
    Event(Event<'a>),
    /// The text of a comment, which the standard ignores: servers send it to show that the connection lives.
    Comment(&'a [u8]),
    /// A valid `retry` field: the reconnection time from now on.
    Retry(Duration),
    /// An event of `size` bytes was dropped, as it is larger than [`max_event_size`](super::Parser::max_event_size).
    TooLarge {
        /// The values of the event's `data`, `event` and `id` fields in bytes, and one for each of these lines.
        size: u64,
    },
}

/// An event, borrowed from the chunk or from the parser.
///
/// The bytes are the stream's own. Invalid UTF-8 becomes U+FFFD where text is asked for, never an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    pub(super) name: &'a [u8],
    pub(super) data: &'a [u8],
    pub(super) last_event_id: &'a str,
}

impl<'a> Event<'a> {
    /// The event's name; `message` when the server gave none.
    ///
    /// > If the event type buffer has a value other than the empty string, change the type of the newly created event to equal
    /// > the value of the event type buffer.
    #[must_use]
    pub fn event_type(&self) -> Cow<'a, str> {
        if self.name.is_empty() { Cow::Borrowed("message") } else { text(self.name) }
    }

    /// The name's bytes as the server sent them; empty when it gave none.
    #[must_use]
    pub fn event_type_bytes(&self) -> &'a [u8] {
        self.name
    }

    /// The values of the event's `data` lines, joined by LF.
    #[must_use]
    pub fn data(&self) -> Cow<'a, str> {
        text(self.data)
    }

    /// The same as the server sent it: not checked to be UTF-8.
    #[must_use]
    pub fn data_bytes(&self) -> &'a [u8] {
        self.data
    }

    /// The ID that the server set last, with this event or an earlier one; empty when it has set none.
    #[must_use]
    pub fn last_event_id(&self) -> &'a str {
        self.last_event_id
    }

    /// Where in `chunk` the data lies, if it lies there in one piece: for callers that hand offsets on instead of bytes.
    ///
    /// ```
    /// # use eventsource_wasm::parser::{Parsed, Parser};
    /// let chunk = b"data: 3\n\n";
    /// let mut parser = Parser::new();
    /// let mut found = parser.feed(chunk);
    /// let Some(Parsed::Event(event)) = found.next() else { panic!("an event is complete") };
    /// assert_eq!(event.data_range(chunk), Some(6..7));
    /// ```
    #[must_use]
    pub fn data_range(&self, chunk: &[u8]) -> Option<Range<usize>> {
        let start = self.data.as_ptr().addr().checked_sub(chunk.as_ptr().addr())?;
        let end = start.checked_add(self.data.len())?;
        (end <= chunk.len()).then_some(start..end)
    }
}

/// From so many bytes on the check with vector instructions is worth its beginning and end.
const LONG: usize = 256;

/// Valid UTF-8 is the rule, and this way of finding that out many times as fast as the lossy one.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let valid = if bytes.len() < LONG { str::from_utf8(bytes).ok() } else { simdutf8::basic::from_utf8(bytes).ok() };
    valid.map_or_else(|| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
