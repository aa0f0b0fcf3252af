//! The thin shell over the browser. Everything that knows of web types is here.
//!
//! Off the browser [`inert`] stands in its place: the same names, and nothing that can be opened.

#[cfg(target_arch = "wasm32")]
mod native;
#[cfg(target_arch = "wasm32")]
mod raw;
#[cfg(target_arch = "wasm32")]
pub(crate) use native::{Native, NativeListener, warn};
#[cfg(target_arch = "wasm32")]
pub use raw::Raw;

#[cfg(not(target_arch = "wasm32"))]
mod inert;
#[cfg(not(target_arch = "wasm32"))]
pub use inert::Raw;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use inert::{Native, NativeListener, warn};
