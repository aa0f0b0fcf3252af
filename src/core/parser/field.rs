//! What a line means: its field's name and value.

/// The field that a line sets. Names are compared byte by byte, so case counts, as the standard wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Event,
    Data,
    Id,
    Retry,
    /// > If the line starts with a U+003A COLON character (:), ignore the line.
    Comment,
    /// > Otherwise, the field is ignored.
    Unknown,
}

impl Field {
    /// No name that means something is longer.
    pub(super) const LONGEST_NAME: usize = 5;

    /// The field with this name, which is empty for a comment.
    pub(super) fn named(name: &[u8]) -> Self {
        match name {
            b"event" => Self::Event,
            b"data" => Self::Data,
            b"id" => Self::Id,
            b"retry" => Self::Retry,
            b"" => Self::Comment,
            _ => Self::Unknown,
        }
    }

    /// Takes a line that is not empty apart.
    ///
    /// > If the line contains a U+003A COLON character (:), collect the characters on the line before the first U+003A COLON
    /// > character (:), and let field be that string. Collect the characters on the line after the first U+003A COLON
    /// > character (:), and let value be that string. If value starts with a U+0020 SPACE character, remove it from value.
    /// >
    /// > Otherwise, the string is not empty but does not contain a U+003A COLON character (:): process the field using the
    /// > whole line as the field name, and the empty string as the field value.
    #[inline]
    pub(super) fn split(line: &[u8]) -> (Self, &[u8]) {
        let (field, rest) = match line {
            [b'd', b'a', b't', b'a', rest @ ..] => (Self::Data, rest),
            [b'e', b'v', b'e', b'n', b't', rest @ ..] => (Self::Event, rest),
            [b'i', b'd', rest @ ..] => (Self::Id, rest),
            [b'r', b'e', b't', b'r', b'y', rest @ ..] => (Self::Retry, rest),
            [b':', ..] => (Self::Comment, line),
            _ => return (Self::Unknown, &[]),
        };
        match rest {
            [b':', b' ', value @ ..] | [b':', value @ ..] => (field, value),
            [] => (field, rest),
            _ => (Self::Unknown, &[]),
        }
    }
}

/// The value of a `retry` field, digit by digit, so that a cut one needs no buffer.
///
/// > If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten, and set the
/// > event stream's reconnection time to that integer. Otherwise, ignore the field.
///
/// An empty value has no digits to interpret and is ignored; one beyond [`u64::MAX`] milliseconds stays there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    value: Option<u64>,
    valid: bool,
}

impl Digits {
    pub(super) const fn new() -> Self {
        Self { value: None, valid: true }
    }

    pub(super) fn push(&mut self, part: &[u8]) {
        for byte in part {
            if byte.is_ascii_digit() {
                let digit = u64::from(byte - b'0');
                self.value = Some(self.value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            } else {
                self.valid = false;
            }
        }
    }

    pub(super) fn value(self) -> Option<u64> {
        self.value.filter(|_| self.valid)
    }
}
