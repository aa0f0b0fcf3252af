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

    /// Makes the places of what was copied those of the same text in UTF-16, and of that alone. It has to be UTF-8, and all of
    /// the table to be copied.
    pub(crate) fn widen(&mut self, chunk: usize) {
        let mut above = [0; COLUMNS];
        let (mut at, mut unit) = (0, 0);
        for row in &mut self.rows {
            // A size is no place.
            let places = if row[0] == TOO_LARGE { 2..4 } else { 0..COLUMNS };
            for (place, above) in row[places.clone()].iter_mut().zip(&above[places]) {
                // What is empty is at the beginning.
                let Some(offset) = (*place as usize).checked_sub(chunk) else { continue };
                // All is copied in its order, but for what is as in the row above.
                *place = if let Some(passed) = self.copied.get(at..offset) {
                    at = offset;
                    unit += units(passed);
                    unit
                } else {
                    *above
                };
            }
            above = *row;
        }
    }

    /// Where these bytes are: there, if they are the same.
    fn again(&mut self, chunk: &[u8], bytes: &[u8], there: Range<u32>) -> Range<u32> {
        let is_same = self.bytes(chunk, &there).is_some_and(|before| same(before, bytes));
        if is_same { there } else { self.place(chunk, bytes) }
    }

    /// Where these bytes are: in the chunk, or else copied.
    fn place(&mut self, chunk: &[u8], bytes: &[u8]) -> Range<u32> {
        let offset = bytes.as_ptr().addr().wrapping_sub(chunk.as_ptr().addr());
        let start = if bytes.is_empty() {
            0
        } else if offset < chunk.len() && !self.copies {
            offset
        } else {
            let start = chunk.len() + self.copied.len();
            self.copied.extend_from_slice(bytes);
            // So that what one text lacks of a code point is not made up by the next.
            self.copied.extend_from_slice(b"\n");
            start
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

/// How many units of UTF-16 this UTF-8 has, by eight bytes at once: one for each byte that begins a code point, and one more
/// where it begins one of four bytes.
fn units(text: &[u8]) -> u32 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (words, rest) = text.as_chunks();
    // Nothing begins in what the last bytes are filled up with.
    let last = rest.iter().fold(ONES << 7, |word, byte| word << 8 | u64::from(*byte));
    words.iter().map(|word| u64::from_ne_bytes(*word)).chain([last]).fold(0, |units, word| {
        let others = word >> 7 & !(word >> 6) & ONES;
        let of_four = word >> 7 & word >> 6 & word >> 5 & word >> 4 & ONES;
        units + 8 - others.count_ones() + of_four.count_ones()
    })
}

/// Whether these are the same: to call the function that `==` is for bytes takes longer, as most are short.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one == other)
}
