//! The live user count by callbacks, with the connection's state and the seconds until it comes back.

use eventsource_wasm::{Error, Event, EventSource, Json, State, Transport};
use gloo_timers::callback::Interval;
use page::show;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn start() -> Result<(), JsError> {
    // Over `fetch` it is known when the connection comes back. The browser's own class waits by itself, and does not say how long.
    let source = EventSource::builder("/users/count").transport(Transport::Fetch).build()?;

    source.on("userCount", |event: Event<Json<u32>>| show("users", &event.data.0.to_string())).forget();
    source.on_open(|| show("error", "")).forget();
    source.on_error(|error: &Error| show("error", &error.to_string())).forget();

    let handle = source.clone();
    let show_state = move || show("state", &in_words(&handle));
    show_state();
    let changed = show_state.clone();
    source.on_state(move |_| changed()).forget();
    Interval::new(250, show_state).forget();
    Ok(())
}

fn in_words(source: &EventSource) -> String {
    match (source.state(), source.next_retry_in()) {
        (State::Open, _) => "live".into(),
        (State::Waiting { .. }, Some(time)) => format!("reconnecting in {} s", time.as_secs() + 1),
        (State::Waiting { .. }, None) => "reconnecting".into(),
        (State::Closed { .. }, _) => "closed".into(),
        _ => "connecting".into(),
    }
}
