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
    pub(crate) rows: Vec<[u32; COLUMNS]>,
    /// All is copied, in its order: what is then one text has no code point in it that a chunk's edge has cut.
    copies: bool,
}

impl Table {
    pub(crate) fn clear(&mut self, copies: bool) {
        self.copies = copies;
        self.copied.clear();
        self.rows.clear();
    }

    pub(crate) fn push(&mut self, chunk: &[u8], event: &Event<'_>) {
        let (event_type, id) = (event.event_type_bytes(), event.last_event_id().as_bytes());
        let last = self.rows.last().copied().unwrap_or_default();
        // Most are as in the row above; JavaScript makes one string of them then.
        let event_type = self.again(chunk, event_type, last[0]..last[1]);
        let id = self.again(chunk, id, last[2]..last[3]);
        let data = self.place(chunk, event.data_bytes());
        self.rows.push([event_type.start, event_type.end, id.start, id.end, data.start, data.end]);
    }

    #[allow(clippy::cast_possible_truncation, reason = "it is cut in two on purpose")]
    pub(crate) fn push_too_large(&mut self, size: u64) {
        // The id is not touched: the parser tells it with the next event.
        let [_, _, id, id_end, ..] = self.rows.last().copied().unwrap_or_default();
        self.rows.push([TOO_LARGE, 0, id, id_end, size as u32, (size >> 32) as u32]);
    }

    /// Where these bytes are: there, if they are the same.
    fn again(&mut self, chunk: &[u8], bytes: &[u8], there: Range<u32>) -> Range<u32> {
        if self.bytes(chunk, &there) == Some(bytes) { there } else { self.place(chunk, bytes) }
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

    fn bytes<'a>(&'a self, chunk: &'a [u8], Range { start, end }: &Range<u32>) -> Option<&'a [u8]> {
        let (start, end) = (*start as usize, *end as usize);
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
