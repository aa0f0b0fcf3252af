//! How an event's data becomes a Rust value: the listener's argument type decides.

#[cfg(feature = "js")]
mod from_js;
#[cfg(any(feature = "js", all(target_arch = "wasm32", target_os = "unknown")))]
mod js_value;
#[cfg(feature = "json")]
mod json;
mod text;
mod undecoded;

#[cfg(feature = "js")]
pub use from_js::from_js;
#[cfg(feature = "json")]
pub use json::Json;
#[cfg(feature = "json")]
pub(crate) use text::not_text;
pub use undecoded::Text;

use crate::{error::Reason, raw::Raw};

/// Data that a listener can ask for, as the `T` of [`Event<T>`](crate::Event).
///
/// | `T` | is |
/// |---|---|
/// | [`String`] | the text as it came |
/// | [`Json<T>`](crate::Json) | JSON decoded by serde, straight from the text |
/// | `JsValue` | JSON decoded by the browser, a JavaScript value |
/// | [`Text`] | the data where it is: not decoded, not copied |
/// | `web_sys::MessageEvent` | the browser's own event object, nothing decoded (wasm32 only) |
///
/// The trait is sealed: for another encoding take the `String` and decode it in the listener.
#[diagnostic::on_unimplemented(
    message = "an event's data cannot be decoded to `{Self}`",
    label = "not `String`, `Json<T>` or `JsValue`",
    note = "for JSON write `Event<Json<{Self}>>`, where `{Self}` implements `serde::Deserialize`"
)]
pub trait Data: Sized + sealed::Sealed {
    /// Decodes one event's data, or says why it cannot be.
    #[doc(hidden)]
    fn decode(raw: &Raw) -> Result<Self, Reason>;
}

mod sealed {
    /// Keeps `Data` to the types of this module, so that transports may change what they hand over.
    pub trait Sealed {}
}
