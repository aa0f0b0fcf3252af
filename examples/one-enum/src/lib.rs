//! The live user count as a stream: one enum for all that the server sends.

use eventsource_wasm::{Error, EventSource};
use futures_util::StreamExt;
use page::show;
use wasm_bindgen::prelude::*;

/// An event each: `event: userCount` with `data: 3`, `event: stats` with `data: {"users":3,"connections":5,..}`.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum ServerEvent {
    UserCount(u32),
    Stats {
        connections: u32,
        peak: u32,
    },
    #[serde(other)]
    Unknown,
}

#[wasm_bindgen(start)]
async fn start() -> Result<(), JsError> {
    Ok(follow().await?)
}

async fn follow() -> Result<(), Error> {
    let source = EventSource::new("/users/count")?;
    let mut events = source.events::<ServerEvent>()?;
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                show("state", "live");
                match event.data {
                    ServerEvent::UserCount(users) => show("users", &users.to_string()),
                    ServerEvent::Stats { connections, peak } => {
                        show("stats", &format!("{connections} tabs, never more than {peak} users"));
                    }
                    ServerEvent::Unknown => {}
                }
            }
            Err(error) => show("state", &error.to_string()),
        }
    }
    Ok(())
}
