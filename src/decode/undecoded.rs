//! The data where it is, for listeners that decode it themselves without a copy.

#[cfg(feature = "json")]
use std::sync::Arc;
use std::{borrow::Cow, fmt};

use super::{Data, sealed::Sealed, text::not_text};
use crate::{core::parser::text, error::Reason, raw::Raw};

/// Data as it came, neither decoded nor copied: over `fetch` it stays in the chunk that it arrived in.
///
/// For types that borrow from it, and for what is no JSON:
///
/// ```no_run
/// # use eventsource_wasm::{Event, EventSource, Text};
/// #[derive(serde::Deserialize)]
/// struct Delta<'a> {
///     #[serde(borrow)]
///     text: &'a str,
/// }
/// # fn run(source: &EventSource) {
/// let _listener = source.on("delta", |event: Event<Text>| match event.json::<Delta>() {
///     Ok(delta) => print!("{}", delta.text),
///     Err(error) => eprintln!("{error}"),
/// });
/// # }
/// ```
#[derive(Clone)]
pub struct Text(Repr);

#[derive(Clone)]
enum Repr {
    /// In the chunk.
    Shared(Raw),
    /// Out of JavaScript.
    Owned(Vec<u8>),
}

impl Text {
    /// The bytes as the server sent them: not checked to be UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Owned(bytes) => bytes,
            Repr::Shared(raw) => match raw.bytes() {
                Some(Cow::Borrowed(bytes)) => bytes,
                // Not made of such a one.
                Some(Cow::Owned(_)) | None => &[],
            },
        }
    }

    /// The same as text, in which U+FFFD stands for what is no valid UTF-8.
    #[must_use]
    pub fn to_str(&self) -> Cow<'_, str> {
        text(self.as_bytes())
    }
}

#[cfg(feature = "json")]
impl crate::Event<Text> {
    /// Decodes the data as JSON, to a type that may borrow from it.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode) with serde's message, where the data is not what `T` expects, or no valid UTF-8.
    pub fn json<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, crate::Error> {
        self.utf8().and_then(super::json::from_str).map_err(|reason| self.undecodable(reason))
    }

    /// Decodes the event to the variant of its type, which may borrow from the data: see [`schema`](crate::schema).
    ///
    /// ```no_run
    /// # use eventsource_wasm::{Error, Event, EventSource, Text, schema::Schema};
    /// #[derive(serde::Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// enum ChatEvent<'a> {
    ///     Delta(&'a str),
    ///     Done,
    /// }
    /// # fn run(source: &EventSource) -> Result<(), Error> {
    /// let names = Schema::of::<ChatEvent>().map_err(Error::Schema)?;
    /// let _listener = source.on_any_of(names.names(), |event: Event<Text>| match event.variant() {
    ///     Ok(ChatEvent::Delta(text)) => print!("{text}"),
    ///     Ok(ChatEvent::Done) => println!(),
    ///     Err(error) => eprintln!("{error}"),
    /// });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode) where there is no such variant, or the data is not what it expects.
    pub fn variant<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, crate::Error> {
        let decode = |text| crate::schema::decode(self.event_type(), text).map_err(|error| Arc::new(error) as Reason);
        self.utf8().and_then(decode).map_err(|reason| self.undecodable(reason))
    }

    fn utf8(&self) -> Result<&str, Reason> {
        str::from_utf8(self.data.as_bytes()).map_err(|error| Arc::new(error) as Reason)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.to_str()).finish()
    }
}

impl Sealed for Text {}

impl Data for Text {
    fn decode(raw: &Raw) -> Result<Self, Reason> {
        match raw.bytes() {
            Some(Cow::Borrowed(_)) => Ok(Self(Repr::Shared(raw.clone()))),
            Some(Cow::Owned(bytes)) => Ok(Self(Repr::Owned(bytes))),
            None => Err(not_text()),
        }
    }
}
