//! JSON, decoded by serde straight from the text.
//!
//! Not by `JSON.parse` and serde-wasm-bindgen: going through JavaScript values takes about twice as long.

use std::sync::Arc;

use serde::{Deserialize, de::DeserializeOwned};

use super::{Data, sealed::Sealed, text::not_text};
use crate::{error::Reason, raw::Raw};

/// Data that is JSON, decoded to `T`.
///
/// A wrapper, so that `Event<String>` can mean the plain text and `Event<Json<String>>` a JSON string.
///
/// ```no_run
/// # use eventsource_wasm::{Event, EventSource, Json};
/// #[derive(serde::Deserialize)]
/// struct Stats {
///     users: u32,
///     connections: u32,
/// }
/// # fn run(source: &EventSource) {
/// let _listener = source.on("stats", |event: Event<Json<Stats>>| {
///     let Json(stats) = event.data;
///     println!("{} users in {} tabs", stats.users, stats.connections);
/// });
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json<T>(pub T);

impl<T> Sealed for Json<T> {}

impl<T: DeserializeOwned> Data for Json<T> {
    fn decode(raw: &Raw, _: &str) -> Result<Self, Reason> {
        let bytes = raw.bytes().ok_or_else(not_text)?;
        match from_slice(&bytes) {
            Ok(value) => Ok(Self(value)),
            // serde takes no invalid UTF-8; an event stream may have some, for which U+FFFD stands.
            Err(error) => match String::from_utf8_lossy(&bytes) {
                std::borrow::Cow::Owned(text) => from_slice(text.as_bytes()).map(Self),
                std::borrow::Cow::Borrowed(_) => Err(error),
            },
        }
    }
}

/// Decodes JSON to a type that may borrow from the bytes.
pub(super) fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Reason> {
    serde_json::from_slice(bytes).map_err(|error| Arc::new(error) as Reason)
}
