//! One event: decoded data, and what the server said about it.

use std::{borrow::Cow, cell::OnceCell, fmt, rc::Rc};

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
        kept(&self.last_event_id, || self.raw.last_event_id())
    }

    /// The origin that the stream comes from, after redirects: `"https://example.com"`.
    #[must_use]
    pub fn origin(&self) -> &str {
        kept(&self.origin, || self.raw.origin())
    }

    /// The same event with other data.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Event<U> {
        let Self { data, name, raw, last_event_id, origin } = self;
        Event { data: f(data), name, raw, last_event_id, origin }
    }

    /// The error for data that turned out to be something else than the caller asks for.
    #[cfg(any(feature = "js", feature = "json"))]
    pub(crate) fn undecodable(&self, cause: Reason) -> Error {
        undecodable(&self.name, &self.raw, cause)
    }
}

impl<T: Data> Event<T> {
    /// Decodes what the transport handed over.
    pub(crate) fn decode(name: &Rc<str>, raw: &Raw) -> Result<Self, Error> {
        Self::with(name, raw, T::decode(raw, name))
    }
}

impl<T> Event<T> {
    fn with(name: &Rc<str>, raw: &Raw, decoded: Result<T, Reason>) -> Result<Self, Error> {
        match decoded {
            Ok(data) => Ok(Self {
                data,
                name: Rc::clone(name),
                raw: raw.clone(),
                last_event_id: OnceCell::new(),
                origin: OnceCell::new(),
            }),
            Err(cause) => Err(undecodable(name, raw, cause)),
        }
    }
}

#[cfg(feature = "json")]
impl<E: serde::de::DeserializeOwned> Event<E> {
    /// Decodes one of several events to an enum's variant.
    pub(crate) fn decode_variant(name: &Rc<str>, raw: &Raw) -> Result<Self, Error> {
        let decoded = match raw.text() {
            Some(text) => crate::schema::decode(name, &text).map_err(|error| std::sync::Arc::new(error) as Reason),
            None => Err(crate::decode::not_text()),
        };
        Self::with(name, raw, decoded)
    }
}

/// What is borrowed need not be kept.
fn kept<'a>(place: &'a OnceCell<String>, read: impl FnOnce() -> Cow<'a, str>) -> &'a str {
    match place.get() {
        Some(text) => text,
        None => match read() {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => place.get_or_init(|| text),
        },
    }
}

fn undecodable(name: &str, raw: &Raw, cause: Reason) -> Error {
    let data = raw.text().unwrap_or_default().into_owned();
    Error::Decode(DecodeError::new(name.to_owned(), raw.last_event_id().into_owned(), data, cause))
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
