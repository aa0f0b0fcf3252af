//! What reads a body: chunk by chunk, and into memory of ours as soon as the chunks are large.

use std::{
    cell::{OnceCell, RefCell},
    mem,
};

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{
    ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader, ReadableStreamGetReaderOptions,
    ReadableStreamReaderMode, Response,
};

use super::global;

/// From how many bytes on a chunk is large: a stream that brings so much at once is read all the time.
const LARGE: usize = 16_384;

/// How much memory is lent, in bytes.
const MEMORY: u32 = 65_536;

thread_local! {
    static CAN_LEND: OnceCell<bool> = const { OnceCell::new() };
}

/// Whether a body here can be read into memory that its reader brings: in Chromium, in Firefox, not in `WebKit`.
pub(super) fn can_lend() -> bool {
    let body = || Response::new_with_opt_js_u8_array(Some(&Uint8Array::new_with_length(1))).ok()?.body();
    CAN_LEND.with(|known| *known.get_or_init(|| body().is_some_and(|body| lending(&body).is_some())))
}

/// A body's reader.
pub(super) struct BodyReader {
    body: ReadableStream,
    how: RefCell<How>,
}

enum How {
    /// Each chunk comes in memory of its own, which costs least where they are small.
    Default { reader: ReadableStreamDefaultReader, may_lend: bool },
    /// All of them come in the same memory, which goes there and back. Where they are large, to make it and to clear it away
    /// costs the browser more than to fill it.
    Lending { reader: ReadableStreamByobReader, memory: Option<ArrayBuffer> },
}

impl BodyReader {
    pub(super) fn new(body: ReadableStream) -> Self {
        let how = RefCell::new(How::Default { reader: default(&body), may_lend: true });
        Self { body, how }
    }

    /// Reads on. What comes is a [`Chunk`], to be given to `bytes` before the next one is asked for.
    pub(super) fn next(&self) -> Promise {
        match &mut *self.how.borrow_mut() {
            How::Default { reader, .. } => reader.read().unchecked_into(),
            How::Lending { reader, memory } => {
                let memory = memory.take().unwrap_or_else(|| ArrayBuffer::new(MEMORY));
                reader.read_with_array_buffer_view(&Uint8Array::new(&memory)).unchecked_into()
            }
        }
    }

    /// The bytes of a chunk; `None` is the end.
    pub(super) fn bytes(&self, chunk: &Chunk) -> Option<Vec<u8>> {
        let bytes = chunk.bytes()?;
        let how = &mut *self.how.borrow_mut();
        match how {
            How::Default { reader, may_lend } => {
                // In Firefox's workers a connection may stay for good where its request is aborted after memory was lent.
                if bytes.len() >= LARGE && mem::take(may_lend) && can_lend() && !global::is_worker() {
                    reader.release_lock();
                    *how = match lending(&self.body) {
                        Some(reader) => How::Lending { reader, memory: None },
                        // A stream that a page has made, in the place of the browser's own.
                        None => How::Default { reader: default(&self.body), may_lend: false },
                    };
                }
            }
            How::Lending { memory, .. } => {
                if bytes.is_empty() && chunk.done() {
                    return None;
                }
                *memory = Some(chunk.view().buffer());
            }
        }
        Some(bytes)
    }
}

fn default(body: &ReadableStream) -> ReadableStreamDefaultReader {
    body.get_reader().unchecked_into()
}

fn lending(body: &ReadableStream) -> Option<ReadableStreamByobReader> {
    let options = ReadableStreamGetReaderOptions::new();
    options.set_mode(ReadableStreamReaderMode::Byob);
    body.unchecked_ref::<Body>().get_reader(&options).ok()
}

#[wasm_bindgen]
extern "C" {
    /// A body whose `getReader` may throw, which web-sys does not know of.
    type Body;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &Body, options: &ReadableStreamGetReaderOptions) -> Result<ReadableStreamByobReader, JsValue>;

    /// What a body's reader gives.
    pub(super) type Chunk;

    /// `undefined` at the end, or empty. Copied on its way, as to ask for the length and then to copy would be two calls more.
    #[wasm_bindgen(method, getter, js_name = value)]
    fn bytes(this: &Chunk) -> Option<Vec<u8>>;

    #[wasm_bindgen(method, getter, js_name = value)]
    fn view(this: &Chunk) -> Uint8Array;

    #[wasm_bindgen(method, getter)]
    fn done(this: &Chunk) -> bool;
}
