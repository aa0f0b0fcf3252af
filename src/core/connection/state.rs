//! Where a connection is in its life.

use core::time::Duration;

use crate::core::cause::Cause;

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
