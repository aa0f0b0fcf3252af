//! What windows, workers and other runtimes have in common, and what is there in some of them only.

use js_sys::{Reflect, global};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, Url};

/// Whether there is a class or function of this name.
pub(super) fn has(name: &str) -> bool {
    property(&global(), name).is_some()
}

/// The global object, where it is told of the page's life: in windows and workers.
pub(super) fn target() -> Option<EventTarget> {
    global().dyn_into().ok()
}

/// Whether this is a browser's worker.
#[cfg(feature = "fetch")]
pub(super) fn is_worker() -> bool {
    has("WorkerGlobalScope")
}

/// The document, where this is a window.
pub(super) fn document() -> Option<EventTarget> {
    property(&global(), "document")?.dyn_into().ok()
}

/// Whether the page cannot be seen.
pub(super) fn is_hidden(document: &EventTarget) -> bool {
    property(document, "visibilityState").is_some_and(|state| state == "hidden")
}

/// Whether the browser says that it has no network.
pub(super) fn is_offline() -> bool {
    let online = property(&global(), "navigator").and_then(|navigator| property(&navigator, "onLine"));
    online.is_some_and(|online| online == JsValue::FALSE)
}

/// What URLs are relative to: the document's base, or the worker's script. Runtimes other than browsers have neither.
pub(super) fn base() -> Option<String> {
    let base = document().and_then(|document| property(&document, "baseURI"));
    base.or_else(|| property(&property(&global(), "location")?, "href"))?.as_string()
}

/// The origin of this page or worker.
pub(super) fn origin() -> Option<String> {
    property(&property(&global(), "location")?, "origin")?.as_string()
}

/// The origin of a URL; empty where it makes no sense.
pub(super) fn origin_of(url: &str) -> String {
    Url::new(url).map(|url| url.origin()).unwrap_or_default()
}

/// A property that is there.
fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// What was thrown, in words.
pub(super) fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        // A DOMException is no Error in every engine.
        None => property(error, "message").and_then(|message| message.as_string()).unwrap_or_default(),
    }
}
