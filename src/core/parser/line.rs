//! Where lines end.

use memchr::memchr2;

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// So many bytes are looked at here; the search for what is farther is worth a call.
const NEAR: usize = 24;

/// The offset of the first line break.
///
/// > Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE
/// > FEED (LF) character, or a single U+000D CARRIAGE RETURN (CR) character.
#[inline]
pub(super) fn line_break(bytes: &[u8]) -> Option<usize> {
    let Some((near, far)) = bytes.split_first_chunk::<NEAR>() else {
        return near_line_break(bytes);
    };
    let (words, _) = near.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let marks = marks(*word);
        if marks != 0 {
            return Some(index * 8 + (marks.trailing_zeros() / 8) as usize);
        }
    }
    memchr2(LF, CR, far).map(|offset| NEAR + offset)
}

/// The same where less than that is left. Mostly there is none, as in the middle of a long line: that is found out first.
#[inline]
fn near_line_break(bytes: &[u8]) -> Option<usize> {
    let is_line_break = |&byte: &u8| byte == LF || byte == CR;
    // Fewer bytes than a word at the end are searched with some before them.
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().position(is_line_break);
    };
    let (words, _) = bytes.as_chunks::<8>();
    let marks = words.iter().fold(marks(*last), |found, word| found | marks(*word));
    if marks == 0 { None } else { bytes.iter().position(is_line_break) }
}

/// Searches eight bytes at once: a byte that is zero borrows from its highest bit when one is taken away. The lowest mark is a
/// line break, those above it may be none.
#[inline]
fn marks(word: [u8; 8]) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = LOW << 7;
    let word = u64::from_le_bytes(word);
    let zeros = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    zeros(word ^ (LOW * u64::from(LF))) | zeros(word ^ (LOW * u64::from(CR)))
}
