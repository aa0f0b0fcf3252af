//! One contestant's turn: so many events of one stream.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// What is to be read, and who is told when it has been.
#[wasm_bindgen]
pub struct Round {
    pub(crate) url: String,
    pub(crate) event_type: String,
    left: u32,
    sum: f64,
    done: Function,
}

#[wasm_bindgen]
impl Round {
    #[wasm_bindgen(constructor)]
    pub fn new(url: String, event_type: String, count: u32, done: Function) -> Self {
        Self { url, event_type, left: count, sum: 0.0, done }
    }
}

impl Round {
    /// Takes one event's weight, and tells whether it was the last.
    pub(crate) fn take(&mut self, weight: f64) -> bool {
        self.sum += weight;
        self.left -= 1;
        if self.left > 0 {
            return false;
        }
        let _ = self.done.call1(&JsValue::NULL, &self.sum.into());
        true
    }
}
