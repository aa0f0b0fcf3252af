//! One event as the browser hands it over, and its like made by us.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Event, MessageEvent, MessageEventInit};

/// From this many characters on a text is copied by a `TextEncoder`: wasm-bindgen goes through it character by character, which is
/// faster on short ones only. `benches/browser` measures it.
const LONG: u32 = 512;

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();

    /// Whether the last text was.
    static WAS_LONG: Cell<bool> = const { Cell::new(false) };
}

/// The browser's own event. What is read from it when asked for is kept: most listeners want the data alone, and each of these is
/// a string to copy.
#[derive(Debug)]
pub(crate) struct NativeEvent {
    event: Message,
    event_type: Rc<str>,
    last_event_id: OnceCell<String>,
    origin: OnceCell<String>,
}

impl NativeEvent {
    pub(super) fn new(event: Event, event_type: Rc<str>) -> Self {
        Self { event: event.unchecked_into(), event_type, last_event_id: OnceCell::new(), origin: OnceCell::new() }
    }

    /// The data, copied out of JavaScript; `None` where it is no string.
    pub(crate) fn text(&self) -> Option<String> {
        let data = self.event.data();
        // A stream's events are about as long as each other; to ask for the length costs as much as to copy a short text.
        let text = if WAS_LONG.get() { data.dyn_ref().and_then(long_ascii) } else { None };
        let text = text.or_else(|| data.as_string())?;
        WAS_LONG.set(text.len() >= LONG as usize);
        Some(text)
    }

    /// What `JSON.parse` makes of the data, or its complaint.
    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        parse(&self.event.data())
    }

    pub(crate) fn event_type(&self) -> &str {
        &self.event_type
    }

    pub(crate) fn last_event_id(&self) -> &str {
        self.last_event_id.get_or_init(|| self.event.last_event_id().unwrap_or_default())
    }

    pub(crate) fn origin(&self) -> &str {
        self.origin.get_or_init(|| self.event.origin().unwrap_or_default())
    }

    pub(crate) fn message_event(&self) -> Result<MessageEvent, String> {
        let event: Option<&MessageEvent> = self.event.dyn_ref();
        event.cloned().ok_or_else(|| "a script has dispatched another event of this type".to_owned())
    }
}

/// A long text that is ASCII.
#[inline(never)]
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
    /// What a `MessageEvent` has, and another event that a script dispatches in its place has not: to make sure of each that it is one
    /// would cost more than to decode a number.
    #[wasm_bindgen(extends = Event)]
    #[derive(Debug)]
    type Message;

    #[wasm_bindgen(method, getter)]
    fn data(this: &Message) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &Message) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn origin(this: &Message) -> Option<String>;

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
