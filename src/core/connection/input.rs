//! What a shell tells a connection.

use core::time::Duration;

use super::{Cause, retry_after};
use crate::core::parser::Parsed;

/// When an input came, with a random number for whatever needs one. One moment serves for all the inputs of one callback.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The time since the Unix epoch by the wall clock (`Date.now()`), which goes on while the computer sleeps and the page is
    /// frozen. It may jump in either direction.
    pub time: Duration,
    /// A random number from 0 up to, and not including, 1 (`Math.random()`).
    pub random: f64,
}

/// Which of its connections a signal comes from: those that are superseded are not listened to any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Serial(pub(super) u64);

/// What happened.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Input<'a> {
    /// The user wants a connection now: the first one, or a new one at once.
    Connect,
    /// The user closes it.
    Close,
    /// The signal that the user has for it says to abort.
    Abort,
    /// The timer that was set is over.
    Timer,
    /// The browser is online again.
    Online,
    /// The browser is offline.
    Offline,
    /// The page is hidden.
    Hidden,
    /// The page is visible again.
    Visible,
    /// The page is about to be frozen, or to go to the back/forward cache: the connection must be let go.
    Frozen,
    /// The page is back from there, and taken to be visible. How long it was away, the moment's time tells.
    Resumed,
    /// The transport has something to say.
    Signal(Serial, Signal<'a>),
}

/// What a transport has to say about its connection.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Signal<'a> {
    /// The head of the response is there (`fetch`).
    Response(Response<'a>),
    /// The stream is open (`EventSource`, which has checked the response).
    Open,
    /// An event is there.
    Event {
        /// The last event ID that comes with it.
        last_event_id: &'a str,
    },
    /// The server has set the reconnection time.
    Retry(Duration),
    /// Something else was parsed, that is to be reported: a comment, or an event that is too large.
    Other,
    /// A chunk has been read, and what was in it is told.
    Read {
        /// The parser's last event ID after it.
        last_event_id: &'a str,
    },
    /// The body has ended.
    End,
    /// The request could not be made: what the user has for it is not fit to be sent.
    RequestFailed,
    /// The request failed, or the body broke off.
    NetworkError,
    /// The request failed because of CORS.
    CorsRefused,
    /// `EventSource` fired `error` and reconnects by itself.
    BrowserReconnects,
    /// `EventSource` fired `error` and is closed, or `fetch` failed with a URL that it can never load.
    BrowserGaveUp,
}

impl<'a> From<&Parsed<'a>> for Signal<'a> {
    fn from(parsed: &Parsed<'a>) -> Self {
        match parsed {
            Parsed::Event(event) => Self::Event { last_event_id: event.last_event_id() },
            Parsed::Retry(time) => Self::Retry(*time),
            Parsed::Comment(_) | Parsed::TooLarge { .. } => Self::Other,
        }
    }
}

/// The head of a response, as far as it matters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Retry-After` header.
    pub retry_after: Option<&'a str>,
    /// The URL after redirects, whose origin the events have.
    pub url: &'a str,
}

impl Response<'_> {
    /// Why the response is no event stream, if it is none. `now` is the time since the Unix epoch, for a `Retry-After` that
    /// is a date.
    ///
    /// > Otherwise, if res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then fail the connection.
    #[must_use]
    pub fn rejection(&self, now: Duration) -> Option<Cause> {
        if self.status != 200 {
            let retry_after = self.retry_after.and_then(|value| retry_after::parse(value, now));
            return Some(Cause::Status { status: self.status, retry_after });
        }
        // The essence of the MIME type counts: parameters are allowed, and upper case. Where the header is there several times, as
        // an application and its proxy may both set it, the last value that is a MIME type does.
        let values = self.content_type.unwrap_or_default().as_bytes().rsplit(|byte| *byte == b',');
        let mut essences =
            values.map(|value| value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii());
        let is_type = |essence: &&[u8]| {
            essence.iter().any(|byte| matches!(byte, b'/')) && !essence.iter().any(|byte| matches!(byte, b'"' | b'*'))
        };
        let is_event_stream =
            essences.find(is_type).is_some_and(|essence| essence.eq_ignore_ascii_case(b"text/event-stream"));
        (!is_event_stream).then_some(Cause::ContentType)
    }
}
