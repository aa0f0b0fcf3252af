//! The browser's own `EventSource`: the browser connects, parses and reconnects.

use std::{cell::OnceCell, fmt, rc::Rc};

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::MessageEvent;

use super::Raw;
use crate::{error::Error, ready_state::ReadyState};

/// One object of the browser's class. Dropping it closes the connection.
pub(crate) struct Native {
    object: web_sys::EventSource,
    /// The listeners for `open` and for connection errors.
    connection: OnceCell<[EventListener; 2]>,
}

impl Native {
    /// `new EventSource(url, { withCredentials })`.
    pub(crate) fn open(url: &str, with_credentials: bool) -> Result<Self, Error> {
        let init = web_sys::EventSourceInit::new();
        init.set_with_credentials(with_credentials);
        match web_sys::EventSource::new_with_event_source_init_dict(url, &init) {
            Ok(object) => Ok(Self { object, connection: OnceCell::new() }),
            Err(error) => Err(refusal(url, &error)),
        }
    }

    /// Calls back when the connection opens, and when it fails, with the state that it is in then.
    pub(crate) fn watch(&self, on_open: impl Fn() + 'static, on_error: impl Fn(ReadyState) + 'static) {
        // A server may send events named `open` and `error`. The standard fires those with the MessageEvent interface,
        // and for the connection itself "an event named open" or "error", a plain Event.
        let (on_open, on_error, object) = (Rc::new(on_open), Rc::new(on_error), self.object.clone());
        self.connection.get_or_init(|| {
            [
                EventListener::new(&self.object, "open", move |event| {
                    if !event.is_instance_of::<MessageEvent>() {
                        let on_open = Rc::clone(&on_open);
                        afterwards(move || on_open());
                    }
                }),
                EventListener::new(&self.object, "error", move |event| {
                    if !event.is_instance_of::<MessageEvent>() {
                        let (on_error, state) = (Rc::clone(&on_error), ready_state(&object));
                        afterwards(move || on_error(state));
                    }
                }),
            ]
        });
    }

    /// Calls back for each event of this type, until the listener is dropped.
    pub(crate) fn listen(&self, event_type: &str, callback: impl Fn(Raw) + 'static) -> NativeListener {
        NativeListener::new(self.object.clone(), event_type.to_owned(), callback)
    }

    /// The URL as the browser resolved it.
    pub(crate) fn url(&self) -> String {
        self.object.url()
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        ready_state(&self.object)
    }

    pub(crate) fn close(&self) {
        self.object.close();
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Native").field("ready_state", &self.ready_state()).finish_non_exhaustive()
    }
}

/// A listener for one event type on the browser's object. Dropping it removes it.
///
/// Not gloo-events' here: its closure is a `FnMut`, which throws and so loses the event where a listener dispatches
/// another event to its own object, and a detour for each event would cost too much. This one is a `Fn`, and who is called
/// decides what to do then.
pub(crate) struct NativeListener {
    object: web_sys::EventSource,
    event_type: String,
    closure: Closure<dyn Fn(web_sys::Event)>,
}

impl NativeListener {
    fn new(object: web_sys::EventSource, event_type: String, callback: impl Fn(Raw) + 'static) -> Self {
        let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            // Anything else is the connection's own `open` or `error`.
            if let Ok(event) = event.dyn_into::<MessageEvent>() {
                callback(Raw::new(event));
            }
        });
        // Adding cannot throw: it does so for no event type and no callback.
        let _ = object.add_event_listener_with_callback(&event_type, closure.as_ref().unchecked_ref());
        Self { object, event_type, closure }
    }
}

impl Drop for NativeListener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.object.remove_event_listener_with_callback(&self.event_type, callback);
    }
}

impl fmt::Debug for NativeListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeListener").field("event_type", &self.event_type).finish_non_exhaustive()
    }
}

fn ready_state(object: &web_sys::EventSource) -> ReadyState {
    match object.ready_state() {
        web_sys::EventSource::CONNECTING => ReadyState::Connecting,
        web_sys::EventSource::OPEN => ReadyState::Open,
        _ => ReadyState::Closed,
    }
}

/// Runs it as soon as the listener that asks for it has returned, and before the browser does anything else.
///
/// gloo-events' closure is a `FnMut`: it would throw where user code that it calls dispatches such an event itself.
fn afterwards(run: impl FnOnce() + 'static) {
    queue_microtask(&Closure::once_into_js(run));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(callback: &JsValue);
}

/// Puts a message on the browser's console.
pub(crate) fn warn(message: &str) {
    web_sys::console::error_1(&JsValue::from_str(message));
}

/// Why the constructor threw.
fn refusal(url: &str, error: &JsValue) -> Error {
    let error: &js_sys::Error = error.unchecked_ref();
    if error.name() == "ReferenceError" {
        // The class is missing: an old service worker, or Node without its flag.
        return Error::Unsupported;
    }
    Error::InvalidUrl { url: url.to_owned(), reason: error.message().into() }
}
