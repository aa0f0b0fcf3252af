//! This library: its transports, and its ways to hand over an event.

use eventsource_wasm::{Event, EventSource, Json, Text, Transport};
use futures_util::StreamExt;
use wasm_bindgen::UnwrapThrowExt;
use wasm_bindgen_futures::spawn_local;

use crate::{
    payload::{Payload, Weigh},
    round::Round,
};

/// The browser's own `EventSource`, a typed listener.
pub fn native<P: Payload>(round: Round) {
    listen::<P>(EventSource::new(&round.url).unwrap_throw(), round);
}

/// `fetch` and our own parser, a typed listener.
pub fn fetch<P: Payload>(round: Round) {
    listen::<P>(over_fetch(&round), round);
}

/// The same, decoded in the listener to a type that borrows its text from the stream's bytes.
pub fn fetch_borrowed<P: Payload>(mut round: Round) {
    let source = over_fetch(&round);
    let (handle, event_type) = (source.clone(), round.event_type.clone());
    let listener = source.on(&event_type, move |event: Event<Text>| {
        if round.take(event.json::<P::Borrowed<'_>>().unwrap_throw().weigh()) {
            handle.close();
        }
    });
    listener.forget();
}

/// The browser's own `EventSource`, a typed stream.
pub fn native_stream<P: Payload>(round: Round) {
    poll::<P>(EventSource::new(&round.url).unwrap_throw(), round);
}

/// `fetch` and our own parser, a typed stream.
pub fn fetch_stream<P: Payload>(round: Round) {
    poll::<P>(over_fetch(&round), round);
}

fn poll<P: Payload>(source: EventSource, mut round: Round) {
    let mut events = source.stream::<Json<P::Owned>>(&round.event_type);
    spawn_local(async move {
        while let Some(event) = events.next().await {
            if round.take(event.unwrap_throw().data.0.weigh()) {
                source.close();
            }
        }
    });
}

fn over_fetch(round: &Round) -> EventSource {
    EventSource::builder(&round.url).transport(Transport::Fetch).build().unwrap_throw()
}

fn listen<P: Payload>(source: EventSource, mut round: Round) {
    let (handle, event_type) = (source.clone(), round.event_type.clone());
    let listener = source.on(&event_type, move |event: Event<Json<P::Owned>>| {
        if round.take(event.data.0.weigh()) {
            handle.close();
        }
    });
    listener.forget();
}
