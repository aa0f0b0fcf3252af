//! Everything that can go wrong, as one enum.

mod decode;
mod evidence;
mod failure;

use std::{error::Error as StdError, fmt};

pub use decode::DecodeError;
pub(crate) use decode::Reason;
#[cfg(any(feature = "js", all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use decode::reason;
pub(crate) use evidence::Evidence;
use failure::Next;
pub use failure::{Disconnect, NextRetry, Rejection};

/// What went wrong with an [`EventSource`](crate::EventSource).
///
/// The first three come from opening one, and one from asking for [several events](crate::EventSource::events): they are
/// returned. The others reach [`on_error`](crate::EventSource::on_error). An event that the server names `error` is none of these: it is an event
/// like any other, for [`on("error", ..)`](crate::EventSource::on).
///
/// ```
/// use eventsource_wasm::Error;
///
/// fn status(error: &Error) -> String {
///     match error {
///         Error::Http(answer) if answer.status == 401 => "please sign in".into(),
///         Error::Decode(error) => format!("the server sent {:?}", error.data()),
///         error if error.will_retry() => "reconnecting".into(),
///         error => error.to_string(),
///     }
/// }
/// # assert_eq!(status(&Error::Aborted), "the connection was aborted by its signal");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The URL is empty, or makes no sense, or is no HTTP URL. Nothing was opened.
    InvalidUrl {
        /// The URL as it was given.
        url: String,
        /// What is wrong with it, in the browser's words where they are there.
        reason: String,
    },
    /// An option makes no sense, or not together with another. Nothing was opened.
    InvalidOption {
        /// The builder's method.
        option: &'static str,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The type asked for cannot stand for several events: it is no enum, or its variants have no tag of their own. The connection is
    /// as it was.
    #[cfg(feature = "json")]
    Schema(crate::schema::SchemaError),
    /// There is no `EventSource` class and no `fetch` here: a server, a test on the host. Nothing was opened.
    Unsupported,
    /// The connection could not be made, or was lost.
    Network(Disconnect),
    /// The server ended the stream, which is how many servers let go of a connection after a while.
    Ended(Disconnect),
    /// The server does not allow this origin to connect. Over `fetch`, and only where
    /// [`Retry::standard`](crate::Retry::standard) asks for the difference: the browser tells of a network error.
    Cors(Disconnect),
    /// The server answered with another status than 200. Over `fetch`; the browser's own class does not tell.
    Http(Box<Rejection>),
    /// The server answered with something else than `text/event-stream`. Over `fetch`, as above.
    Mime(Box<Rejection>),
    /// Nothing came for as long as the [idle timeout](crate::EventSourceBuilder::idle_timeout).
    Idle(Disconnect),
    /// The browser's own class gave up, and does not say why; or the function given to
    /// [`prepare`](crate::EventSourceBuilder::prepare) named a URL that `fetch` can never load, such as an `ftp:` one.
    GaveUp(Disconnect),
    /// The function given to [`prepare`](crate::EventSourceBuilder::prepare) failed, or made a request that cannot be sent.
    Request(Disconnect),
    /// The signal given to the builder was aborted. No listener is called after this.
    Aborted,
    /// An event was larger than [`max_event_size`](crate::EventSourceBuilder::max_event_size) and was dropped. The
    /// connection goes on with the next one.
    TooLarge {
        /// The event's size in bytes.
        size: u64,
    },
    /// An event came whose data the listener could not decode. The connection and all listeners go on.
    Decode(DecodeError),
}

impl Error {
    /// The next attempt to connect, if there will be one.
    #[must_use]
    pub fn retry(&self) -> Option<NextRetry> {
        match self {
            Self::Network(failure)
            | Self::Ended(failure)
            | Self::Cors(failure)
            | Self::Idle(failure)
            | Self::GaveUp(failure)
            | Self::Request(failure) => failure.retry,
            Self::Http(answer) | Self::Mime(answer) => answer.retry,
            _ => None,
        }
    }

    /// Whether the connection was lost and is going to be made again.
    #[must_use]
    pub fn will_retry(&self) -> bool {
        self.retry().is_some()
    }

