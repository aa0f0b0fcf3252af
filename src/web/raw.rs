//! One event as the browser hands it over, before anybody decodes it.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::MessageEvent;

/// An event before it is decoded. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Raw(MessageEvent);

impl Raw {
    pub(crate) fn new(event: MessageEvent) -> Self {
        Self(event)
    }

    /// The data, copied out of JavaScript; `None` where it is no string.
    pub(crate) fn text(&self) -> Option<String> {
        self.0.data().as_string()
    }

    /// What `JSON.parse` makes of the data, or its complaint.
    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        json_parse(&self.0.data()).map_err(|error| js_sys::Error::from(error).message().into())
    }

    pub(crate) fn last_event_id(&self) -> String {
        self.0.last_event_id()
    }

    pub(crate) fn origin(&self) -> String {
        self.0.origin()
    }

    pub(crate) fn message_event(&self) -> &MessageEvent {
        &self.0
    }
}

#[wasm_bindgen]
extern "C" {
    // js-sys's own takes a `&str`: the text would cross into wasm and back.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn json_parse(text: &JsValue) -> Result<JsValue, JsValue>;
}
