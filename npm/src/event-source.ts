// The EventSource class: a thin shell that makes the connection's events those of an EventTarget.

import { Connection } from "../generated/eventsource_wasm.js";
import {
  errorEvent,
  EventSourceError,
  type EventSourceErrorEvent,
  type EventSourceErrorKind,
  type Failure,
} from "./error.js";
import { beginning, type Cause, type ConnectionState } from "./state.js";
import { withWasm } from "./wasm.js";

/** What a connection is to be opened with. */
export interface EventSourceOptions {
  /** Whether cookies and HTTP authentication go along to another origin; off unless set. */
  withCredentials?: boolean;
  /**
   * Who makes the connection: `native` is the browser's own class, `fetch` tells status and headers of what went wrong,
   * and when the next attempt follows. `auto`, the default, is `native` where there is such a class.
   */
  transport?: "auto" | "native" | "fetch";
  /**
   * When the connection comes back. By default after all failures that may pass: network errors, the stream's end, and
   * the statuses 408, 425, 429 and 5xx, after waits that grow. `standard` is the HTML standard to the letter.
   */
  retry?: "default" | "standard";
}

/** An event with its JSON decoded. */
export interface Message<Data, Type extends string = string> {
  /** The event's name. */
  readonly type: Type;
  /** What `JSON.parse` made of the event's data. */
  readonly data: Data;
  /** The last event id as of this event; empty where the server gave none. */
  readonly lastEventId: string;
  /** The origin that the stream comes from. */
  readonly origin: string;
}

/** Removes the listener that it was returned for. */
export type Subscription = () => void;

type Handler = (event: MessageEvent<string>) => void;
type Attribute<E extends Event> = ((this: EventSource, event: E) => unknown) | null;

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/**
 * A connection to a server that sends events. It is used as the browser's own class is, and `on()` adds listeners that
 * get their JSON decoded and typed:
 *
 * ```ts
 * const source = new EventSource<{ userCount: number }>("/users/count");
 * source.on("userCount", ({ data }) => console.log(data + 1));
 * ```
 *
 * @typeParam Events the data of each event by its name
 */
export class EventSource<Events = Record<string, any>> extends EventTarget {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSED = CLOSED;

  /** The URL, absolute even where a relative one was given. */
  readonly url: string;
  /** Whether cookies and HTTP authentication go along to another origin. */
  readonly withCredentials: boolean;

  /** `undefined` while WebAssembly is being compiled. */
  #connection: Connection | undefined;
  #state: ConnectionState = { status: "connecting", attempt: 0 };
  /** By event type: who gets the browser's events of this type. */
  readonly #handlers = new Map<string, Set<Handler>>();
  /** The event types that are dispatched to the EventTarget's listeners. */
  readonly #dispatched = new Set<string>();
  readonly #attributes = new Map<string, Attribute<any>>();

