//! One event as the browser hands it over, and its like made by us.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{MessageEvent, MessageEventInit};

/// From this many characters on a text is copied by a `TextEncoder`: wasm-bindgen goes through it character by character, which is
/// faster on short ones only. `benches/browser` measures it.
const LONG: u32 = 512;

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// The browser's own event. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct NativeEvent(MessageEvent);

impl NativeEvent {
    pub(super) fn new(event: MessageEvent) -> Self {
        Self(event)
    }

    /// The data, copied out of JavaScript; `None` where it is no string.
    pub(crate) fn text(&self) -> Option<String> {
        let data = self.0.data();
        let text: &JsString = data.dyn_ref()?;
        long_ascii(text).or_else(|| data.as_string())
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

/// A long text that is ASCII.
fn long_ascii(text: &JsString) -> Option<String> {
    let length = text.length();
    if length < LONG {
        return None;
    }
    let mut bytes = vec![0; length as usize];
    let written = ENCODER.with(|encoder| encoder.encode_into(text, &mut bytes)).read();
    // As many characters as there are bytes.
    if written == length { String::from_utf8(bytes).ok() } else { None }
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

    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, bytes: &mut [u8]) -> Progress;

    type Progress;

    /// How many characters were encoded.
    #[wasm_bindgen(method, getter, structural)]
    fn read(this: &Progress) -> u32;
}
