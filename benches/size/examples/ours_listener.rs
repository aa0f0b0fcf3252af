//! One typed listener.

use eventsource_wasm::{Event, EventSource, Json};
use eventsource_wasm_bench_size::{Stats, complain, show};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn run(url: String) {
    match EventSource::new(url) {
        Ok(source) => {
            source.on("stats", |event: Event<Json<Stats>>| show(event.data.0.users, event.data.0.connections)).forget()
        }
        Err(error) => complain(&error.to_string()),
    }
}
