//! What shows only after many times: no event is lost however often the server dies, nothing is left behind by connections
//! that come and go.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "life/both.rs"]
#[macro_use]
mod both;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "life/faults.rs"]
mod faults;
#[path = "endurance/loss.rs"]
mod loss;
#[path = "endurance/rounds.rs"]
mod rounds;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
