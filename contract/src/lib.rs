//! What the server of the live user count tells: the contract of page, server and tests.
//!
//! A variant's name is the event's type, its content is the event's data, as JSON. `examples.json`, beside this crate, has one
//! of each; the page's tests hold its types against them.
//!
//! ```
//! use user_count_events::ServerEvent;
//!
//! let frame = eventsource_wasm::encode(&ServerEvent::UserCount(3))?;
//! assert_eq!(frame.to_bytes(), b"event: userCount\ndata: 3\n\n");
//! # Ok::<(), eventsource_wasm::encoder::EncodeError>(())
//! ```

use serde::{Deserialize, Serialize};

/// An event of `/users/count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ServerEvent {
    /// How many are here: browsers with at least one open connection.
    UserCount(u32),
    /// The same, and more.
    Stats(Stats),
}

/// What is known of those who are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Browsers with at least one open connection.
    pub users: u32,
    /// Open connections, of all users together.
    pub connections: u32,
    /// The most users there were at the same time.
    pub peak: u32,
    /// When the server began to count, in milliseconds of the Unix epoch.
    pub since: u64,
}
