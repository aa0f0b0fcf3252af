//! Typed Server-Sent Events for the browser.
//!
//! A thin wrapper around the browser's [`EventSource`](https://html.spec.whatwg.org/multipage/server-sent-events.html)
//! with listeners that say what they expect, guards that remove them, and errors that say what happened.
//!
//! ```no_run
//! use eventsource_wasm::{Error, Event, EventSource, Json};
//!
//! #[derive(serde::Deserialize)]
//! struct Stats {
//!     users: u32,
//!     connections: u32,
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let source = EventSource::new("/users/count")?;
//!
//! // Removed when dropped; each keeps the connection open.
//! let _count = source.on("userCount", |event: Event<Json<u32>>| println!("{} users", event.data.0));
//! let _stats = source.on("stats", |event: Event<Json<Stats>>| println!("{} tabs", event.data.0.connections));
//! let _open = source.on_open(|| println!("connected"));
//! let _error = source.on_error(|error: &Error| println!("{error}"));
//! # Ok(())
//! # }
//! ```
//!
//! # Feature flags
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `json` | yes | [`Json<T>`]: data decoded by serde; [`schema`], [`encode`]: one enum for many events, at both ends |
//! | `fetch` | yes | [`Transport::Fetch`]: methods, headers, bodies, statuses. Without it there is the browser's own class alone, and the wasm is 14 to 15 kB smaller, gzipped |
//! | `mock` | no | [`mock`]: an event source that a test drives |
//! | `js` | yes | [`from_js`]: Rust types out of JavaScript values |
//! | `axum` | no | `axum::Sse`: frames as a response, for servers; does nothing on wasm32 |
//! | `yew` | no | `yew`: hooks for Yew 0.23 |
//! | `dioxus` | no | `dioxus`: hooks for Dioxus 0.7 |
//! | `leptos` | no | `leptos`: hooks for Leptos 0.8, with server-side rendering and hydration |
//!
//! # Without a browser
//!
//! What is hard about Server-Sent Events is in modules that need none, for servers and native programs: [`parser`] and
//! [`stream`] read event streams, [`encoder`] writes them, [`history`] keeps them, [`connection`] and [`retry`] decide when a
//! connection comes back. [`EventSource`] is a thin shell around them.
//!
//! The crate compiles everywhere, so that one code base serves server-side rendering too. There
//! [`EventSource::new`] returns [`Error::Unsupported`].

#![cfg_attr(not(feature = "client"), no_std)]
// Off the browser nothing can be opened, and without `fetch` not everything is asked for: who would use some of this is not there.
#![cfg_attr(not(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch")), allow(dead_code))]

extern crate alloc;

#[cfg(all(feature = "axum", not(target_arch = "wasm32")))]
pub mod axum;
mod core;
#[cfg(feature = "client")]
mod decode;
#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod event;
#[cfg(feature = "client")]
mod event_types;
#[cfg(feature = "client")]
mod events;
#[cfg(feature = "client")]
pub mod history;
#[cfg(any(feature = "dioxus", feature = "leptos", feature = "yew"))]
#[cfg_attr(not(feature = "yew"), allow(dead_code, reason = "not every framework needs all of it"))]
mod hooks;
#[cfg(feature = "leptos")]
pub mod leptos;
#[cfg(feature = "client")]
mod listener;
#[cfg(feature = "client")]
mod listeners;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "client")]
mod options;
#[cfg(feature = "client")]
mod platform;
#[cfg(feature = "client")]
mod queue;
#[cfg(feature = "client")]
mod raw;
#[cfg(feature = "fetch")]
mod reader;
#[cfg(feature = "client")]
mod ready_state;
#[cfg(feature = "client")]
mod request;
#[cfg(feature = "json")]
pub mod schema;
#[cfg(feature = "client")]
mod session;
#[cfg(feature = "client")]
mod several;
#[cfg(feature = "client")]
mod source;
#[cfg(feature = "client")]
mod web;
#[cfg(feature = "yew")]
pub mod yew;

pub use crate::core::{connection, encoder, parser, retry, stream};
pub use crate::core::{
    connection::{Cause, State},
    retry::{Decision, Retry},
};
#[cfg(feature = "json")]
pub use decode::Json;
#[cfg(feature = "js")]
pub use decode::from_js;
#[cfg(feature = "client")]
pub use decode::{Data, Text};
#[cfg(feature = "client")]
pub use error::{DecodeError, Disconnect, Error, NextRetry, Rejection};
#[cfg(feature = "client")]
pub use event::Event;
#[cfg(feature = "client")]
pub use events::{Errors, Events};
#[cfg(feature = "client")]
pub use listener::Listener;
#[cfg(feature = "fetch")]
pub use options::{Credentials, Mode};
#[cfg(feature = "client")]
pub use options::{EventSourceBuilder, Resume, Transport};
#[cfg(feature = "client")]
pub use queue::Buffer;
#[cfg(feature = "client")]
pub use ready_state::ReadyState;
#[cfg(feature = "fetch")]
pub use request::{Body, Request};
#[cfg(feature = "json")]
pub use schema::encode;
#[cfg(feature = "client")]
pub use source::EventSource;

/// The README's Rust, compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// And that of the guide for those who come from another crate.
#[cfg(all(doctest, feature = "leptos"))]
#[doc = include_str!("../docs/from-rust.md")]
struct FromRust;
