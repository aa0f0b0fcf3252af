//! One typed stream.

use eventsource_wasm::{EventSource, Json};
use eventsource_wasm_bench_size::{Stats, complain, show};
use futures_util::StreamExt;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
pub fn run(url: String) {
    let mut events = match EventSource::new(url) {
        Ok(source) => source.stream::<Json<Stats>>("stats"),
        Err(error) => return complain(&error.to_string()),
    };
    spawn_local(async move {
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => show(event.data.0.users, event.data.0.connections),
                Err(error) => complain(&error.to_string()),
            }
        }
    });
}
