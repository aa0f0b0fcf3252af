//! What a Rust app would use in place of this library.

use futures_util::StreamExt;
use gloo_net::eventsource::futures::EventSource;
use wasm_bindgen::{JsCast, UnwrapThrowExt, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use crate::{
    payload::{Payload, Weigh},
    round::Round,
};

/// The browser's class by hand: one closure and serde_json, and nothing that a library would do.
pub fn web_sys<P: Payload>(mut round: Round) {
    let source = web_sys::EventSource::new(&round.url).unwrap_throw();
    let (handle, event_type) = (source.clone(), round.event_type.clone());
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_throw();
        let payload: P::Owned = serde_json::from_str(&text).unwrap_throw();
        if round.take(payload.weigh()) {
            handle.close();
        }
    });
    // The garbage collector frees it once the source is closed.
    let listener = listener.into_js_value();
    source.add_event_listener_with_callback(&event_type, listener.unchecked_ref()).unwrap_throw();
}

/// gloo-net's stream of events, and serde_json.
pub fn gloo_net<P: Payload>(mut round: Round) {
    spawn_local(async move {
        let mut source = EventSource::new(&round.url).unwrap_throw();
        let mut events = source.subscribe(round.event_type.as_str()).unwrap_throw();
        while let Some(event) = events.next().await {
            let (_, event) = event.unwrap_throw();
            let text = event.data().as_string().unwrap_throw();
            let payload: P::Owned = serde_json::from_str(&text).unwrap_throw();
            if round.take(payload.weigh()) {
                break;
            }
        }
    });
}
