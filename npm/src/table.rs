//! What is complete with a chunk, as a table of where it lies: JavaScript decodes a text once, and slices it.

use alloc::vec::Vec;
use core::ops::Range;

use eventsource_wasm::parser::Event;

/// The numbers of a row: begin and end of event type, last event id and data.
pub(crate) const COLUMNS: usize = 6;

/// What an event that was too large has for the beginning of its type; its data is then its size in bytes, the low half first.
const TOO_LARGE: u32 = u32::MAX;

/// The events of a chunk.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// What of them does not lie in the chunk. It is taken to lie behind it.
    pub(crate) copied: Vec<u8>,
    pub(crate) numbers: Vec<u32>,
    /// All is copied, in its order: what is then one text has no code point in it that a chunk's edge has cut.
    copies: bool,
}

impl Table {
    pub(crate) fn clear(&mut self, copies: bool) {
        self.copies = copies;
        self.copied.clear();
        self.numbers.clear();
    }

    pub(crate) fn rows(&self) -> usize {
        self.numbers.len() / COLUMNS
    }

    pub(crate) fn push(&mut self, chunk: &[u8], event: &Event<'_>) {
        let (event_type, id) = (event.event_type_bytes(), event.last_event_id().as_bytes());
        // Most are as in the row above; JavaScript makes one string of them then.
        let event_type = self.same(0, chunk, event_type).unwrap_or_else(|| self.place(chunk, event_type));
        let id = self.same(2, chunk, id).unwrap_or_else(|| self.place(chunk, id));
        let data = self.place(chunk, event.data_bytes());
        for Range { start, end } in [event_type, id, data] {
            self.numbers.extend([start, end]);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "it is cut in two on purpose")]
    pub(crate) fn push_too_large(&mut self, size: u64) {
        // The id is not touched: the parser tells it with the next event.
        let id = self.last(2).unwrap_or_default();
        self.numbers.extend([TOO_LARGE, 0, id.start, id.end, size as u32, (size >> 32) as u32]);
    }

    /// Where the last row has this, if it has.
    fn same(&self, column: usize, chunk: &[u8], bytes: &[u8]) -> Option<Range<u32>> {
        self.last(column).filter(|range| self.bytes(chunk, range.clone()) == Some(bytes))
    }

    fn last(&self, column: usize) -> Option<Range<u32>> {
        let row = self.numbers.len().checked_sub(COLUMNS)?;
        Some(*self.numbers.get(row + column)?..*self.numbers.get(row + column + 1)?)
    }

    /// Where these bytes are: in the chunk, or else copied.
    fn place(&mut self, chunk: &[u8], bytes: &[u8]) -> Range<u32> {
        let offset = bytes.as_ptr().addr().wrapping_sub(chunk.as_ptr().addr());
        let start = if bytes.is_empty() {
            0
        } else if offset < chunk.len() && !self.copies {
            offset
        } else {
            self.copied.extend_from_slice(bytes);
            chunk.len() + self.copied.len() - bytes.len()
        };
        number(start)..number(start + bytes.len())
    }

    fn bytes<'a>(&'a self, chunk: &'a [u8], Range { start, end }: Range<u32>) -> Option<&'a [u8]> {
        let (start, end) = (start as usize, end as usize);
        match start.checked_sub(chunk.len()) {
            Some(start) => self.copied.get(start..end.checked_sub(chunk.len())?),
            None => chunk.get(start..end),
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "there are no more addresses")]
const fn number(offset: usize) -> u32 {
    offset as u32
}
