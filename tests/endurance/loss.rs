//! A server that numbers its events and is killed while it sends them.

use std::cell::Cell;

use eventsource_wasm::{Event, Json, State, Transport};
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use js_sys::Math;

use super::faults::{Key, control, never_soon, resuming, soon, victim};

const EVENTS: u32 = 100_000;
const KILLS: u32 = 50;

async fn every_event_comes_once_and_in_order_however_often_the_server_dies(transport: Transport) {
    let seed = (Math::random() * f64::from(u32::MAX)).floor();
    control(&format!("victim/start?kills={KILLS}&total={EVENTS}&seed={seed}")).await;
    let url = victim(&format!("numbered?total={EVENTS}"));
    let source = resuming(transport, url).retry(soon()).build().unwrap();

    let (say, mut said) = unbounded();
    let (wrong, lost) = (say.clone(), say.clone());
    let came = Cell::new(0);
    let _listeners = [
        source.on("n", move |event: Event<Json<u32>>| {
            let Json(number) = event.data;
            if number != came.get() + 1 || event.last_event_id() != number.to_string() {
                let said = format!("{number} (id {}) came after {}", event.last_event_id(), came.get());
                wrong.unbounded_send(said).unwrap();
            }
            came.set(number);
        }),
        source.on("done", move |event: Event<String>| say.unbounded_send(event.data).unwrap()),
        source.on_error(move |error| {
            if error.is_final() {
                lost.unbounded_send(error.to_string()).unwrap();
            }
        }),
    ];
    assert_eq!(said.next().await.unwrap(), "done", "seed {seed}");
    assert_eq!(source.last_event_id(), EVENTS.to_string(), "seed {seed}");
    let status = control("victim/stop").await;
    assert_eq!(status.trim(), format!("{{\"kills\":{KILLS},\"lives\":{}}}", KILLS + 1));
}

/// To the browser's own class an event that nobody listens to has not come, nor its id.
async fn an_event_that_nobody_listens_to_counts_over_fetch_only(transport: Transport) {
    let key = Key::new("unheard");
    let url = key.stream(b"event: heard\nid: 1\ndata\n\nevent: unheard\nid: 2\ndata\n\n");
    let source = resuming(transport, url).retry(never_soon()).build().unwrap();
    let (say, mut said) = unbounded();
    let states = say.clone();
    let _listeners = [
        source.on("heard", move |event: Event<String>| {
            say.unbounded_send(event.last_event_id().to_owned()).unwrap();
        }),
        source.on_state(move |state| {
            if let State::Waiting { .. } = state {
                states.unbounded_send("waiting".to_owned()).unwrap();
            }
        }),
    ];
    assert_eq!(said.next().await.unwrap(), "1");
    key.drop_connections().await;
    assert_eq!(said.next().await.unwrap(), "waiting");
    source.reconnect();
    let expected = if transport == Transport::Fetch { "2" } else { "1" };
    assert_eq!(key.attempt(2).await.last_event_id(), Some(expected));
}

over_both!(
    every_event_comes_once_and_in_order_however_often_the_server_dies,
    an_event_that_nobody_listens_to_counts_over_fetch_only,
);
