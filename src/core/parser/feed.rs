//! A chunk on its way through the parser: whole lines by the fast path, the ends that its edges cut off by the slow one.

use core::time::Duration;

use super::{
    BOM, Event, Parsed, Parser, Position,
    field::{Digits, Field},
    line::{CR, LF, cut_line_break, is_short_and_in_line, line_break},
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
    #[inline]
    pub fn next(&mut self) -> Option<Parsed<'_>> {
        if self.is_short_middle() { None } else { self.item() }
    }

    /// Reads a short chunk from the middle of a `data` line. Where chunks are short most are such, and to be called costs as much
    /// as what there is to do: so this is made a part of the caller, which the compiler would not do by itself.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn is_short_middle(&mut self) -> bool {
        let rest = &self.chunk[self.at..];
        let is = self.parser.position == Position::Value(Field::Data) && is_short_and_in_line(rest);
        if is {
            self.parser.push_data(rest);
            self.at = self.chunk.len();
        }
        is
    }

    /// The next item, wherever in a line the chunk begins.
    fn item(&mut self) -> Option<Parsed<'_>> {
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
        if let Position::Bom(read) = self.parser.position {
            self.skip_bom(read);
        }
        if self.parser.position.is_in_line() {
            let rest = &self.chunk[self.at..];
            let length = cut_line_break(rest);
            self.parser.push_part(&rest[..length.unwrap_or(rest.len())]);
            let Some(length) = length else {
                self.at = self.chunk.len();
                return None;
            };
            let found = self.parser.end_cut_line();
            self.at += length + self.parser.skip_line_break(&rest[length..]);
            match found {
                Some(Field::Comment) => return Some(Found::Comment(None)),
                Some(_) => return Some(Found::Retry),
                None => {}
            }
        }
        if self.parser.dispatched {
            self.parser.forget_event();
        }
        if self.parser.position == Position::AfterCr {
            self.at += usize::from(*self.chunk.get(self.at)? == LF);
            self.parser.position = Position::Start;
        }
        self.whole_lines()
    }

    /// Reads the byte order mark that the stream may begin with, however chunks cut it.
    #[inline(never)]
    fn skip_bom(&mut self, read: usize) {
        let mark = &BOM[read..];
        let rest = &self.chunk[self.at..];
        let same = mark.iter().zip(rest).take_while(|(expected, byte)| expected == byte).count();
        self.at += same;
        self.parser.position = if same == mark.len() {
            Position::Start
        } else if same == rest.len() {
            Position::Bom(read + same)
        } else if read + same == 0 {
            Position::Start
        } else {
            // A part of the mark is no mark: these bytes begin a name that no field has.
            Position::Value(Field::Unknown)
        };
    }

    /// Reads lines that begin in this chunk.
    fn whole_lines(&mut self) -> Option<Found<'c>> {
        let parser = &mut *self.parser;
        let mut slices = Slices::default();
        loop {
            let rest = &self.chunk[self.at..];
            if let [LF | CR, ..] = rest {
                self.at += parser.skip_line_break(rest);
                match parser.dispatch(slices) {
                    None => slices = Slices::default(),
                    found => return found,
                }
                continue;
            }
            let Some(length) = line_break(rest) else {
                parser.keep(slices);
                parser.push_part(rest);
                self.at = self.chunk.len();
                return None;
            };
            let (line, end) = rest.split_at(length);
            self.at += length + parser.skip_line_break(end);
            let (field, value) = Field::split(line);
            match field {
                Field::Data => {
                    parser.size += value.len() as u64 + 1;
                    if slices.data.is_none() && parser.data.is_empty() {
                        slices.data = Some(value);
                    } else {
                        if let Some(first) = slices.data.take() {
                            parser.append_data(first);
                        }
                        parser.append_data(value);
                    }
                }
                Field::Event => {
                    parser.size += value.len() as u64 + 1;
                    slices.event_type = Some(value);
                }
                Field::Id => {
                    parser.size += value.len() as u64 + 1;
                    parser.set_id(value);
                }
                Field::Retry => {
                    let mut digits = Digits::new();
                    digits.push(value);
                    if parser.set_reconnection_time(digits) {
                        parser.keep(slices);
                        return Some(Found::Retry);
                    }
                }
                Field::Comment => {
                    parser.keep(slices);
                    return Some(Found::Comment(Some(value)));
                }
                Field::Unknown => {}
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

    /// The length of the line break that these bytes begin with. A CR ends its line at once, even where the chunk ends and an LF
    /// may follow. Each line has one, and what is optimised for size would call this.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn skip_line_break(&mut self, bytes: &[u8]) -> usize {
        match bytes {
            [CR, LF, ..] => 2,
            [CR] => {
                self.position = Position::AfterCr;
                1
            }
            _ => 1,
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
