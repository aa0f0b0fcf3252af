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
    fn decode(raw: &Raw) -> Result<Self, Reason> {
        from_str(&raw.text().ok_or_else(not_text)?).map(Self)
    }
}

/// Decodes JSON to a type that may borrow from the text. Not `from_slice`: on long strings it is many times as slow, and to have both
/// would double what `serde_json` costs in wasm.
pub(super) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Reason> {
    serde_json::from_str(text).map_err(|error| Arc::new(error) as Reason)
}
