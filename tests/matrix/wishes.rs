//! What users ask for: another connection now, an end by their own signal.

use std::time::Duration;

use eventsource_wasm::{Cause, Event, Retry, State, Text};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::{
    case::{CASES, Watch},
    faults::{Key, Site},
};

#[wasm_bindgen_test]
async fn reconnecting_replaces_a_connection_that_stands() {
    for case in CASES {
        let key = Key::new("matrix");
        let watch = Watch::new(case.builder(key.at(Site::Own, "ok")));
        watch.hears(&["open", "attempt 1"]).await;
        watch.source.reconnect();
        watch.hears(&["connecting 0", "open", "attempt 2"]).await;
        let seen = key.attempt(2).await;
        // A new object of the browser's class cannot send the header.
        assert_eq!(seen.last_event_id_hex.as_deref(), (!case.is_native()).then_some("31"));
        // Within a listener, in the middle of a chunk.
        let handle = watch.source.clone();
        let _listener = watch.source.once("half", move |_: Event<Text>| handle.reconnect());
        key.write("event: half\ndata: 1\n\ndata: not this\n\n").await;
        watch.hears(&["half: 1", "connecting 0", "open", "attempt 3"]).await;
        watch.source.close();
        key.closed().await;
    }
}

#[wasm_bindgen_test]
async fn reconnecting_ends_a_wait() {
    let hours = Duration::from_hours(3);
    for case in CASES {
        let key = Key::new("matrix");
        let never = Retry::default().min(hours).max(hours);
        let builder = case.builder(key.at(Site::Own, "status/503?times=2"));
        let watch = Watch::new(builder.retry(never));
        let error = if case.is_native() { "GaveUp" } else { "Http 503" };
        watch.hears(&["waiting 1", error]).await;
        let rest = watch.source.next_retry_in().unwrap();
        assert!(rest > Duration::from_mins(170), "{rest:?}");
        watch.source.reconnect();
        watch.hears(&["connecting 1", "waiting 2", error]).await;
        watch.source.reconnect();
        watch.hears(&["connecting 2", "open", "attempt 3"]).await;
        assert_eq!(watch.source.next_retry_in(), None);
    }
}

#[wasm_bindgen_test]
async fn a_signal_ends_a_connection_and_a_wait() {
    for case in CASES {
        for route in ["ok", "silent", "status/503?retry-after=1000"] {
            let (key, controller) = (Key::new("matrix"), AbortController::new().unwrap());
            let retry = Retry::default().min(Duration::from_mins(20)).max(Duration::from_hours(1));
            let builder = case.builder(key.at(Site::Own, route)).retry(retry);
            let watch = Watch::new(builder.signal(controller.signal()));
            match route {
                "ok" => watch.hears(&["open", "attempt 1"]).await,
                "silent" => drop(key.attempt(1).await),
                _ => watch.hears(&["waiting 1", if case.is_native() { "GaveUp" } else { "Http 503" }]).await,
            }
            controller.abort();
            watch.hears(&["closed", "Aborted"]).await;
            assert_eq!(watch.source.state(), State::Closed { cause: Cause::Aborted });
            key.closed().await;
            watch.source.reconnect();
            assert_eq!(key.attempts().await.len(), 1);
        }
    }
}

#[wasm_bindgen_test]
async fn a_signal_that_was_given_before_lets_nothing_through() {
    for case in CASES {
        let (key, controller) = (Key::new("matrix"), AbortController::new().unwrap());
        controller.abort();
        let watch = Watch::new(case.builder(key.at(Site::Own, "ok")).signal(controller.signal()));
        watch.hears(&["closed", "Aborted"]).await;
        key.closed().await;
    }
}
