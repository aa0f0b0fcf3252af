//! Both transports, in a service worker.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "life/both.rs"]
#[macro_use]
mod both;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "life/faults.rs"]
mod faults;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "suite/support.rs"]
mod support;
mod transports;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_service_worker);
