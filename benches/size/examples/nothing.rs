//! What every app has: text comes in, and goes to the console.

use eventsource_wasm_bench_size::complain;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn run(url: String) {
    complain(&url);
}
