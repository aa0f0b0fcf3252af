//! What is given to the encoder comes out of the parser, or is refused for a reason.

use std::time::Duration;

use eventsource_wasm::{
    encoder::{EncodeError, Frame},
    parser::Parser,
};

use super::{Item, cut, parse};

/// What a frame may be given, of any content.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub comment: Option<String>,
    pub retry: Option<u64>,
    pub event: Option<String>,
    pub id: Option<String>,
    pub data: Option<String>,
}

impl Parts {
    fn frame(&self) -> Result<Frame, EncodeError> {
        let mut frame = Frame::new();
        if let Some(text) = &self.comment {
            frame = frame.comment(text);
        }
        if let Some(ms) = self.retry {
            frame = frame.retry(Duration::from_millis(ms));
        }
        if let Some(event_type) = &self.event {
            frame = frame.event(event_type)?;
        }
        if let Some(id) = &self.id {
            frame = frame.id(id)?;
        }
        if let Some(data) = &self.data {
            frame = frame.data(data);
        }
        Ok(frame)
    }

    fn fit_in_lines(&self) -> bool {
        !self.event.as_deref().unwrap_or_default().contains(['\n', '\r'])
            && !self.id.as_deref().unwrap_or_default().contains(['\n', '\r', '\0'])
    }

    fn items(self, last_event_id: &str) -> Vec<Item> {
        let mut items = Vec::new();
        if let Some(text) = &self.comment {
            items.extend(lf(text).split('\n').map(|line| Item::Comment(line.into())));
        }
        items.extend(self.retry.map(|ms| Item::Retry(Duration::from_millis(ms))));
        if let Some(data) = &self.data {
            let event_type = self.event.filter(|name| !name.is_empty()).unwrap_or_else(|| "message".into());
            items.push(Item::event(&event_type, &lf(data), last_event_id));
        }
        items
    }
}

fn lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Encodes these frames into one stream and parses it in chunks of `length` bytes.
pub fn check(all: Vec<Parts>, length: usize) {
    let mut stream = Vec::new();
    let mut expected = Vec::new();
    let mut last_event_id = String::new();
    for parts in all {
        let frame = parts.frame();
        assert_eq!(frame.is_ok(), parts.fit_in_lines(), "{parts:?}");
        if let Ok(frame) = frame {
            frame.write_to(&mut stream);
            if let Some(id) = &parts.id {
                last_event_id.clone_from(id);
            }
            expected.extend(parts.items(&last_event_id));
        }
    }
    assert_eq!(parse(&mut Parser::new(), cut(&stream, &[length])), expected);
}
