//! Data that stays on JavaScript's side: values made by `JSON.parse`, and the browser's event itself.

use wasm_bindgen::JsValue;

use super::{Data, sealed::Sealed};
use crate::{
    error::{Reason, reason},
    raw::Raw,
};

impl Sealed for JsValue {}

impl Data for JsValue {
    fn decode(raw: &Raw) -> Result<Self, Reason> {
        raw.parse_json().map_err(reason)
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Sealed for web_sys::MessageEvent {}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Data for web_sys::MessageEvent {
    fn decode(raw: &Raw) -> Result<Self, Reason> {
        raw.message_event().map_err(reason)
    }
}
