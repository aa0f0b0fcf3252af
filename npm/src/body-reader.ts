// What reads a body: chunk by chunk, and into memory of ours as soon as the chunks are large.

import { isBrowsersWorker } from "./platform.js";

/** What reads the bytes of a body. */
export interface Reader {
  /**
   * The next chunk; without a `value` it is the end. The one before, which was so many bytes `long`, is the reader's again.
   */
  read(long?: number): Promise<{ value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** From how many bytes on a chunk is large: a stream that brings so much at once is read all the time. */
const LARGE = 16_384;

/** How much memory is lent, in bytes. */
const MEMORY = 65_536;

/** Reads a response's body. */
export function readerOf(body: ReadableStream<Uint8Array>): Reader {
  // Each chunk comes in memory of its own, which costs least where they are small.
  const plain = body.getReader();
  let reader: Reader = plain;
  // In Firefox's workers a connection may stay for good where its request is aborted after memory was lent.
  let mayLend = !isBrowsersWorker();
  return {
    read(long = 0) {
      if (long >= LARGE && mayLend) {
        mayLend = false;
        plain.releaseLock();
        reader = lendingReader(body) ?? body.getReader();
      }
      return reader.read();
    },
    cancel: () => reader.cancel(),
  };
}

/**
 * All chunks come in the same memory, which goes there and back. Where they are large, to make it and to clear it away costs the
 * browser more than to fill it. `undefined` where the body has no such reader: WebKit's have none.
 */
export function lendingReader(body: ReadableStream<Uint8Array>): Reader | undefined {
  try {
    const reader = body.getReader({ mode: "byob" });
    let memory: ArrayBuffer = new ArrayBuffer(MEMORY);
    return {
      async read() {
        const { done, value } = await reader.read(new Uint8Array(memory));
        memory = value?.buffer ?? memory;
        return done ? {} : { value };
      },
      cancel: () => reader.cancel(),
    };
  } catch {
    return undefined;
  }
}
