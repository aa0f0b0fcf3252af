//! The WebAssembly half of the npm package: the library's connection, exported to the TypeScript shell beside it.
//!
//! Events cross as the browser's own objects: no text is copied into WebAssembly, and JSON is decoded in JavaScript.

#![cfg(target_arch = "wasm32")]

use eventsource_wasm::{Error, Event, EventSource, ReadyState};
use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::MessageEvent;

/// One connection. The shell in TypeScript is its only user.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Connection {
    source: EventSource,
}

#[wasm_bindgen]
impl Connection {
    /// Opens a connection. `on_open` is called without arguments, `on_error` with whether the browser tries again.
    ///
    /// # Errors
    ///
    /// Throws `undefined` where there is no `EventSource` class: the shell has checked the URL, and has words for this.
    #[wasm_bindgen(constructor)]
    pub fn new(url: String, with_credentials: bool, on_open: Function, on_error: Function) -> Result<Self, JsValue> {
        let source =
            EventSource::builder(url).with_credentials(with_credentials).build().map_err(|_| JsValue::UNDEFINED)?;
        source.on_open(move || call(&on_open, &JsValue::UNDEFINED)).forget();
        source.on_error(move |error: &Error| call(&on_error, &error.will_retry().into())).forget();
        Ok(Self { source })
    }

    /// Calls back with each event of this type, a `MessageEvent`.
    pub fn listen(&self, event_type: &str, callback: Function) {
        self.source.on(event_type, move |event: Event<MessageEvent>| call(&callback, &event.data)).forget();
    }

    #[must_use]
    /// 0 while connecting, 1 while open, 2 once closed.
    #[wasm_bindgen(getter, js_name = readyState)]
    pub fn ready_state(&self) -> u8 {
        match self.source.ready_state() {
            ReadyState::Connecting => 0,
            ReadyState::Open => 1,
            ReadyState::Closed => 2,
        }
    }

    /// Closes the connection. Nobody is called back after this.
    pub fn close(&self) {
        self.source.close();
    }
}

/// The shell's callbacks report what their users' listeners throw, and throw nothing themselves.
fn call(callback: &Function, argument: &JsValue) {
    let _ = callback.call1(&JsValue::UNDEFINED, argument);
}
