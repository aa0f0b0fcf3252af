//! What the library promises, as tests that run in any of a browser's scopes.
//!
//! Most need no server: a `Blob` of type `text/event-stream` drives the browser's real `EventSource`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod errors;
mod events;
mod lifetime;
mod listeners;
mod live;
mod support;
