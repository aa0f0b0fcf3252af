//! Where lines end.

use memchr::memchr2;

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// So many bytes are looked at here; the search for what is farther is worth a call.
const NEAR: usize = 24;

/// As long as a vector of any processor.
const BLOCK: usize = 16;

/// Up to so many bytes are searched in blocks.
const SHORT: usize = 128;

/// Whether the search by words is the fastest there is: for WebAssembly without vectors memchr has words of four bytes.
const WORDS_ARE_FASTEST: bool = cfg!(all(target_arch = "wasm32", not(target_feature = "simd128")));

/// The offset of the first line break.
///
/// > Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE
/// > FEED (LF) character, or a single U+000D CARRIAGE RETURN (CR) character.
#[inline]
pub(super) fn line_break(bytes: &[u8]) -> Option<usize> {
    let Some((near, far)) = bytes.split_first_chunk::<NEAR>().filter(|_| !WORDS_ARE_FASTEST) else {
        return line_break_by_words(bytes);
    };
    let (words, _) = near.as_chunks();
    line_break_in(words).or_else(|| memchr2(LF, CR, far).map(|offset| NEAR + offset))
}

/// The same in what is left of a line that is cut: where that is long its middle is more likely than its end.
pub(super) fn cut_line_break(bytes: &[u8]) -> Option<usize> {
    if bytes.len() < NEAR || WORDS_ARE_FASTEST { line_break_by_words(bytes) } else { memchr2(LF, CR, bytes) }
}

/// The same eight bytes at once: fewer than that at the end are searched with some before them.
fn line_break_by_words(bytes: &[u8]) -> Option<usize> {
    let Some(last) = bytes.last_chunk() else {
        return bytes.iter().position(|&byte| is_line_break(byte));
    };
    let (words, _) = bytes.as_chunks();
    line_break_in(words).or_else(|| line_break_in(&[*last]).map(|offset| bytes.len() - last.len() + offset))
}

/// Whether these are only a few bytes, and no line break is among them.
#[inline]
pub(super) fn is_short_and_in_line(bytes: &[u8]) -> bool {
    if bytes.len() > SHORT {
        return false;
    }
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|&byte| is_line_break(byte));
    };
    let (blocks, _) = bytes.as_chunks();
    !blocks.iter().fold(has_line_break(last), |found, block| found | has_line_break(block))
}

/// Written so that it compiles to a few vector instructions.
#[inline]
fn has_line_break(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(false, |found, &byte| found | is_line_break(byte))
}

fn is_line_break(byte: u8) -> bool {
    byte == LF || byte == CR
}

/// Searches eight bytes at once: a byte that is zero borrows from its highest bit when one is taken away. The lowest mark is a
/// line break, those above it may be none. What is optimised for size would call this for each line.
#[allow(clippy::inline_always)]
#[inline(always)]
fn line_break_in(words: &[[u8; 8]]) -> Option<usize> {
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = LOW << 7;
    let zeros = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let marks = zeros(word ^ (LOW * u64::from(LF))) | zeros(word ^ (LOW * u64::from(CR)));
        if marks != 0 {
            return Some(index * 8 + (marks.trailing_zeros() / 8) as usize);
        }
    }
    None
}
