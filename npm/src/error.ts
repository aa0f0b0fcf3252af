// What went wrong, as the `error` events of an EventSource carry it.

/**
 * - `network`: the connection was lost or ended, or could not be made; the browser tries again.
 * - `closed`: the browser gave up: the answer was not 200, was no `text/event-stream`, or may not be read from here.
 * - `decode`: an event's data is no JSON; the connection goes on.
 * - `unsupported`: there is no `EventSource` class here to build on.
 * - `wasm`: WebAssembly could not be compiled; the message says what to do.
 */
export type EventSourceErrorKind = "network" | "closed" | "decode" | "unsupported" | "wasm";

/** Why an `error` event was fired. */
export class EventSourceError extends Error {
  override readonly name = "EventSourceError";
  /** What kind of failure it is. */
  readonly kind: EventSourceErrorKind;
  /** Whether the connection was lost and is being made again. */
  readonly willRetry: boolean;

  constructor(kind: EventSourceErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.willRetry = kind === "network";
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
