//! A chunk of an HTTP/1.1 body, framed once for all who receive it.

use std::{ops::Range, sync::Arc};

/// What ends a body in chunks.
pub const LAST: &[u8] = b"0\r\n\r\n";

/// Some bytes of a body, with the frame that `Transfer-Encoding: chunked` puts around them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Chunk(Arc<Framed>);

#[derive(Debug, Default)]
struct Framed {
    bytes: Vec<u8>,
    payload: Range<usize>,
}

impl Chunk {
    /// Frames a payload. It must not be empty: that would be the end of the body.
    #[must_use]
    pub fn new(payload: &[u8]) -> Self {
        let mut bytes = format!("{:x}\r\n", payload.len()).into_bytes();
        let start = bytes.len();
        bytes.extend_from_slice(payload);
        let payload = start..bytes.len();
        bytes.extend_from_slice(b"\r\n");
        Self(Arc::new(Framed { bytes, payload }))
    }

    /// The bytes for the wire: `framed`, or for HTTP/1.0 as they are.
    #[must_use]
    pub fn bytes(&self, framed: bool) -> &[u8] {
        let Framed { bytes, payload } = &*self.0;
        if framed { bytes } else { bytes.get(payload.clone()).unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::Chunk;

    #[test]
    fn a_chunk_is_its_length_in_hexadecimal_and_its_payload() {
        let chunk = Chunk::new(&[b'x'; 26]);
        assert_eq!(chunk.bytes(true), b"1a\r\nxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");
        assert_eq!(chunk.bytes(false), [b'x'; 26]);
    }
}
