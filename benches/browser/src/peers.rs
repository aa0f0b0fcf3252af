//! What a Rust app would use in place of this library.

use std::{cell::RefCell, rc::Rc};

use futures_util::StreamExt;
use gloo_net::eventsource::futures::EventSource;
use wasm_bindgen::{JsCast, UnwrapThrowExt, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, MessageEvent, RequestCache, RequestInit, Response};

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

/// `fetch` by hand: one closure for each chunk, and serde_json on what is between the lines. It knows what the server sends, and
/// would read nothing else.
pub fn web_sys_fetch<P: Payload>(round: Round) {
    spawn_local(async move {
        let controller = AbortController::new().unwrap_throw();
        let init = RequestInit::new();
        init.set_cache(RequestCache::NoStore);
        init.set_signal(Some(&controller.signal()));
        let response = web_sys::window().unwrap_throw().fetch_with_str_and_init(&round.url, &init);
        let response: Response = JsFuture::from(response).await.unwrap_throw().unchecked_into();
        let reader = response.body().unwrap_throw().get_reader().unchecked_into();
        read_by_hand::<P>(round, reader, controller);
    });
}

fn read_by_hand<P: Payload>(mut round: Round, reader: Reader, controller: AbortController) {
    // It owns itself, until it has read them all.
    let on_chunk = Rc::new(RefCell::new(None::<Closure<dyn FnMut(Chunk)>>));
    let itself = Rc::clone(&on_chunk);
    let mut rest = Vec::new();
    let reading = reader.read();
    let take = move |chunk: Chunk| {
        let mut bytes = chunk.bytes().unwrap_throw();
        if !rest.is_empty() {
            rest.append(&mut bytes);
            bytes = std::mem::take(&mut rest);
        }
        let mut left = &bytes[..];
        while let Some(end) = left.windows(2).position(|pair| pair == b"\n\n") {
            let first = left.iter().position(|byte| *byte == b'\n').unwrap_throw();
            let payload: P::Owned = serde_json::from_slice(&left[first + "\ndata: ".len()..end]).unwrap_throw();
            if round.take(payload.weigh()) {
                controller.abort();
                drop(itself.take());
                return;
            }
            left = &left[end + 2..];
        }
        rest.extend_from_slice(left);
        reader.read().then(itself.borrow().as_ref().unwrap_throw());
    };
    let closure = Closure::new(take);
    reading.then(&closure);
    on_chunk.replace(Some(closure));
}

#[wasm_bindgen]
extern "C" {
    type Reader;
    type Reading;
    type Chunk;

    #[wasm_bindgen(method)]
    fn read(this: &Reader) -> Reading;

    // Without what web-sys would give back: nobody wants it.
    #[wasm_bindgen(method)]
    fn then(this: &Reading, on_chunk: &Closure<dyn FnMut(Chunk)>);

    #[wasm_bindgen(method, getter, js_name = value)]
    fn bytes(this: &Chunk) -> Option<Vec<u8>>;
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
