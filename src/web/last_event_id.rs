//! The last event id as the value of a request header.

use super::body_reader;

/// The string to be given to `Headers` so that the server gets the id as UTF-8; `None` where no string does that.
///
/// > If the event source's last event ID string is not the empty string, then: Let lastEventIDValue be the event source's last
/// > event ID string, encoded as UTF-8.
///
/// A header's value is a string whose characters stand for bytes. Firefox, Chromium and Node send these bytes. `WebKit` takes
/// the characters for text and encodes them once more: there the id is given as it is, if its characters all fit.
pub(super) fn header_value(id: &str) -> Option<String> {
    if id.is_ascii() {
        Some(id.to_owned())
    } else if encodes_headers() {
        id.chars().all(|char| u32::from(char) <= 0xFF).then(|| id.to_owned())
    } else {
        Some(id.bytes().map(char::from).collect())
    }
}

/// Whether `fetch` encodes a header's value as UTF-8.
///
/// Only a server sees that. But the engine that does it is also the one whose bodies have no reader that brings its own memory.
fn encodes_headers() -> bool {
    !body_reader::can_lend()
}
