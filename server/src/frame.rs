//! The bytes of a `text/event-stream`: the few fields that this server sends.
//!
//! Only values that can hold no line break are taken (numbers, and text of our own), so nothing can be injected into the
//! stream and nothing has to be refused.

use std::{fmt::Display, io::Write, time::Duration};

/// Appends an event: its type, its id where it has one, and its data on one line.
pub fn event(out: &mut Vec<u8>, event_type: &'static str, id: Option<u64>, data: impl Display) {
    line(out, "event", event_type);
    if let Some(id) = id {
        line(out, "id", id);
    }
    line(out, "data", data);
    out.push(b'\n');
}

/// Appends a comment: clients ignore it, proxies and dead connections do not.
pub fn comment(out: &mut Vec<u8>, text: &'static str) {
    line(out, "", text);
    out.push(b'\n');
}

/// Appends the time after which a client that lost the stream comes back.
pub fn retry(out: &mut Vec<u8>, delay: Duration) {
    line(out, "retry", delay.as_millis());
    out.push(b'\n');
}

fn line(out: &mut Vec<u8>, field: &'static str, value: impl Display) {
    // Writing to a `Vec` cannot fail.
    let _ = writeln!(out, "{field}: {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_event_is_its_fields_and_a_blank_line() {
        assert_eq!(encoded(|out| event(out, "userCount", Some(7), 3)), "event: userCount\nid: 7\ndata: 3\n\n");
        assert_eq!(encoded(|out| event(out, "stats", None, "{}")), "event: stats\ndata: {}\n\n");
    }

    #[test]
    fn a_comment_has_no_field_name() {
        assert_eq!(encoded(|out| comment(out, "heartbeat")), ": heartbeat\n\n");
    }

    #[test]
    fn retry_is_in_milliseconds() {
        assert_eq!(encoded(|out| retry(out, Duration::from_secs(3))), "retry: 3000\n\n");
    }
}
