//! One event: decoded data, and what the server said about it.

use std::fmt;

use crate::{
    decode::Data,
    error::{DecodeError, Error, Reason},
    raw::Raw,
};

/// An event from the server, its data decoded to `T`.
///
/// `T` says how: [`String`] is the text as it came, [`Json<T>`](crate::Json) decodes with serde,
/// `JsValue` is what the browser's `JSON.parse` makes of it, [`Text`](crate::Text) is not decoded
/// and not copied.
///
/// ```no_run
/// # use eventsource_wasm::{Event, EventSource, Json};
/// # fn run(source: &EventSource) {
/// let _listener = source.on("userCount", |event: Event<Json<u32>>| {
///     println!("{} users, as of {}", event.data.0, event.last_event_id());
/// });
/// # }
/// ```
#[non_exhaustive]
pub struct Event<T> {
    /// What the event carries.
    pub data: T,
    raw: Raw,
}

impl<T> Event<T> {
    /// The event type, which is its name: `"userCount"` for `event: userCount`, and `"message"` where the server gave
    /// none.
    #[must_use]
    pub fn event_type(&self) -> &str {
        self.raw.event_type()
    }

    /// The last event id as of this event: its own `id:`, or where it has none, that of an event before it. Empty where
    /// there was none at all.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.raw.last_event_id()
    }

    /// The origin that the stream comes from, after redirects: `"https://example.com"`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.raw.origin()
    }

    /// The same event with other data.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Event<U> {
        Event { data: f(self.data), raw: self.raw }
    }

    /// The error for data that turned out to be something else than the caller asks for.
    #[cfg(any(feature = "js", feature = "json"))]
    pub(crate) fn undecodable(&self, cause: Reason) -> Error {
        undecodable(&self.raw, cause)
    }
}

impl<T: Data> Event<T> {
    /// Decodes what the transport handed over.
    pub(crate) fn decode(raw: &Raw) -> Result<Self, Error> {
        Self::with(raw, T::decode(raw))
    }
}

impl<T> Event<T> {
    fn with(raw: &Raw, decoded: Result<T, Reason>) -> Result<Self, Error> {
        match decoded {
            Ok(data) => Ok(Self { data, raw: raw.clone() }),
            Err(cause) => Err(undecodable(raw, cause)),
        }
    }
}

#[cfg(feature = "json")]
impl<E: serde::de::DeserializeOwned> Event<E> {
    /// Decodes one of several events to an enum's variant.
    pub(crate) fn decode_variant(raw: &Raw) -> Result<Self, Error> {
        let decoded = match raw.text() {
            Some(text) => {
                crate::schema::decode(raw.event_type(), &text).map_err(|error| std::sync::Arc::new(error) as Reason)
            }
            None => Err(crate::decode::not_text()),
        };
        Self::with(raw, decoded)
    }
}

#[cold]
#[inline(never)]
fn undecodable(raw: &Raw, cause: Reason) -> Error {
    let data = raw.text().unwrap_or_default().into_owned();
    let (event_type, last_event_id) = (raw.event_type().to_owned(), raw.last_event_id().to_owned());
    Error::Decode(DecodeError::new(event_type, last_event_id, data, cause))
}

impl<T: Clone> Clone for Event<T> {
    fn clone(&self) -> Self {
        Self { data: self.data.clone(), raw: self.raw.clone() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type())
            .field("data", &self.data)
            .field("last_event_id", &self.last_event_id())
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}
