//! What the library promises, over both transports: as tests that run in a window, in every kind of worker, and in Node.
//!
//! The suite says more, over the browser's own class alone. Who runs these brings `over_both!`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod coming_back;
mod events;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../life/faults.rs"]
mod faults;
mod lifetime;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../suite/support.rs"]
mod support;
