//! Hooks for [Yew](https://yew.rs) 0.23: a connection that lives as long as its component, and its events as state.
//!
//! ```
//! use eventsource_wasm::{Json, State, yew::{use_event, use_event_source}};
//! use yew::prelude::*;
//!
//! #[component]
//! fn Count() -> Html {
//!     let source = use_event_source("/users/count");
//!     let count = use_event::<Json<u32>>(&source, "userCount");
//!     let reconnect = {
//!         let source = source.clone();
//!         move |_| source.reconnect()
//!     };
//!     html! {
//!         <>
//!             <p>{ count.map(|event| event.data.0) } { " users" }</p>
//!             if source.state() != State::Open {
//!                 <button onclick={reconnect}>{ "Reconnect now" }</button>
//!             }
//!         </>
//!     }
//! }
//! ```
//!
//! # Which hook
//!
//! | for | events of one type | one enum for many types (feature `json`) |
//! |---|---|---|
//! | the latest, as state | [`use_event`] | [`use_events`] |
//! | what all of them add up to, as state | [`use_reduce_event`] | [`use_reduce_events`] |
//! | each of them, in a callback | [`use_on_event`] | [`use_on_events`] |
//!
//! A component may be rendered once for several events, and then sees the last of them: where each counts, fold them or take the
//! callback, which miss none. [`use_on_error`] is told of what goes wrong, and [`UseEventSourceHandle::source`] is the event source itself,
//! for streams and all else.
//!
//! # When a component is rendered
//!
//! One that opens a connection: when the connection's state changes, as that is part of the handle. Not for events, unless it
//! uses one of the hooks that make state of them. A handle may be given to other components, as a property or a context: they are
//! rendered likewise.
//!
//! # Servers
//!
//! Where a server renders, nothing is opened: the state is connecting and there are no events yet. That is also what the
//! first rendering in the browser begins with, so that it fits.

mod connection;
mod events;

pub use connection::{UseEventSourceHandle, use_event_source, use_event_source_with};
pub use events::{use_event, use_on_error, use_on_event, use_reduce_event};
#[cfg(feature = "json")]
pub use events::{use_events, use_on_events, use_reduce_events};
