//! A connection that failed or ended: why, what the server answered, and what happens next.

use std::{fmt, time::Duration};

use crate::core::connection::Cause;

/// The next attempt to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NextRetry {
    /// Its number: 1 for the first after a connection that was good.
    pub attempt: u32,
    /// How long until then; `None` where the browser reconnects by itself, in a time that it does not tell.
    pub delay: Option<Duration>,
}

/// A connection that could not be made, was lost, or ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Disconnect {
    /// Why, as the retry policy sees it.
    pub cause: Cause,
    /// The browser's words, or those of the function that prepares the request; empty where there are none.
    pub message: String,
    /// When it is made again; `None` if it is closed for good.
    pub retry: Option<NextRetry>,
}

/// An answer that is no event stream.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rejection {
    /// The HTTP status.
    pub status: u16,
    /// The URL of the answer, after redirects.
    pub url: String,
    /// The headers that this page may see, in lower case. Another origin shows the others by
    /// `Access-Control-Expose-Headers`.
    pub headers: Vec<(String, String)>,
    /// The first 4 KiB of the body, as text, as far as they came within a second.
    pub body: String,
    /// Why, as the retry policy sees it; with the server's `Retry-After`.
    pub cause: Cause,
    /// When the connection is made again; `None` if it is closed for good.
    pub retry: Option<NextRetry>,
}

impl Rejection {
    /// The value of a header, whose name may be in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What becomes of the connection, in words.
pub(super) struct Next(pub(super) Option<NextRetry>);

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("; the connection is closed for good"),
            Some(NextRetry { attempt, delay: Some(delay) }) => {
                // In 64 bits: formatting 128 is two kilobytes of wasm.
                let milliseconds =
                    delay.as_secs().saturating_mul(1000).saturating_add(u64::from(delay.subsec_millis()));
                write!(f, "; attempt {attempt} to reconnect follows in {milliseconds} ms")
            }
            Some(NextRetry { delay: None, .. }) => f.write_str("; the browser is reconnecting"),
        }
    }
}

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.cause {
            Cause::Ended => "the server ended the stream",
            Cause::Offline => "the connection was lost: the browser is offline",
            Cause::CorsRefused => {
                "the server does not allow this origin to connect: it has to send Access-Control-Allow-Origin, \
                 and for headers of your own Access-Control-Allow-Headers"
            }
            Cause::Idle => "nothing came for as long as the idle timeout",
            Cause::BrowserGaveUp if !self.message.is_empty() => {
                "the browser cannot load this URL: event streams are served over http or https"
            }
            Cause::BrowserGaveUp => {
                "the browser's EventSource gave up and does not say why: the answer was not 200 with text/event-stream, \
                 may not be read from this origin, or there was none"
            }
            Cause::Request => "the request could not be made",
            _ => "the connection could not be made, or was lost",
        };
        f.write_str(what)?;
        if !self.message.is_empty() {
            write!(f, " ({})", self.message)?;
        }
        Next(self.retry).fmt(f)
    }
}
