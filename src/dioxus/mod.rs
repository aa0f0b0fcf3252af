//! Hooks for [Dioxus](https://dioxuslabs.com) 0.7: a connection that lives as long as its component, and its events as signals.
//!
//! ```ignore
//! use dioxus::prelude::*;
//! use eventsource_wasm::{Json, State, dioxus::{use_event, use_event_source}};
//!
//! #[component]
//! fn Count() -> Element {
//!     let source = use_event_source("/users/count");
//!     let count = use_event::<Json<u32>>(source, "userCount");
//!     rsx! {
//!         p {
//!             if let Some(event) = count() { "{event.data.0} users" }
//!         }
//!         if source.state() != State::Open {
//!             button { onclick: move |_| source.reconnect(), "Reconnect now" }
//!         }
//!     }
//! }
//! ```
//!
//! # Which hook
//!
//! | for | events of one type | one enum for many types (feature `json`) |
//! |---|---|---|
//! | the latest, as a signal | [`use_event`] | [`use_events`] |
//! | what all of them add up to, as a signal | [`use_reduce_event`] | [`use_reduce_events`] |
//! | each of them, in a callback | [`use_on_event`] | [`use_on_events`] |
//!
//! A component may be rendered once for several events, and then sees the last of them: where each counts, fold them or take the
//! callback, which miss none. [`use_on_error`] is told of what goes wrong, and [`UseEventSource::source`] is the event source itself,
//! for streams and all else.
//!
//! # When a component is rendered
//!
//! When it has read what has changed: [`state`](UseEventSource::state) and [`error`](UseEventSource::error) when the connection's
//! state changes, a signal when an event comes. A component that reads none of them is not rendered, whatever comes. Handles are
//! `Copy`, and may be given to other components, as a property or a context.
//!
//! # Off the web
//!
//! Where a server renders, nothing is opened: the state is connecting and there are no events yet. That is also what the
//! first rendering in the browser begins with, so that it fits. In a native app a connection cannot be opened: it is closed, and
//! [`Error::Unsupported`](crate::Error::Unsupported) is its error.

mod connection;
mod events;

pub use connection::{UseEventSource, use_event_source, use_event_source_with};
pub use events::{use_event, use_on_error, use_on_event, use_reduce_event};
#[cfg(feature = "json")]
pub use events::{use_events, use_on_events, use_reduce_events};