  /**
   * Opens a connection.
   *
   * @throws {DOMException} a `SyntaxError` where the URL makes no sense, as the browser's class does
   */
  constructor(url: string | URL, options: EventSourceOptions = {}) {
    super();
    this.url = resolve(url);
    this.withCredentials = Boolean(options.withCredentials);
    withWasm((error) => {
      if (error) this.#fail("wasm", error);
      else if (!this.#isClosed) this.#connect(options);
    });
  }

  /** `CONNECTING` (0), `OPEN` (1) or `CLOSED` (2). */
  get readyState(): number {
    return { connecting: CONNECTING, waiting: CONNECTING, open: OPEN, closed: CLOSED }[this.#state.status];
  }

  /** Where the connection is, and why; each change is followed by an event named `statechange`. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** The id of the last event that came, which the server is told when the connection is made anew; empty for none. */
  get lastEventId(): string {
    return this.#connection?.lastEventId ?? "";
  }

  /** Connects anew at once, instead of waiting for the next attempt. Once closed it does nothing: make another. */
  reconnect(): void {
    this.#connection?.reconnect();
  }

  /** Closes the connection. No further event is dispatched after this. */
  close(): void {
    this.#connection?.close();
    this.#enter({ status: "closed", cause: "requested" });
  }

  get #isClosed(): boolean {
    return this.#state.status === "closed";
  }

  /**
   * Listens to the events of one name, with their data decoded as JSON. Data that is no JSON becomes an `error` event
   * of kind `decode`, and goes to the console where no listener looks at its `error`.
   *
   * @returns a function that removes the listener
   */
  on<Type extends keyof Events & string>(
    type: Type,
    listener: (message: Message<Events[Type], Type>) => void,
  ): Subscription {
    return this.#handle(type, (event) => {
      let data: Events[Type];
      try {
        data = JSON.parse(event.data);
      } catch (cause) {
        const message = `the event ${JSON.stringify(type)} carries no JSON: ${(cause as Error).message}`;
        this.#error(new EventSourceError("decode", message, { cause }));
        return;
      }
      listener({ type, data, lastEventId: event.lastEventId, origin: event.origin });
    });
  }

  override addEventListener(
    type: "statechange",
    listener: Listener<Event>,
    options?: AddEventListenerOptions | boolean,
  ): void;
  override addEventListener(type: "open", listener: Listener<Event>, options?: AddEventListenerOptions | boolean): void;
  override addEventListener(
    type: "error",
    listener: Listener<EventSourceErrorEvent | MessageEvent<string>>,
    options?: AddEventListenerOptions | boolean,
  ): void;
  override addEventListener(
    type: string,
    listener: Listener<MessageEvent<string>>,
    options?: AddEventListenerOptions | boolean,
  ): void;
  override addEventListener(
    type: string,
    listener: Listener<never>,
    options?: AddEventListenerOptions | boolean,
  ): void {
    super.addEventListener(type, listener as EventListenerOrEventListenerObject | null, options);
    if (!this.#dispatched.has(type)) {
      this.#dispatched.add(type);
      this.#handle(type, ({ data, lastEventId, origin }) => {
        this.dispatchEvent(new MessageEvent(type, { data, lastEventId, origin }));
      });
    }
  }

  get onopen(): Attribute<Event> {
    return this.#attributes.get("open") ?? null;
  }
  set onopen(listener: Attribute<Event>) {
    this.#attribute("open", listener);
  }

  get onmessage(): Attribute<MessageEvent<string>> {
    return this.#attributes.get("message") ?? null;
  }
  set onmessage(listener: Attribute<MessageEvent<string>>) {
    this.#attribute("message", listener);
  }

  get onerror(): Attribute<EventSourceErrorEvent | MessageEvent<string>> {
    return this.#attributes.get("error") ?? null;
  }
  set onerror(listener: Attribute<EventSourceErrorEvent | MessageEvent<string>>) {
    this.#attribute("error", listener);
  }

  #attribute(type: string, listener: Attribute<any>): void {
    if (!this.#attributes.has(type)) {
      this.addEventListener(type, (event: Event) => this.#attributes.get(type)?.call(this as EventSource, event));
    }
    this.#attributes.set(type, typeof listener === "function" ? listener : null);
  }

  #connect({ transport = "auto", retry }: EventSourceOptions): void {
    try {
      this.#connection = new Connection(
        this.url,
        this.withCredentials,
        transport,
        retry === "standard",
        (report: ConnectionState) => this.#enter(beginning(report)),
        ({ kind, message, ...failure }: Failure & { kind: EventSourceErrorKind; message: string }) =>
          this.#error(new EventSourceError(kind, message, failure)),
      );
    } catch (cause) {
      const error = new EventSourceError("unsupported", String(cause), { cause });
      // Not before the caller of the constructor has had a chance to listen.
      queueMicrotask(() => this.#fail("unsupported", error));
      return;
    }
    for (const [type, handlers] of this.#handlers) this.#listen(type, handlers);
  }

  #enter(state: ConnectionState): void {
    if (this.#isClosed) return;
    this.#state = state;
    this.dispatchEvent(new Event("statechange"));
    if (this.#state === state && state.status === "open") this.dispatchEvent(new Event("open"));
  }

  #fail(cause: Cause, error: EventSourceError): void {
    if (this.#isClosed) return;
    this.#enter({ status: "closed", cause });
    this.#error(error);
  }

  #error(error: EventSourceError): void {
    let seen = error.kind === "network"; // which the browser itself puts on the console
    this.dispatchEvent(errorEvent(error, () => (seen = true)));
    if (!seen) console.error(error);
  }

  #handle(type: string, handler: Handler): Subscription {
    let handlers = this.#handlers.get(type);
    if (!handlers) {
      this.#handlers.set(type, (handlers = new Set()));
      this.#listen(type, handlers);
    }
    handlers.add(handler);
    return () => void handlers.delete(handler);
  }

  #listen(type: string, handlers: Set<Handler>): void {
    this.#connection?.listen(type, (event: MessageEvent<string>) => {
      // A copy, as in the DOM: who is added meanwhile gets the next event.
      for (const handler of [...handlers]) {
        if (this.#isClosed) return;
        if (handlers.has(handler)) guard(() => handler(event));
      }
    });
  }
}

type Listener<E extends Event> = ((event: E) => void) | { handleEvent(event: E): void } | null;

/** The URL as the browser would resolve it: against the page, or in a worker against the worker's script. */
function resolve(url: string | URL): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  // Where a page is rendered on a server there is nothing to resolve against, and nothing will be opened.
  if (base === undefined && !URL.canParse(url)) return String(url);
  try {
    return new URL(url, base).href;
  } catch {
    throw new DOMException(`cannot open an event source at ${JSON.stringify(String(url))}: invalid URL`, "SyntaxError");
  }
}

/** A listener that throws is reported, as the browser does it, and stops nothing. */
function guard(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (typeof reportError === "function") reportError(error);
    else
      setTimeout(() => {
        throw error;
      });
  }
}
