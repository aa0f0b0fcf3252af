//! Where lines end.

use memchr::memchr2;

pub(super) const LF: u8 = b'\n';
pub(super) const CR: u8 = b'\r';

/// The offset of the first line break.
///
/// > Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE
/// > FEED (LF) character, or a single U+000D CARRIAGE RETURN (CR) character.
#[inline]
pub(super) fn line_break(bytes: &[u8]) -> Option<usize> {
    memchr2(LF, CR, bytes)
}
