//! Everything that can go wrong, as one enum.

use std::{error::Error as StdError, fmt, sync::Arc};

/// What went wrong with an [`EventSource`](crate::EventSource).
///
/// The first two come from opening one and are returned; the others reach
/// [`on_error`](crate::EventSource::on_error). An event that the server names `error` is none of these: it is an event
/// like any other, for [`on("error", ..)`](crate::EventSource::on).
///
/// ```
/// use eventsource_wasm::Error;
///
/// fn status(error: &Error) -> String {
///     match error {
///         Error::Reconnecting => "reconnecting".into(),
///         Error::Decode(error) => format!("the server sent {:?}", error.data()),
///         error => error.to_string(),
///     }
/// }
/// # assert_eq!(status(&Error::Reconnecting), "reconnecting");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The URL is empty, or the browser cannot make sense of it. Nothing was opened.
    InvalidUrl {
        /// The URL as it was given.
        url: String,
        /// What is wrong with it, in the browser's words.
        reason: String,
    },
    /// There is no `EventSource` class here: a server, a test on the host, or a browser's service worker without one.
    /// Nothing was opened.
    Unsupported,
    /// The connection was lost, or could not be made. The browser tries again after the stream's reconnection time;
    /// listeners stay in place, and [`on_open`](crate::EventSource::on_open) tells when it is back.
    Reconnecting,
    /// The connection is closed for good and the browser gave up: the answer was not `200 OK`, was no
    /// `text/event-stream`, or was not allowed to be read across origins. Which one the browser does not say. No
    /// listener is called after this.
    Closed,
    /// An event came whose data the listener could not decode. The connection and all listeners go on.
    Decode(DecodeError),
}

impl Error {
    /// Whether the connection goes on after this error.
    ///
    /// ```
    /// # use eventsource_wasm::Error;
    /// assert!(Error::Reconnecting.is_transient());
    /// assert!(!Error::Closed.is_transient());
    /// ```
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Reconnecting | Self::Decode(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl { url, reason } => write!(f, "cannot open an event source at {url:?}: {reason}"),
            Self::Unsupported => f.write_str(
                "there is no EventSource here: event sources open in a browser's window or worker, compiled to wasm32",
            ),
            Self::Reconnecting => f.write_str("lost the connection; the browser is reconnecting"),
            Self::Closed => f.write_str(
                "the connection is closed for good: the server's answer was not 200 with text/event-stream, \
                 or may not be read from this origin",
            ),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Decode(error) => error.source(),
            _ => None,
        }
    }
}

/// An event that could not be decoded: which one, what it carried, and why.
///
/// Nothing is lost: [`data`](Self::data) is the text as the server sent it.
#[derive(Clone, Debug)]
pub struct DecodeError {
    event_type: String,
    last_event_id: String,
    data: String,
    cause: Cause,
}

/// Why a decoder refused the data.
pub(crate) type Cause = Arc<dyn StdError + Send + Sync>;

/// A cause that is words alone.
pub(crate) fn cause(message: String) -> Cause {
    Arc::from(Box::<dyn StdError + Send + Sync>::from(message))
}

impl DecodeError {
    pub(crate) fn new(event_type: String, last_event_id: String, data: String, cause: Cause) -> Self {
        Self { event_type, last_event_id, data, cause }
    }

    /// The name of the event.
    #[must_use]
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// The last event id as of this event; empty where the server gave none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The event's data as it came.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The decoder's own words: those of serde, or of the browser's `JSON.parse`.
    #[must_use]
    pub fn message(&self) -> String {
        self.cause.to_string()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough of the data to recognise it by; all of it is in `data()`.
        const SHOWN: usize = 100;
        let shown: String = self.data.chars().take(SHOWN).collect();
        let more = if shown.len() < self.data.len() { " ..." } else { "" };
        write!(f, "cannot decode the event {:?} with the data {shown:?}{more}: {}", self.event_type, self.cause)
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(data: &str) -> Error {
        Error::Decode(DecodeError::new("count".into(), "7".into(), data.into(), Arc::new(fmt::Error)))
    }

    #[test]
    fn a_message_names_the_url_or_the_event() {
        let error = Error::InvalidUrl { url: "http://".into(), reason: "no host".into() };
        assert_eq!(error.to_string(), r#"cannot open an event source at "http://": no host"#);
        assert!(decode("x").to_string().starts_with(r#"cannot decode the event "count" with the data "x": "#));
    }

    #[test]
    fn long_data_is_cut_between_characters_in_the_message_but_kept_whole() {
        let data = "é".repeat(300);
        let error = decode(&data);
        assert!(error.to_string().len() < 400);
        let Error::Decode(error) = error else { unreachable!() };
        assert_eq!(error.data(), data);
    }

    #[test]
    fn a_decode_error_leads_to_its_source() {
        assert!(decode("x").source().is_some_and(<dyn StdError>::is::<fmt::Error>));
        assert!(Error::Closed.source().is_none());
    }
}
