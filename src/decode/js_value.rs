//! Data that stays on JavaScript's side: values made by `JSON.parse`, and the browser's event itself.

use wasm_bindgen::JsValue;

use super::{Data, sealed::Sealed};
use crate::{
    error::{Cause, cause},
    web::Raw,
};

impl Sealed for JsValue {}

impl Data for JsValue {
    fn decode(raw: &Raw) -> Result<Self, Cause> {
        raw.parse_json().map_err(cause)
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Sealed for web_sys::MessageEvent {}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl Data for web_sys::MessageEvent {
    fn decode(raw: &Raw) -> Result<Self, Cause> {
        Ok(raw.message_event().clone())
    }
}
