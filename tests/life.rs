//! The page's life: it is offline and back, left and restored, hidden and seen, asleep.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "life/both.rs"]
#[macro_use]
mod both;
#[path = "life/clock.rs"]
mod clock;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "life/faults.rs"]
mod faults;
#[path = "life/history.rs"]
mod history;
#[path = "life/network.rs"]
mod network;
#[path = "life/page.rs"]
mod page;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "suite/support.rs"]
mod support;
#[path = "life/visibility.rs"]
mod visibility;
#[path = "life/watch.rs"]
mod watch;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
