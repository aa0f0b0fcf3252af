//! The hooks for Leptos, against the mock server: in browsers, and on this machine too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(target_arch = "wasm32")]
#[path = "leptos/browser.rs"]
mod browser;
#[path = "leptos/events.rs"]
mod events;
#[path = "leptos/life.rs"]
mod life;
#[cfg(target_arch = "wasm32")]
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../suite/streams.rs"]
mod streams;
#[path = "leptos/support.rs"]
mod support;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
