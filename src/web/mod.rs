//! The thin shell over the browser. Everything that knows of web types is here.
//!
//! Off the browser [`inert`] stands in its place: the same names, and nothing that can be opened. And without the feature `fetch`
//! `no_fetch` in the place of `fetch`.

#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch"))]
mod body_reader;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch"))]
mod fetch;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod global;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch"))]
mod last_event_id;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod native;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod native_event;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(feature = "fetch")))]
mod no_fetch;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod page;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod query;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch"))]
mod request;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use browser::platform;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "fetch"))]
use fetch::OverFetch;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use global::words;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use native_event::{NativeEvent, message_event, parse_json};
#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(feature = "fetch")))]
use no_fetch::OverFetch;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod inert;
#[cfg(all(feature = "js", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub(crate) use inert::parse_json;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use inert::{NativeEvent, platform};
