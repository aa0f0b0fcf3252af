//! gloo-net and serde_json: one typed event. It has streams only, so that a listener is this too.

use eventsource_wasm_bench_size::{Stats, complain, show};
use futures_util::StreamExt;
use gloo_net::eventsource::futures::EventSource;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
pub fn run(url: String) {
    let mut source = match EventSource::new(&url) {
        Ok(source) => source,
        Err(error) => return complain(&error.to_string()),
    };
    let mut events = match source.subscribe("stats") {
        Ok(events) => events,
        Err(error) => return complain(&error.to_string()),
    };
    spawn_local(async move {
        // It closes when it is dropped.
        let _source = source;
        while let Some(event) = events.next().await {
            match event {
                Ok((_, message)) => {
                    match serde_json::from_str::<Stats>(&message.data().as_string().unwrap_or_default()) {
                        Ok(stats) => show(stats.users, stats.connections),
                        Err(error) => complain(&error.to_string()),
                    }
                }
                Err(error) => complain(&error.to_string()),
            }
        }
    });
}
