//! Where a connection is.

/// Where a connection is, in the browser's own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadyState {
    /// The connection is being made, for the first time or again.
    Connecting,
    /// The connection stands, and events come as the server sends them.
    Open,
    /// The connection is closed, and nobody tries to make it again.
    Closed,
}
