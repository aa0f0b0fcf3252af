//! What happens to a connection, and what becomes of it: against the fault server's real sockets, over both transports and
//! by both policies.
//!
//! The page has to be opened through the fault server, as the test command does it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "matrix/answers.rs"]
mod answers;
#[path = "matrix/away.rs"]
mod away;
#[path = "matrix/case.rs"]
mod case;
#[path = "matrix/cors.rs"]
mod cors;
#[path = "matrix/deviations.rs"]
mod deviations;
#[path = "matrix/endings.rs"]
mod endings;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "life/faults.rs"]
mod faults;
#[path = "matrix/fields.rs"]
mod fields;
#[path = "matrix/redirects.rs"]
mod redirects;
#[path = "matrix/rejections.rs"]
mod rejections;
#[path = "matrix/requests.rs"]
mod requests;
#[path = "matrix/row.rs"]
mod row;
#[path = "matrix/sizes.rs"]
mod sizes;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "suite/streams.rs"]
mod streams;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "suite/support.rs"]
mod support;
#[path = "matrix/unanswered.rs"]
mod unanswered;
#[path = "matrix/wishes.rs"]
mod wishes;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
