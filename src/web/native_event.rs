//! One event as the browser hands it over, and its like made by us.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{MessageEvent, MessageEventInit};

/// The browser's own event. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct NativeEvent(MessageEvent);

impl NativeEvent {
    pub(super) fn new(event: MessageEvent) -> Self {
        Self(event)
    }

    /// The data, copied out of JavaScript; `None` where it is no string.
    pub(crate) fn text(&self) -> Option<String> {
        self.0.data().as_string()
    }

    /// What `JSON.parse` makes of the data, or its complaint.
    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        parse(&self.0.data())
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

/// What `JSON.parse` makes of a text, or its complaint.
pub(crate) fn parse_json(text: &str) -> Result<JsValue, String> {
    parse(&JsValue::from_str(text))
}

/// The event that the browser would dispatch.
pub(crate) fn message_event(
    event_type: &str,
    data: &str,
    last_event_id: &str,
    origin: &str,
) -> Result<MessageEvent, String> {
    let init = MessageEventInit::new();
    init.set_data(&JsValue::from_str(data));
    init.set_last_event_id(last_event_id);
    init.set_origin(origin);
    MessageEvent::new_with_event_init_dict(event_type, &init).map_err(|error| super::words(&error))
}

fn parse(text: &JsValue) -> Result<JsValue, String> {
    json_parse(text).map_err(|error| super::words(&error))
}

#[wasm_bindgen]
extern "C" {
    // js-sys's own takes a `&str`: the text would cross into wasm and back.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn json_parse(text: &JsValue) -> Result<JsValue, JsValue>;
}
