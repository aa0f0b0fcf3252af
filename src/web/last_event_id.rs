//! The last event id as the value of a request header.

use std::cell::OnceCell;

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ReadableStream, Response};

thread_local! {
    static ENCODES_HEADERS: OnceCell<bool> = const { OnceCell::new() };
}

/// The string to be given to `Headers` so that the server gets the id as UTF-8; `None` where no string does that.
///
/// > If the event source's last event ID string is not the empty string, then: Let lastEventIDValue be the event source's last
/// > event ID string, encoded as UTF-8.
///
/// A header's value is a string whose characters stand for bytes. Firefox, Chromium and Node send these bytes. `WebKit` takes
/// the characters for text and encodes them once more: there the id is given as it is, if its characters all fit.
pub(super) fn header_value(id: &str) -> Option<String> {
    if id.is_ascii() {
        Some(id.to_owned())
    } else if encodes_headers() {
        id.chars().all(|char| u32::from(char) <= 0xFF).then(|| id.to_owned())
    } else {
        Some(id.bytes().map(char::from).collect())
    }
}

/// Whether `fetch` encodes a header's value as UTF-8.
///
/// Only a server sees that. But the engine that does it is also the one whose bodies have no reader that brings its own buffer.
fn encodes_headers() -> bool {
    ENCODES_HEADERS.with(|known| *known.get_or_init(|| body().is_some_and(|body| !has_byob_reader(&body))))
}

fn body() -> Option<ReadableStream> {
    Response::new_with_opt_js_u8_array(Some(&Uint8Array::new_with_length(1))).ok()?.body()
}

fn has_byob_reader(body: &ReadableStream) -> bool {
    let options = Object::new();
    let set = Reflect::set(&options, &JsValue::from_str("mode"), &JsValue::from_str("byob"));
    let get_reader = Reflect::get(body, &JsValue::from_str("getReader"));
    let get_reader = get_reader.ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok());
    set.is_ok() && get_reader.is_some_and(|function| function.call1(body, &options).is_ok())
}
