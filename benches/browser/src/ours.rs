//! This library: its transports, and its ways to hand over an event.

use eventsource_wasm::{Event, EventSource, Json};
use wasm_bindgen::UnwrapThrowExt;

use crate::{
    payload::{Payload, Weigh},
    round::Round,
};

/// The browser's own `EventSource`, a typed listener.
pub fn native<P: Payload>(round: Round) {
    listen::<P>(EventSource::new(&round.url).unwrap_throw(), round);
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
