// An async iterator over events, with a bounded buffer.

import { checkKinds, number } from "./options.js";

/** What an iterator does with events that come faster than they are taken. */
export interface BufferOptions {
  /** How many events may wait: 1024 unless set. 1 with `dropOldest` is the latest alone, right for what is a state. */
  buffer?: number | undefined;
  /**
   * What happens when that is too much. `backPressure`, the default, stops reading the connection, for its other listeners
   * too, until there is room: nothing is dropped, and the server feels it. The browser's own class cannot be stopped: there
   * the oldest is dropped.
   */
  overflow?: "backPressure" | "dropOldest" | "dropNewest" | undefined;
  /** Leaves the connection open where the iteration is left and nothing else listens; else it is closed then. */
  keepOpen?: boolean | undefined;
}

/** Events, in their order. It ends when the source is closed or the server has ended the
 * stream for good, and throws the error of any other failure. */
export interface Events<T> extends AsyncIterableIterator<T> {
  /** How many events have been dropped, as the buffer was full. */
  readonly dropped: number;
  [Symbol.asyncIterator](): Events<T>;
}

const kinds: Record<keyof BufferOptions, string> = {
  buffer: number,
  overflow: '"backPressure"|"dropOldest"|"dropNewest"',
  keepOpen: "a boolean",
};

interface Waiting<T> {
  resolve: (result: IteratorResult<T>) => void;
  reject: (error: unknown) => void;
}

export class Queue<T> implements Events<T> {
  dropped = 0;
  readonly #items: T[] = [];
  readonly #waiting: Waiting<T>[] = [];
  readonly #size: number;
  readonly #options: BufferOptions;
  readonly #leave: () => void;
  #full: Promise<void> | undefined;
  #room: (() => void) | undefined;
  #ended: { error?: unknown } | undefined;

  /** @param leave is called when the iteration is left */
  constructor(options: BufferOptions, leave: () => void) {
    checkKinds(options, kinds);
    this.#size = Math.max(1, options.buffer ?? 1024);
    this.#options = options;
    this.#leave = leave;
  }

  /** Takes an event. */
  push(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting) return waiting.resolve({ value: item, done: false });
    if (this.#items.length >= this.#size) {
      this.dropped++;
      if (this.#options.overflow === "dropNewest") return;
      this.#items.shift();
    }
    this.#items.push(item);
  }

  /** Pending for as long as nothing more is to be read; `undefined` where there is room. */
  full(): Promise<void> | undefined {
    const { overflow = "backPressure" } = this.#options;
    if (this.#ended || overflow !== "backPressure" || this.#items.length < this.#size) return undefined;
    return (this.#full ??= new Promise((resolve) => (this.#room = resolve)));
  }

  /** Nothing more comes. What waits is still given. */
  end(error?: unknown): void {
    this.#ended ??= error === undefined ? {} : { error };
    this.#makeRoom();
    for (const { resolve, reject } of this.#waiting.splice(0)) this.#finish().then(resolve, reject);
  }

  async next(): Promise<IteratorResult<T>> {
    if (this.#items.length > 0) {
      const value = this.#items.shift()!;
      this.#makeRoom();
      return { value, done: false };
    }
    if (this.#ended) return this.#finish();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<T>> {
    this.#items.length = 0;
    this.end();
    this.#leave();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #makeRoom(): void {
    this.#room?.();
    this.#full = undefined;
  }

  /** The error, once; and then the end. */
  async #finish(): Promise<IteratorResult<T>> {
    const ended = this.#ended!;
    if ("error" in ended) {
      const { error } = ended;
      delete ended.error;
      throw error;
    }
    return { value: undefined, done: true };
  }
}
