//! The library in Node, which has `fetch`, and no `EventSource` unless it is told to.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// There is one.
macro_rules! over_both {
    ($($test:ident),* $(,)?) => {
        mod fetch {
            $(
                #[wasm_bindgen_test::wasm_bindgen_test]
                async fn $test() {
                    super::$test(eventsource_wasm::Transport::Fetch).await;
                }
            )*
        }
    };
}

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "life/faults.rs"]
mod faults;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "suite/support.rs"]
mod support;
mod transports;

use eventsource_wasm::{Error, EventSource, Transport};
use faults::Key;
use js_sys::{Reflect, global};
use support::Log;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn fetch_is_what_there_is() {
    let key = Key::new("node");
    assert!(Reflect::get(&global(), &"EventSource".into()).unwrap().is_undefined());
    let native = EventSource::builder(key.url("ok")).transport(Transport::Native).build();
    assert!(matches!(native, Err(Error::Unsupported)), "{native:?}");

    let source = EventSource::new(key.url("ok")).unwrap();
    let log = Log::new();
    let _attempt = log.listen(&source, "attempt");
    log.next().await;
    assert_eq!(key.attempt(1).await.headers["accept"], "text/event-stream");
}

#[wasm_bindgen_test]
fn there_is_nothing_that_a_relative_url_could_be_relative_to() {
    let error = EventSource::new("/users/count").unwrap_err();
    assert!(matches!(&error, Error::InvalidUrl { url, .. } if url == "/users/count"), "{error:?}");
}