    /// Whether it may be better the next time, be there one or not: the network, the end of a stream, the statuses 408, 425,
    /// 429 and 5xx. [`will_retry`](Self::will_retry) tells what the policy has made of it.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Network(_) | Self::Ended(_) | Self::Idle(_) | Self::GaveUp(_) | Self::Request(_) => true,
            Self::Http(answer) => answer.cause.is_transient(),
            _ => false,
        }
    }

    /// Whether the connection is closed for good, and this is the last that is heard of it.
    ///
    /// ```
    /// # use eventsource_wasm::Error;
    /// assert!(Error::Aborted.is_final());
    /// assert!(!Error::TooLarge { size: 20_000_000 }.is_final());
    /// ```
    #[must_use]
    pub fn is_final(&self) -> bool {
        !self.is_harmless() && !self.will_retry()
    }
}

impl Error {
    /// Whether the connection has nothing to do with it.
    fn is_harmless(&self) -> bool {
        #[cfg(feature = "json")]
        if matches!(self, Self::Schema(_)) {
            return true;
        }
        matches!(self, Self::TooLarge { .. } | Self::Decode(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl { url, reason } => write!(f, "cannot open an event source at {url:?}: {reason}"),
            Self::InvalidOption { option, reason } => {
                write!(f, "cannot open an event source with this {option}: {reason}")
            }
            Self::Unsupported => f.write_str(
                "there is no EventSource here: event sources open in a browser's window or worker, or in another \
                 runtime that has fetch, compiled to wasm32",
            ),
            Self::Network(failure)
            | Self::Ended(failure)
            | Self::Cors(failure)
            | Self::Idle(failure)
            | Self::GaveUp(failure)
            | Self::Request(failure) => failure.fmt(f),
            Self::Http(answer) => write!(f, "the server answered {}{}", answer.status, Next(answer.retry)),
            Self::Mime(answer) => {
                let mime_type = answer.header("content-type").unwrap_or("nothing");
                write!(
                    f,
                    "the server answered with {mime_type:?} as its Content-Type, not text/event-stream{}",
                    Next(answer.retry)
                )
            }
            Self::Aborted => f.write_str("the connection was aborted by its signal"),
            Self::TooLarge { size } => {
                write!(f, "an event of {size} bytes was dropped: raise max_event_size to get it")
            }
            Self::Decode(error) => error.fmt(f),
            #[cfg(feature = "json")]
            Self::Schema(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Decode(error) => error.source(),
            #[cfg(feature = "json")]
            Self::Schema(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::core::connection::Cause;

    fn http(status: u16, retry: Option<NextRetry>) -> Error {
        Error::Http(Box::new(Rejection {
            status,
            url: "http://localhost/".into(),
            headers: vec![("retry-after".into(), "7".into())],
            body: "wait".into(),
            cause: Cause::Status { status, retry_after: None },
            retry,
        }))
    }

    #[test]
    fn a_message_names_the_url() {
        let error = Error::InvalidUrl { url: "http://".into(), reason: "no host".into() };
        assert_eq!(error.to_string(), r#"cannot open an event source at "http://": no host"#);
    }

    #[test]
    fn an_error_says_what_follows() {
        let retry = NextRetry { attempt: 3, delay: Some(Duration::from_millis(1500)) };
        let error = http(503, Some(retry));
        assert_eq!(error.to_string(), "the server answered 503; attempt 3 to reconnect follows in 1500 ms");
        assert!(error.is_transient() && error.will_retry() && !error.is_final());

        let error = http(404, None);
        assert_eq!(error.to_string(), "the server answered 404; the connection is closed for good");
        assert!(!error.is_transient() && !error.will_retry() && error.is_final());
    }

    #[test]
    fn what_could_pass_is_transient_even_where_the_policy_has_given_up() {
        let error = http(429, None);
        assert!(error.is_transient() && error.is_final());
    }

    #[test]
    fn a_header_is_found_in_any_case() {
        let Error::Http(answer) = http(503, None) else { unreachable!() };
        assert_eq!(answer.header("Retry-After"), Some("7"));
        assert_eq!(answer.header("etag"), None);
    }
}
