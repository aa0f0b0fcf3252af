//! Dioxus' hooks where a server renders, and in an app that is native.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dioxus::prelude::*;
use eventsource_wasm::{
    Json, State,
    dioxus::{use_event, use_event_source},
};

#[component]
fn Count() -> Element {
    let source = use_event_source("/users/count");
    let count = use_event::<Json<u32>>(source, "userCount");
    let count = count().map_or_else(|| "nobody yet".to_owned(), |event| event.data.0.to_string());
    let state = match source.state() {
        State::Connecting { .. } => "connecting",
        State::Closed { .. } => "closed",
        _ => "another",
    };
    let error = source.error().map(|error| error.to_string()).unwrap_or_default();
    rsx! { "{count}, {state}, {error}" }
}

#[test]
fn a_server_opens_nothing() {
    let mut app = VirtualDom::new(Count);
    app.rebuild_in_place();
    assert_eq!(dioxus_ssr::render(&app), "nobody yet, connecting, ");
}

#[tokio::test(flavor = "current_thread")]
async fn a_native_app_is_told_that_there_is_no_event_source() {
    let mut app = VirtualDom::new(Count);
    app.rebuild_in_place();
    // Where components live, their effects run.
    app.wait_for_work().await;
    app.render_immediate(&mut dioxus::core::NoOpMutations);
    let shown = dioxus_ssr::render(&app);
    assert!(shown.starts_with("nobody yet, closed, there is no EventSource here"), "{shown}");
}
