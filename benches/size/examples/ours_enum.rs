//! One enum for two events, as a stream.

use eventsource_wasm::EventSource;
use eventsource_wasm_bench_size::{Stats, complain, show};
use futures_util::StreamExt;
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ServerEvent {
    UserCount(u32),
    Stats(Stats),
}

#[wasm_bindgen]
pub fn run(url: String) {
    let mut events = match EventSource::new(url).and_then(|source| source.events::<ServerEvent>()) {
        Ok(events) => events,
        Err(error) => return complain(&error.to_string()),
    };
    spawn_local(async move {
        while let Some(event) = events.next().await {
            match event.map(|event| event.data) {
                Ok(ServerEvent::UserCount(users)) => show(users, 0),
                Ok(ServerEvent::Stats(stats)) => show(stats.users, stats.connections),
                Err(error) => complain(&error.to_string()),
            }
        }
    });
}
