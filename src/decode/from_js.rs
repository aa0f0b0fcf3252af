//! JavaScript values as Rust types, by serde-wasm-bindgen.

use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::{
    error::{Error, reason},
    event::Event,
};

/// Decodes the JavaScript value of an event into a Rust type, for listeners that want both: the value to hand on to
/// JavaScript, and the type to work with.
///
/// Who wants the Rust type alone asks for [`Json<T>`](crate::Json), which is about twice as fast.
///
/// # Errors
///
/// [`Error::Decode`] with serde's message, where the value is not what `T` expects.
///
/// ```no_run
/// # use eventsource_wasm::{Event, EventSource, from_js};
/// # use wasm_bindgen::JsValue;
/// # fn draw(_: &JsValue) {}
/// # fn run(source: &EventSource) {
/// let _listener = source.on("userCount", |event: Event<JsValue>| {
///     draw(&event.data);
///     match from_js::<u32>(&event) {
///         Ok(count) => println!("{count} users"),
///         Err(error) => eprintln!("{error}"),
///     }
/// });
/// # }
/// ```
pub fn from_js<T: DeserializeOwned>(event: &Event<JsValue>) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(event.data.clone()).map_err(|error| {
        // The error holds a JavaScript value, which cannot leave its thread: keep the words.
        event.undecodable(reason(error.to_string()))
    })
}
