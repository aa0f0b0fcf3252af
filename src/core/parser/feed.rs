//! A chunk on its way through the parser: whole lines by the fast path, the ends that its edges cut off by the slow one.

use std::time::Duration;

use super::{
    BOM, Event, Parsed, Parser, Position,
    field::{Digits, Field},
    line::{CR, LF, line_break},
};

/// What is complete with a chunk, found when it is asked for by [`next`](Self::next).
///
/// The rest of the chunk is read only when the next item is asked for. Whoever stops in the middle, as a listener does that
/// closes its connection, drops this value: the parser has then read exactly [`consumed`](Self::consumed) bytes of the chunk,
/// and goes on if it is fed those that follow.
#[derive(Debug)]
#[must_use = "the chunk is read only as items are asked for"]
pub struct Feed<'p, 'c> {
    parser: &'p mut Parser,
    chunk: &'c [u8],
    at: usize,
}

/// The values of the present event that are still slices of the chunk.
#[derive(Clone, Copy, Default)]
struct Slices<'c> {
    data: Option<&'c [u8]>,
    event_type: Option<&'c [u8]>,
}

/// What a step has found, before it is borrowed: a slice of the chunk, or `None` for the parser's own buffer.
enum Found<'c> {
    Event(Slices<'c>),
    Comment(Option<&'c [u8]>),
    Retry,
    TooLarge(u64),
}

impl<'p, 'c> Feed<'p, 'c> {
    pub(super) const fn new(parser: &'p mut Parser, chunk: &'c [u8]) -> Self {
        Self { parser, chunk, at: 0 }
    }

    /// How many bytes of the chunk have been read: all of them once [`next`](Self::next) has given `None`.
    #[must_use]
    pub const fn consumed(&self) -> usize {
        self.at
    }

    /// The next item; `None` when the chunk has no more. It borrows from the chunk where it can, so it cannot be an `Iterator`.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Parsed<'_>> {
        let found = self.step()?;
        let parser = &*self.parser;
        Some(match found {
            Found::Event(Slices { data, event_type }) => Parsed::Event(Event {
                name: event_type.unwrap_or(&parser.event_type),
                // > If the data buffer's last character is a U+000A LINE FEED (LF) character, then remove the last character
                // > from the data buffer.
                data: data.unwrap_or_else(|| parser.data.strip_suffix(&[LF]).unwrap_or_default()),
                last_event_id: &parser.last_event_id,
            }),
            Found::Comment(text) => {
                let text = text.unwrap_or(&parser.scratch);
                Parsed::Comment(&text[..text.len().min(parser.max_event_size)])
            }
            Found::Retry => Parsed::Retry(parser.reconnection_time.unwrap_or(Duration::ZERO)),
            Found::TooLarge(size) => Parsed::TooLarge { size },
        })
    }

    /// Reads on to the next item.
    fn step(&mut self) -> Option<Found<'c>> {
        if self.parser.dispatched {
            self.parser.forget_event();
        }
        self.skip_bom();
        if self.parser.position != Position::Start
            && let Some(found) = self.finish_line()
        {
            return Some(found);
        }
        let mut slices = Slices::default();
        while let Some(rest) = self.chunk.get(self.at..).filter(|rest| !rest.is_empty()) {
            let Some(length) = line_break(rest) else {
                self.parser.keep(slices);
                self.parser.push_part(rest);
                self.at = self.chunk.len();
                return None;
            };
            self.at += length;
            self.end_line();
            if length == 0 {
                match self.parser.dispatch(slices) {
                    None => slices = Slices::default(),
                    found => return found,
                }
                continue;
            }
            let (field, value) = Field::split(&rest[..length]);
            match field {
                Field::Data => {
                    self.parser.size += value.len() as u64 + 1;
                    if slices.data.is_none() && self.parser.data.is_empty() {
                        slices.data = Some(value);
                    } else {
                        if let Some(first) = slices.data.take() {
                            self.parser.append_data(first);
                        }
                        self.parser.append_data(value);
                    }
                }
                Field::Event => {
                    self.parser.size += value.len() as u64 + 1;
                    slices.event_type = Some(value);
                }
                Field::Id => {
                    self.parser.size += value.len() as u64 + 1;
                    self.parser.set_id(value);
                }
                Field::Retry => {
                    let mut digits = Digits::new();
                    digits.push(value);
                    if self.parser.set_reconnection_time(digits) {
                        self.parser.keep(slices);
                        return Some(Found::Retry);
                    }
                }
                Field::Comment => {
                    self.parser.keep(slices);
                    return Some(Found::Comment(Some(value)));
                }
                Field::Unknown => {}
            }
        }
        self.parser.keep(slices);
        None
    }

    /// Reads the byte order mark that the stream may begin with, however chunks cut it.
    fn skip_bom(&mut self) {
        while let Some(expected) = BOM.get(self.parser.bom)
            && let Some(byte) = self.chunk.get(self.at)
        {
            if byte == expected {
                self.parser.bom += 1;
                self.at += 1;
            } else {
                // A part of the mark is no mark: these bytes begin a name that no field has.
                if self.parser.bom > 0 {
                    self.parser.position = Position::Value(Field::Unknown);
                }
                self.parser.bom = BOM.len();
            }
        }
    }

    /// Finishes the line, or the line break, that the chunk before has left open.
    fn finish_line(&mut self) -> Option<Found<'c>> {
        let rest = self.chunk.get(self.at..).filter(|rest| !rest.is_empty())?;
        if self.parser.position == Position::AfterCr {
            self.at += usize::from(rest[0] == LF);
            self.parser.position = Position::Start;
            return None;
        }
        let length = line_break(rest);
        let part = &rest[..length.unwrap_or(rest.len())];
        self.parser.push_part(part);
        self.at += part.len();
        length?;
        let position = self.parser.position;
        self.end_line();
        match self.parser.end_cut_line(position)? {
            Field::Comment => Some(Found::Comment(None)),
            Field::Retry => Some(Found::Retry),
            _ => None,
        }
    }

    /// Reads the line break that is next. A CR ends its line at once, even where the chunk ends and an LF may follow.
    fn end_line(&mut self) {
        self.parser.position = Position::Start;
        let cr = self.chunk[self.at] == CR;
        self.at += 1;
        if cr {
            match self.chunk.get(self.at) {
                Some(&LF) => self.at += 1,
                Some(_) => {}
                None => self.parser.position = Position::AfterCr,
            }
        }
    }
}

impl Parser {
    /// Copies what is left in a chunk, as another one is needed or another item comes first.
    fn keep(&mut self, slices: Slices<'_>) {
        if let Some(value) = slices.data {
            self.append_data(value);
        }
        if let Some(value) = slices.event_type {
            self.set_event_type(value);
        }
    }

    /// What a blank line does; it needs the present event's slices and the buffers.
    fn dispatch<'c>(&mut self, slices: Slices<'c>) -> Option<Found<'c>> {
        self.commit_id();
        let size = self.size;
        if self.is_too_large() {
            self.forget_event();
            return Some(Found::TooLarge(size));
        }
        // > If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string and
        // > return.
        if slices.data.is_none() && self.data.is_empty() {
            self.forget_event();
            return None;
        }
        self.dispatched = true;
        Some(Found::Event(slices))
    }
}
