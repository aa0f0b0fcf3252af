// What went wrong, as the `error` events of an EventSource carry it.

/**
 * - `network`: the connection could not be made, was lost or ended; the browser's own class tells no more than that.
 * - `http`: the server answered with another status than 200; see `status`, `headers` and `body`. Over `fetch` only.
 * - `mime`: the server answered with something else than `text/event-stream`. Over `fetch` only.
 * - `decode`: an event's data is no JSON; the connection goes on.
 * - `tooLarge`: an event of more than 16 MiB was dropped; the connection goes on.
 * - `unsupported`: there is neither an `EventSource` class nor `fetch` here to build on.
 * - `wasm`: WebAssembly could not be compiled; the message says what to do.
 */
export type EventSourceErrorKind = "network" | "http" | "mime" | "decode" | "tooLarge" | "unsupported" | "wasm";

/** What is known of a failure beside its kind and message. */
export interface Failure {
  willRetry?: boolean;
  attempt?: number | undefined;
  delay?: number | undefined;
  status?: number | undefined;
  headers?: [name: string, value: string][] | undefined;
  body?: string | undefined;
  cause?: unknown;
}

/** Why an `error` event was fired. */
export class EventSourceError extends Error {
  override readonly name = "EventSourceError";
  /** What kind of failure it is. */
  readonly kind: EventSourceErrorKind;
  /** Whether the connection was lost and is being made again. */
  readonly willRetry: boolean;
  /** The number of the attempt that follows: 1 for the first after a connection that was good. */
  readonly attempt: number | undefined;
  /** In how many milliseconds it follows; `undefined` where the browser's own class reconnects by itself. */
  readonly delay: number | undefined;
  /** The HTTP status. */
  readonly status: number | undefined;
  /** The answer's headers, as far as this page may see them. */
  readonly headers: Headers | undefined;
  /** The first 4 KiB of the answer's body, as text. */
  readonly body: string | undefined;

  constructor(kind: EventSourceErrorKind, message: string, failure: Failure = {}) {
    super(message, "cause" in failure ? { cause: failure.cause } : undefined);
    this.kind = kind;
    this.willRetry = failure.willRetry ?? false;
    this.attempt = failure.attempt;
    this.delay = failure.delay;
    this.status = failure.status;
    this.headers = failure.headers && new Headers(failure.headers);
    this.body = failure.body;
  }
}

/**
 * The `error` event of a connection. An event that the server names `error` arrives under the same name, but is a
 * `MessageEvent` with no `error` in it.
 */
export interface EventSourceErrorEvent extends Event {
  readonly type: "error";
  readonly error: EventSourceError;
}

/** The event for an error; calls back when a listener looks at the error. */
export function errorEvent(error: EventSourceError, seen: () => void): EventSourceErrorEvent {
  const get = () => {
    seen();
    return error;
  };
  return Object.defineProperty(new Event("error"), "error", { get, enumerable: true }) as EventSourceErrorEvent;
}
