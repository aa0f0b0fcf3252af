//! Typed Server-Sent Events for the browser.

mod core;

pub use crate::core::{connection, encoder, parser, retry, stream};
