//! What could not be decoded.

use std::{error::Error as StdError, fmt, sync::Arc};

/// An event that could not be decoded: which one, what it carried, and why.
///
/// Nothing is lost: [`data`](Self::data) is the text as the server sent it.
#[derive(Clone, Debug)]
pub struct DecodeError {
    event_type: String,
    last_event_id: String,
    data: String,
    reason: Reason,
}

/// Why a decoder refused the data.
pub(crate) type Reason = Arc<dyn StdError + Send + Sync>;

/// A reason that is words alone.
#[cfg(any(feature = "js", all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) fn reason(message: String) -> Reason {
    Arc::from(Box::<dyn StdError + Send + Sync>::from(message))
}

impl DecodeError {
    pub(crate) fn new(event_type: String, last_event_id: String, data: String, reason: Reason) -> Self {
        Self { event_type, last_event_id, data, reason }
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
        self.reason.to_string()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough of the data to recognise it by; all of it is in `data()`.
        const SHOWN: usize = 100;
        let shown: String = self.data.chars().take(SHOWN).collect();
        let more = if shown.len() < self.data.len() { " ..." } else { "" };
        write!(f, "cannot decode the event {:?} with the data {shown:?}{more}: {}", self.event_type, self.reason)
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(data: &str) -> DecodeError {
        DecodeError::new("count".into(), "7".into(), data.into(), Arc::new(fmt::Error))
    }

    #[test]
    fn a_message_names_the_event() {
        assert!(decode("x").to_string().starts_with(r#"cannot decode the event "count" with the data "x": "#));
    }

    #[test]
    fn long_data_is_cut_between_characters_in_the_message_but_kept_whole() {
        let data = "é".repeat(300);
        let error = decode(&data);
        assert!(error.to_string().len() < 400);
        assert_eq!(error.data(), data);
    }

    #[test]
    fn a_decode_error_leads_to_its_source() {
        assert!(decode("x").source().is_some_and(<dyn StdError>::is::<fmt::Error>));
    }
}
