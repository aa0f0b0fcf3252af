// What went wrong, as the `error` events of an EventSource carry it.

/**
 * - `network`: the connection could not be made, was lost or ended; the browser's own class tells no more than that.
 * - `http`: the server answered with another status than 200; see `status`, `headers` and `body`. Over `fetch` only.
 * - `mime`: the server answered with something else than `text/event-stream`. Over `fetch` only.
 * - `request`: one of the functions for `url`, `headers` and `body` failed, or made what cannot be sent.
 * - `decode`: an event's data is no JSON; `schema`: it is not what the schema wants. See `eventType`, `data` and `cause`;
 *   the connection goes on.
 * - `idle`: nothing came for as long as `idleTimeout`.
 * - `tooLarge`: an event of more than `maxEventSize` was dropped; the connection goes on.
 * - `aborted`: the signal was.
 * - `unsupported`: there is neither an `EventSource` class nor `fetch` here to build on.
 * - `wasm`: WebAssembly could not be compiled; the message says what to do.
 */
export type EventSourceErrorKind =
  | "network"
  | "http"
  | "mime"
  | "request"
  | "decode"
  | "schema"
  | "idle"
  | "tooLarge"
  | "aborted"
  | "unsupported"
  | "wasm";

/** What is known of a failure beside its kind and message. */
export interface Failure {
  willRetry?: boolean;
  attempt?: number;
  delay?: number | undefined;
  status?: number;
  headers?: Headers;
  body?: string;
  eventType?: string;
  data?: string;
  lastEventId?: string;
  cause?: unknown;
}

/** Why an `error` event was fired. */
export class EventSourceError extends Error {
  override readonly name = "EventSourceError";
  /** What kind of failure it is. */
  declare readonly kind: EventSourceErrorKind;
  /** Whether the connection was lost and is being made again. */
  readonly willRetry: boolean = false;
  /** The number of the attempt that follows: 1 for the first after a connection that was good. */
  declare readonly attempt: number | undefined;
  /** In how many milliseconds it follows; `undefined` where the browser's own class reconnects by itself. */
  declare readonly delay: number | undefined;
  /** The HTTP status. */
  declare readonly status: number | undefined;
  /** The answer's headers, as far as this page may see them. */
  declare readonly headers: Headers | undefined;
  /** The first 4 KiB of the answer's body, as text. */
  declare readonly body: string | undefined;
  /** The name of the event that could not be decoded. */
  declare readonly eventType: string | undefined;
  /** Its data. */
  declare readonly data: string | undefined;
  /** The last event id as of that event. */
  declare readonly lastEventId: string | undefined;

  constructor(kind: EventSourceErrorKind, message: string, failure: Failure = {}) {
    super(message, "cause" in failure ? { cause: failure.cause } : undefined);
    this.kind = kind;
    Object.assign(this, failure);
  }
}

/**
 * What listeners to `error` get: that something is wrong with the connection or an event, which `error` tells; or an event that
 * the server names `error`, a `MessageEvent` with `data` and no `error` in it.
 */
export interface EventSourceErrorEvent extends Event {
  readonly error?: EventSourceError;
  readonly data?: string;
  readonly lastEventId?: string;
}
