//! The thin shell over the browser. Everything that knows of web types is here.
//!
//! Off the browser [`inert`] stands in its place: the same names, and nothing that can be opened.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod native;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod raw;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use native::{Native, NativeListener, warn};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use raw::Raw;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod inert;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use inert::Raw;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use inert::{Native, NativeListener, warn};
