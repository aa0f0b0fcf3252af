//! The suite, in a window.
#![cfg(target_arch = "wasm32")]

#[path = "life/both.rs"]
#[macro_use]
mod both;
mod suite;
mod transports;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
