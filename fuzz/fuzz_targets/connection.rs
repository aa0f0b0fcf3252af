//! A connection under any inputs in any order.
#![no_main]

#[path = "../../tests/core_model/mod.rs"]
mod core_model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| core_model::fuzz::connection(bytes));
