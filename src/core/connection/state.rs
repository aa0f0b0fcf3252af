//! Where a connection is in its life, and why.

use std::time::Duration;

/// Where a connection is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// A request is on its way, or about to be.
    Connecting {
        /// How many retries in a row this is: 0 for the first connection.
        attempt: u32,
    },
    /// Events can come.
    Open,
    /// The connection is gone and will come back.
    Waiting {
        /// The number of the retry that comes next: 1 after a connection that proved good, 0 where such a one was let go only
        /// because the page is away.
        attempt: u32,
        /// How long this wait is in all; `None` where no timer ends it: the browser reconnects by itself, or the page has to
        /// come back first.
        delay: Option<Duration>,
        /// Why it is gone.
        cause: Cause,
    },
    /// Nothing comes any more.
    Closed {
        /// Why it was closed.
        cause: Cause,
    },
}

/// Why a connection is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The user closed it.
    Requested,
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
    /// The browser's own `EventSource` gave up, and does not say why.
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

    /// The network is to blame, and not an answer of the server's.
    pub(super) const fn is_network(self) -> bool {
        matches!(self, Self::Network | Self::Offline | Self::CorsRefused | Self::Idle | Self::BrowserGaveUp)
    }
}
