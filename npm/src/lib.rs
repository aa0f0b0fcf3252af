//! The WebAssembly half of the npm package: the library's connection, exported to the TypeScript shell beside it.
//!
//! Events cross as the browser's own objects, so JSON is decoded in JavaScript. Options have been checked by the shell.

#![cfg(target_arch = "wasm32")]

mod report;

use eventsource_wasm::{Event, EventSource, Retry, Transport};
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
    /// Opens a connection. `on_state` is called with each new state, `on_error` with each error, both as plain objects.
    ///
    /// # Errors
    ///
    /// Throws the error's message where nothing can be opened: the shell has checked the URL, so there is no `EventSource` class.
    #[wasm_bindgen(constructor)]
    pub fn new(
        url: String,
        with_credentials: bool,
        transport: &str,
        standard: bool,
        on_state: Function,
        on_error: Function,
    ) -> Result<Self, JsValue> {
        let source = EventSource::builder(url)
            .with_credentials(with_credentials)
            .transport(match transport {
                "native" => Transport::Native,
                "fetch" => Transport::Fetch,
                _ => Transport::Auto,
            })
            .retry(if standard { Retry::standard() } else { Retry::default() })
            .build()
            .map_err(|error| JsValue::from_str(&error.to_string()))?;
        source.on_state(move |state| call(&on_state, &report::state(*state))).forget();
        source.on_error(move |error| call(&on_error, &report::error(error))).forget();
        Ok(Self { source })
    }

    /// Calls back with each event of this type, a `MessageEvent`.
    pub fn listen(&self, event_type: &str, callback: Function) {
        self.source.on(event_type, move |event: Event<MessageEvent>| call(&callback, &event.data)).forget();
    }

    /// The id of the last event; empty where there was none.
    #[must_use]
    #[wasm_bindgen(getter, js_name = lastEventId)]
    pub fn last_event_id(&self) -> String {
        self.source.last_event_id()
    }

    /// Connects anew at once.
    pub fn reconnect(&self) {
        self.source.reconnect();
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
