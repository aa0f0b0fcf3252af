//! Why a connection is gone: what its state tells, and what a retry policy decides by.

use core::time::Duration;

/// Why a connection is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The user closed it.
    Requested,
    /// The user's signal to abort it was given.
    Aborted,
    /// There was nothing to ask for: the user's function that prepares each request failed, or made one that cannot be sent.
    Request,
    /// The server ended the stream.
    Ended,
    /// The request failed, or the stream broke off.
    Network,
    /// The same while the browser said that it is offline.
    Offline,
    /// CORS does not allow the request.
    CorsRefused,
    /// The server answered with another status than 200.
    Status {
        /// The HTTP status.
        status: u16,
        /// The time to wait that the server asked for.
        retry_after: Option<Duration>,
    },
    /// The server answered with another MIME type than `text/event-stream`.
    ContentType,
    /// Nothing came for as long as the idle timeout.
    Idle,
    /// The browser's own `EventSource` gave up, and does not say why; or `fetch` cannot load such a URL.
    BrowserGaveUp,
    /// The page has been hidden for as long as it may.
    Hidden,
    /// The page was frozen, or is in the back/forward cache.
    Frozen,
}

impl Cause {
    /// The HTTP status, where the server's answer is the cause.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(status),
            _ => None,
        }
    }

    /// The time to wait that the server asked for by `Retry-After`.
    #[must_use]
    pub const fn retry_after(self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => retry_after,
            _ => None,
        }
    }

    /// Whether it may be better the next time: 204 is how a server says stop, and what is wrong with other statuses and MIME types
    /// hardly passes by itself.
    pub(crate) const fn is_transient(self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::ContentType => false,
            _ => true,
        }
    }

    /// The network is to blame, and not an answer of the server's.
    pub(crate) const fn is_network(self) -> bool {
        matches!(self, Self::Network | Self::Offline | Self::CorsRefused | Self::Idle | Self::BrowserGaveUp)
    }
}
