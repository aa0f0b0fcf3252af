//! One event: decoded data, and what the server said about it.

use std::{cell::OnceCell, fmt, rc::Rc};

use crate::{
    decode::Data,
    error::{DecodeError, Error},
    web::Raw,
};

/// An event from the server, its data decoded to `T`.
///
/// `T` says how: [`String`] is the text as it came, [`Json<T>`](crate::Json) decodes with serde,
/// [`JsValue`](wasm_bindgen::JsValue) is what the browser's `JSON.parse` makes of it.
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
    name: Rc<str>,
    raw: Raw,
    // Read from the browser when asked for: most listeners want the data alone, and each of these is a string to copy.
    last_event_id: OnceCell<String>,
    origin: OnceCell<String>,
}

impl<T> Event<T> {
    /// The event type, which is its name: `"userCount"` for `event: userCount`, and `"message"` where the server gave
    /// none.
    #[must_use]
    pub fn event_type(&self) -> &str {
        &self.name
    }

    /// The last event id as of this event: its own `id:`, or where it has none, that of an event before it. Empty where
    /// there was none at all.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.last_event_id.get_or_init(|| self.raw.last_event_id())
    }

    /// The origin that the stream comes from, after redirects: `"https://example.com"`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.origin.get_or_init(|| self.raw.origin())
    }

    /// The same event with other data.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Event<U> {
        let Self { data, name, raw, last_event_id, origin } = self;
        Event { data: f(data), name, raw, last_event_id, origin }
    }
}

impl<T: Data> Event<T> {
    /// Decodes what the transport handed over.
    pub(crate) fn decode(name: &Rc<str>, raw: &Raw) -> Result<Self, Error> {
        match T::decode(raw) {
            Ok(data) => Ok(Self {
                data,
                name: Rc::clone(name),
                raw: raw.clone(),
                last_event_id: OnceCell::new(),
                origin: OnceCell::new(),
            }),
            Err(cause) => {
                let data = raw.text().unwrap_or_default();
                Err(Error::Decode(DecodeError::new(name.to_string(), raw.last_event_id(), data, cause)))
            }
        }
    }
}

#[cfg(feature = "js")]
impl<T> Event<T> {
    /// The error for data that turned out to be something else than the caller asks for.
    pub(crate) fn undecodable(&self, cause: crate::error::Cause) -> Error {
        Error::Decode(DecodeError::new(
            self.name.to_string(),
            self.last_event_id().to_owned(),
            self.raw.text().unwrap_or_default(),
            cause,
        ))
    }
}

impl<T: Clone> Clone for Event<T> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            name: Rc::clone(&self.name),
            raw: self.raw.clone(),
            last_event_id: self.last_event_id.clone(),
            origin: self.origin.clone(),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.name)
            .field("data", &self.data)
            .field("last_event_id", &self.last_event_id())
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}
