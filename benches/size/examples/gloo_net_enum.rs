//! gloo-net and serde_json: two events as one enum.

use eventsource_wasm_bench_size::{Stats, complain, show};
use futures_util::{StreamExt, stream::select};
use gloo_net::eventsource::futures::EventSource;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

enum ServerEvent {
    UserCount(u32),
    Stats(Stats),
}

fn decode(event_type: &str, data: &str) -> Result<ServerEvent, serde_json::Error> {
    match event_type {
        "userCount" => serde_json::from_str(data).map(ServerEvent::UserCount),
        _ => serde_json::from_str(data).map(ServerEvent::Stats),
    }
}

#[wasm_bindgen]
pub fn run(url: String) {
    let mut source = match EventSource::new(&url) {
        Ok(source) => source,
        Err(error) => return complain(&error.to_string()),
    };
    let (counts, stats) = match (source.subscribe("userCount"), source.subscribe("stats")) {
        (Ok(counts), Ok(stats)) => (counts, stats),
        (Err(error), _) | (_, Err(error)) => return complain(&error.to_string()),
    };
    let mut events = select(counts, stats);
    spawn_local(async move {
        // It closes when it is dropped.
        let _source = source;
        while let Some(event) = events.next().await {
            match event {
                Ok((event_type, message)) => {
                    match decode(&event_type, &message.data().as_string().unwrap_or_default()) {
                        Ok(ServerEvent::UserCount(users)) => show(users, 0),
                        Ok(ServerEvent::Stats(stats)) => show(stats.users, stats.connections),
                        Err(error) => complain(&error.to_string()),
                    }
                }
                Err(error) => complain(&error.to_string()),
            }
        }
    });
}
