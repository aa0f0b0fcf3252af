//! The standard's event stream interpretation written down as it reads: the whole stream at once, as text, line by line.
//! Slow, and obviously right; what the real parser is held against.

use std::time::Duration;

use super::Item;

/// What a naive parser knows when the stream has ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub items: Vec<Item>,
    pub last_event_id: String,
    pub reconnection_time: Option<Duration>,
}

/// Interprets a whole stream. Sizes are counted in decoded text: they are the real parser's where the bytes are valid UTF-8.
pub fn parse(stream: &[u8], seed: &str, max_event_size: usize) -> Outcome {
    // "Streams must be decoded using the UTF-8 decode algorithm", which strips one byte order mark.
    let text = String::from_utf8_lossy(stream);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);

    let mut outcome = Outcome { items: Vec::new(), last_event_id: seed.to_owned(), reconnection_time: None };
    let (mut data, mut event_type, mut id, mut size) = (String::new(), String::new(), seed.to_owned(), 0);
    for line in lines(text) {
        if line.is_empty() {
            outcome.last_event_id.clone_from(&id);
            if size > max_event_size {
                outcome.items.push(Item::TooLarge(size as u64));
            } else if !data.is_empty() {
                data.pop();
                let event_type = if event_type.is_empty() { "message" } else { &event_type };
                outcome.items.push(Item::event(event_type, &data, &outcome.last_event_id));
            }
            (data, event_type, size) = (String::new(), String::new(), 0);
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        if matches!(field, "data" | "event" | "id") {
            size += value.len() + 1;
        }
        match field {
            "" => {
                let end = value.len().min(max_event_size);
                outcome.items.push(Item::Comment(String::from_utf8_lossy(&value.as_bytes()[..end]).into_owned()));
            }
            "data" => data = data + value + "\n",
            "event" => value.clone_into(&mut event_type),
            "id" if !value.contains('\0') && value.len() <= max_event_size => value.clone_into(&mut id),
            "retry" if !value.is_empty() && value.chars().all(|c| c.is_ascii_digit()) => {
                let time = Duration::from_millis(value.parse().unwrap_or(u64::MAX));
                outcome.items.push(Item::Retry(time));
                outcome.reconnection_time = Some(time);
            }
            _ => {}
        }
    }
    outcome
}

/// The lines that a line break ends; what follows the last break is no line yet.
fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    lines.pop();
    lines
}
