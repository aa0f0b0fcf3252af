//! What the library promises, as tests that run in any of a browser's scopes.
//!
//! Most need no server of ours: a `Blob` of type `text/event-stream` drives the browser's real `EventSource`. Firefox's has
//! to have HTTP, so that there a server of the test command answers with the same text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod errors;
mod events;
mod lifetime;
mod listeners;
mod live;
#[cfg(feature = "mock")]
mod mock;
mod streams;
mod streams_of_events;
pub mod support;
