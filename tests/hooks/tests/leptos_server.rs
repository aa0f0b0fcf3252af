//! The hooks for Leptos where a server renders: on whatever thread, with nothing of a browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::thread;

use eventsource_wasm::{
    Event, Json, State,
    connection::Cause,
    leptos::{use_event_source, use_events},
};
use reactive_graph::{owner::Owner, prelude::*, signal::RwSignal};
use serde::Deserialize;

/// Its data may be such as stays on its thread elsewhere; here there is none.
#[derive(Clone, Deserialize)]
enum ServerEvent {
    #[serde(rename = "userCount")]
    UserCount(u32),
}

#[test]
fn nothing_is_opened_and_any_thread_may_render_and_end_it() {
    let owner = Owner::new();
    let (count, seen) = owner.with(|| {
        let (count, seen) = (use_event_source::<Json<u32>>("/users/count", "userCount"), RwSignal::new(0));
        count.on_event(move |event| seen.set(event.data.0));
        count.listen(move |source| source.on("peak", move |event: Event<Json<u32>>| seen.set(event.data.0)));
        (count, seen)
    });
    let rendered = thread::spawn(move || {
        owner.with(|| {
            count.reconnect();
            assert!(count.source().is_none());
            assert!(count.event.get().is_none() && count.error.get().is_none());
            assert_eq!((count.state.get(), seen.get()), (State::Connecting { attempt: 0 }, 0));
            count.close();
            let text = count.data.get().map_or_else(|| "–".to_owned(), |Json(users)| users.to_string());
            owner.cleanup();
            text
        })
    });
    assert_eq!(rendered.join().unwrap(), "–");
}

#[test]
fn an_enum_is_as_inert() {
    Owner::new().with(|| {
        let events = use_events::<ServerEvent>("/users/count");
        assert!(events.data.get().map(|ServerEvent::UserCount(users)| users).is_none());
        assert_eq!(events.state.get(), State::Connecting { attempt: 0 });
    });
}

#[test]
fn without_a_url_there_is_nothing_to_connect_to() {
    Owner::new().with(|| {
        let count = use_event_source::<Json<u32>>(None::<String>, "userCount");
        assert_eq!(count.state.get(), State::Closed { cause: Cause::Requested });
    });
}
