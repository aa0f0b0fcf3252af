//! One enum for many events, with no macro: each variant is the event type of its name, and its content is the event's data.
//!
//! ```
//! use eventsource_wasm::schema::{self, Schema};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! enum ServerEvent {
//!     UserCount(u32),
//!     Stats { users: u32, connections: u32 },
//!     Goodbye,
//!     #[serde(other)]
//!     Unknown,
//! }
//!
//! // The server:
//! let frame = schema::encode(&ServerEvent::UserCount(3))?;
//! assert_eq!(frame.to_bytes(), b"event: userCount\ndata: 3\n\n");
//!
//! // The client:
//! assert_eq!(Schema::of::<ServerEvent>()?.names(), ["userCount", "stats", "goodbye", "unknown"]);
//! let event: ServerEvent = schema::decode("stats", r#"{"users":3,"connections":5}"#)?;
//! assert_eq!(event, ServerEvent::Stats { users: 3, connections: 5 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which enums
//!
//! Those that serde tags externally, which is its default, or adjacently, by `#[serde(tag = "..", content = "..")]`: the event
//! type is the tag. `rename`, `rename_all`, `alias`, `skip` and `other` mean what they mean in serde, and an `Option`, a `Box` or
//! a newtype around the enum changes nothing.
//!
//! | variant | the event's data |
//! |---|---|
//! | `Goodbye` | anything or nothing; `null` is sent |
//! | `UserCount(u32)` | the value: `3` |
//! | `Move(u32, u32)` | an array: `[1,2]` |
//! | `Stats { users: u32 }` | an object: `{"users":3}` |
//! | one named `message` | the same, in events without a type |
//! | one marked `#[serde(other)]` | anything or nothing, in events of all types that no variant has |
//!
//! Other types are refused with a [`SchemaError`]: with `tag` alone the tag would be part of the data, and with `untagged`
//! there is none.

mod decode;
mod encode;

use std::{fmt, sync::Arc};

use serde::Deserialize;

pub use decode::decode;
pub use encode::encode;

/// The event types that an enum takes.
///
/// ```
/// use eventsource_wasm::schema::Schema;
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// enum ServerEvent {
///     UserCount(u32),
///     #[serde(alias = "bye")]
///     Goodbye,
/// }
///
/// let schema = Schema::of::<ServerEvent>()?;
/// assert_eq!(schema.names(), ["userCount", "bye", "goodbye"]);
/// assert!(schema.takes("bye") && !schema.takes("hello"));
/// # Ok::<(), eventsource_wasm::schema::SchemaError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    names: &'static [&'static str],
    other: bool,
}

impl Schema {
    /// Asks serde for the names of `T`'s variants.
    ///
    /// # Errors
    /// When `T` is no enum whose variants serde names: see [the module](self).
    pub fn of<'de, T: Deserialize<'de>>() -> Result<Self, SchemaError> {
        decode::probe::<T>().map_err(|error| SchemaError(Arc::new(error)))
    }

    /// The names of all variants and their aliases, but for those that are skipped. The name of an `other` variant is one too.
    #[must_use]
    pub const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// Whether there is a variant for events of all other types, marked `#[serde(other)]`.
    #[must_use]
    pub const fn has_other(&self) -> bool {
        self.other
    }

    /// Whether there is a variant for events of this type.
    #[must_use]
    pub fn takes(&self, event_type: &str) -> bool {
        self.other || self.names.contains(&event_type)
    }
}

/// Why a type cannot stand for several events: it is no enum, or one without variants or without a tag of their own.
#[derive(Clone, Debug)]
pub struct SchemaError(Arc<serde_json::Error>);

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for SchemaError {}

/// What is said of a type that is no fitting enum: its name, and what serde takes it for.
struct NotAnEnum<F> {
    type_name: &'static str,
    found: F,
}

impl<F: fmt::Display> fmt::Display for NotAnEnum<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { type_name, found } = self;
        write!(
            f,
            "`{type_name}` has no variants to name events by, serde takes it for {found}: make it an enum that serde tags \
             externally, which is its default, or by `#[serde(tag = \"..\", content = \"..\")]`; it cannot be `untagged`, or \
             have a `tag` alone"
        )
    }
}
