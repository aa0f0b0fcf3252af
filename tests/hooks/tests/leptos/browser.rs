//! With no mock server between it and the browser.

use std::sync::{Arc, Mutex};

use eventsource_wasm::{
    Error, State, Transport,
    connection::Cause,
    leptos::{UseEventSource, use_event_source, use_event_source_with_options},
};
use hooks_tests::until;
use reactive_graph::{owner::Owner, prelude::*};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    streams,
    support::{start_effects, turn},
};

async fn follows_a_stream_until_it_is_unmounted(transport: Transport) {
    start_effects();
    let (owner, seen) = (Owner::new(), Arc::new(Mutex::new(Vec::new())));
    let heard = Arc::clone(&seen);
    let events = owner.with(|| {
        let url = streams::stream(b"event: greeting\ndata: hello\n\nevent: greeting\ndata: you\n\n");
        let events: UseEventSource<String> =
            use_event_source_with_options(url, "greeting", move |builder| builder.transport(transport));
        events.on_event(move |event| heard.lock().unwrap().push(event.data));
        events
    });
    until("both events are there", || {
        let seen = seen.lock().unwrap();
        // After its end the stream is there again.
        if seen.starts_with(&["hello".into(), "you".into()]) { Ok(()) } else { Err(format!("{seen:?}")) }
    })
    .await;
    let source = events.source().unwrap();
    owner.cleanup();
    assert_eq!(source.state(), State::Closed { cause: Cause::Requested });
}

#[wasm_bindgen_test]
async fn the_browsers_own_class_is_followed_until_it_is_unmounted() {
    follows_a_stream_until_it_is_unmounted(Transport::Native).await;
}

#[wasm_bindgen_test]
async fn a_stream_over_fetch_is_followed_until_it_is_unmounted() {
    follows_a_stream_until_it_is_unmounted(Transport::Fetch).await;
}

#[wasm_bindgen_test]
async fn a_url_that_makes_no_sense_is_an_error_and_no_panic() {
    start_effects();
    let owner = Owner::new();
    let events = owner.with(|| use_event_source::<String>("http://", "message"));
    turn().await;
    assert!(matches!(events.error.get_untracked(), Some(Error::InvalidUrl { .. })));
    assert_eq!(events.state.get_untracked(), State::Closed { cause: Cause::Request });
}
