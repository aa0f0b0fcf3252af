//! Streams to connect to: whatever a test wants the server to have sent.

use js_sys::{Array, Reflect, Uint8Array, encode_uri_component, global};
use web_sys::{Blob, BlobPropertyBag, Url};

/// The server that answers with whatever it is asked for; without a slash at the end.
const STREAMS: &str = match option_env!("TEST_STREAMS") {
    Some(server) => server,
    None => "http://127.0.0.1:9101",
};

/// Whose browser this is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub fn this() -> Self {
        let navigator = Reflect::get(&global(), &"navigator".into()).unwrap();
        let name = Reflect::get(&navigator, &"userAgent".into()).unwrap().as_string().unwrap();
        if name.contains("Firefox") {
            Self::Firefox
        } else if name.contains("Chrome") {
            Self::Chromium
        } else {
            Self::WebKit
        }
    }
}

/// A URL whose answer is this stream. It ends after the last byte, and a connection to it is made again and again.
pub fn stream(bytes: &[u8]) -> String {
    document(bytes, "text/event-stream")
}

/// A URL whose answer is this body.
pub fn document(body: &[u8], mime_type: &str) -> String {
    if Engine::this() == Engine::Firefox {
        // Its EventSource speaks HTTP and nothing else.
        let body = body.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        return format!("{STREAMS}/?type={}&hex={body}", String::from(encode_uri_component(mime_type)));
    }
    let options = BlobPropertyBag::new();
    options.set_type(mime_type);
    let parts = Array::of1(&Uint8Array::from(body));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}
