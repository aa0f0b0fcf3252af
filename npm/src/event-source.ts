/// <reference lib="esnext.disposable" preserve="true" />

// The EventSource class: it makes what a session tells the events of an EventTarget, and messages with their JSON decoded.

import { EventSourceError, type EventSourceErrorEvent } from "./error.js";
import {
  hand,
  Handlers,
  type Handler,
  type ListenOptions,
  type Message,
  type MessageOf,
  type Subscription,
} from "./handlers.js";
import { asInterface, disposable, named } from "./idl.js";
import { parse, resolve } from "./url.js";
import { connectByFetch, connectToStream, type Reader } from "./fetch.js";
import { connectNatively, Native } from "./native.js";
import { Input } from "./numbers.js";
import { check, fetchOnly, type Attempt, type EventSourceOptions, type PerAttempt } from "./options.js";
import { callsAttributes, hasBrowsersClass } from "./platform.js";
import { Queue, type BufferOptions, type Events as EventIterator } from "./queue.js";
import { checkRequest, makeRequest, withQuery } from "./request.js";
import { decode } from "./schema.js";
import { serverMessage } from "./server-message.js";
import { Session, type Audience, type Connect } from "./session.js";
import type { Cause, ConnectionState } from "./state.js";
import { compile, wasm } from "./wasm.js";

type Attribute<E extends Event> = ((this: globalThis.EventSource, event: E) => unknown) | null;
type Listener<E extends Event> = ((event: E) => void) | { handleEvent(event: E): void } | null;

/** What tells of the connection, and only by chance of the server's events. */
const ofConnection = ["open", "error", "statechange"];

/** The URL of a stream that was there already. */
const STREAM = "about:event-stream";

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
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSED: 2;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSED: 2;

  readonly #url: string;
  readonly #options: EventSourceOptions<Events>;
  /** `undefined` while WebAssembly is being compiled, and where it cannot be. */
  #session: Session | undefined;
  #state: ConnectionState = { status: "connecting", attempt: 0 };
  readonly #handlers = new Handlers(() => (this.#route = undefined));
  readonly #goesOn = () => !this.#isClosed;
  /** The event types that are dispatched to the EventTarget's listeners. */
  readonly #dispatched = new Set<string>();
  readonly #attributes = new Map<string, { value: Attribute<any>; call: (event: Event) => void }>();
  /** What is done with events of the type that came last, for as long as nothing of that changes. */
  #route: { type: string; handlers: readonly Handler[] | undefined; dispatches: boolean } | undefined;
  readonly #queues = new Set<Queue<any>>();
  #ready: Promise<void> | undefined;
  /** Who waits for that, as long as it is pending. */
  #waiting: { resolve(): void; reject(error: unknown): void } | undefined;
  /** Of a stream that was there already. */
  #reader: Reader | undefined;
  #error: EventSourceError | undefined;

  /**
   * Opens a connection.
   *
   * @param url where to connect to, or a function that is asked for it at each attempt, over `fetch`
   * @throws {DOMException} a `SyntaxError` where the URL makes no sense, as the browser's class does
   * @throws {TypeError} where an option is unknown or makes no sense
   */
  constructor(url: PerAttempt<string | URL>, options?: EventSourceOptions<Events> | null);
  constructor(
    url: PerAttempt<string | URL>,
    // Defaults, as the platform's class has one parameter that counts.
    options: EventSourceOptions<Events> | null = null,
    stream: ReadableStream<Uint8Array> | null = null,
  ) {
    super();
    if (arguments.length === 0) throw new TypeError("an EventSource needs a URL");
    check(options ?? {});
    this.#options = { ...options };
    this.#url = typeof url === "function" ? "" : resolve(url);
    const reader = (this.#reader = stream?.getReader());
    const connect: Connect | EventSourceError = reader
      ? (session) => connectToStream(session, reader)
      : this.#connector(url);
    const open = () => {
      if (this.#isClosed) return;
      if (connect instanceof Error) this.#end(connect.kind as Cause, connect);
      else this.#session = new Session(this.#options, this.#audience(), connect);
    };
    if (connect instanceof Error) queueMicrotask(open);
    else if (wasm) open();
    // Two arguments, so that what `open` throws is not taken for a failure to compile.
    else compile().then(open, (error: EventSourceError) => this.#end("wasm", error));
  }

  /**
   * Reads an event stream that is there already, a response's body for example. It is not connected to again: where it
   * ends, or fails, an `error` event follows and the source is closed.
   *
   * @throws {TypeError} where it is no stream, or has a reader already
   */
  static fromReadableStream<Events = Record<string, any>>(
    stream: ReadableStream<Uint8Array>,
    options: Pick<
      EventSourceOptions<Events>,
      "signal" | "idleTimeout" | "lastEventId" | "maxEventSize" | "json" | "schema"
    > = {},
  ): EventSource<Events> {
    if (typeof stream?.getReader !== "function")
      throw new TypeError("this is no ReadableStream: give a response's body");
    const never: EventSourceOptions<Events> = { ...options, retry: { decide: () => false } };
    // The third argument is nobody else's.
    return new (this as any)(STREAM, never, stream);
  }

  /** The URL, absolute even where a relative one was given; empty where a function is asked for it. */
  get url(): string {
    return this.#url;
  }

  /** Whether cookies and HTTP authentication go along to another origin. */
  get withCredentials(): boolean {
    return Boolean(this.#options.withCredentials);
  }

  /** `CONNECTING` (0), `OPEN` (1) or `CLOSED` (2). */
  get readyState(): number {
    return { connecting: 0, waiting: 0, open: 1, closed: 2 }[this.#state.status];
  }

  /** Where the connection is, and why; each change is followed by an event named `statechange`. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** The id of the last event that came, which the server is told when the connection is made anew; empty for none. */
  get lastEventId(): string {
    return this.#session?.lastEventId ?? this.#options.lastEventId ?? "";
  }

  /** Fulfilled when the connection is open for the first time; rejected with the error if it is closed before. */
  get ready(): Promise<void> {
    if (!this.#ready) {
      this.#ready = new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
      this.#settle();
    }
    return this.#ready;
  }

  /** Connects anew at once, instead of waiting for the next attempt. Once closed it does nothing: make another. */
  reconnect(): void {
    this.#session?.input(Input.Connect);
  }

  /** Closes the connection. No further event is dispatched after this. */
  close(): void {
    if (this.#session) this.#session.input(Input.Close);
    else this.#end("requested");
  }

  /**
   * Listens to the events of one name, with their data decoded as JSON. Data that is no JSON, or not what its schema wants,
   * becomes an `error` event instead, and goes to the console where no listener looks at its `error`.
   *
   * Unlike the listeners of `addEventListener`, those of one chunk are called in one go, which is much faster: what they
   * do in microtasks may take effect after further events.
   */
  on<Type extends keyof Events & string>(
    type: Type,
    listener: (message: Message<Events[Type], Type>) => void,
    options?: ListenOptions,
  ): Subscription {
    return this.#on(type, listener, options);
  }

  /**
   * Listens to the events of all names. Over the browser's own class only those come that something listens to by name, and
   * those without a name: set `transport` to `"fetch"`.
   */
  onAny(listener: (message: MessageOf<Events>) => void, options?: ListenOptions): Subscription {
    return this.#on(undefined, listener, options);
  }

  /**
   * The events of these names, from now on, for `for await`.
   *
   * ```ts
   * for await (const { data } of source.events("userCount")) show(data);
   * ```
   *
   * It ends when the source is closed or the server has ended the stream for good, and throws the error of any other failure. Where the loop is left, and
   * nothing else listens to the server's events, the source is closed, unless `keepOpen` is set. Listeners to `open`, `error` and
   * `statechange` do not keep it open.
   */
  events<Type extends keyof Events & string>(
    types: Type | readonly Type[],
    options: BufferOptions = {},
  ): EventIterator<MessageOf<Events, Type>> {
    const queue: Queue<MessageOf<Events, Type>> = new Queue(options, () => {
      subscriptions.forEach((off) => off());
      this.#queues.delete(queue);
      const listens = this.#types.some((type) => !ofConnection.includes(type));
      if (!options.keepOpen && !listens) this.close();
    });
    const listener: Handler["listener"] = (message) => queue.push(message);
    const subscriptions = [types].flat().map((type) => this.#on(type as string, listener));
    this.#queues.add(queue);
    if (this.#isClosed) queue.end();
    return queue;
  }

  override addEventListener(
    type: "statechange" | "open",
    listener: Listener<Event>,
    options?: AddEventListenerOptions | boolean,
  ): void;
  override addEventListener(
    type: "error",
    listener: Listener<EventSourceErrorEvent>,
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
    // What is missing is for the platform to complain of.
    if (arguments.length > 0) type = `${type}`;
    super.addEventListener.apply(this, [type, listener, options].slice(0, arguments.length) as any);
    this.#dispatched.add(type);
    this.#route = undefined;
    this.#session?.listen(type);
  }

  get onopen(): Attribute<Event> {
    return this.#attribute("open");
  }
  set onopen(listener: Attribute<Event>) {
    this.#setAttribute("open", listener);
  }

  get onmessage(): Attribute<MessageEvent<string>> {
    return this.#attribute("message");
  }
  set onmessage(listener: Attribute<MessageEvent<string>>) {
    this.#setAttribute("message", listener);
  }

  get onerror(): Attribute<EventSourceErrorEvent> {
    return this.#attribute("error");
  }
  set onerror(listener: Attribute<EventSourceErrorEvent>) {
    this.#setAttribute("error", listener);
  }

  #attribute(type: string): Attribute<any> {
    return this.#attributes.get(type)?.value ?? null;
  }

  /** Its place among the listeners is that of its first value since it was `null`, as in the DOM. */
  #setAttribute(type: string, value: Attribute<any>): void {
    const old = this.#attributes.get(type);
    if (typeof value !== "function" && typeof value !== "object") value = null;
    if (old && value) {
      old.value = value;
    } else if (old) {
      this.removeEventListener(type, old.call);
      this.#attributes.delete(type);
    } else if (value) {
      const attribute = {
        value,
        call: (event: Event) =>
          !callsAttributes() && typeof attribute.value === "function" && attribute.value.call(this, event),
      };
      this.#attributes.set(type, attribute);
      this.addEventListener(type, attribute.call);
    }
  }

  get #isClosed(): boolean {
    return this.#state.status === "closed";
  }

  /** The event types that somebody listens to, in whichever way. */
  get #types(): string[] {
    return [...this.#dispatched, ...this.#handlers.types];
  }

  /** How to connect; or why that is not possible. */
  #connector(url: PerAttempt<string | URL>): Connect | EventSourceError {
    const unsupported = (message: string) => new EventSourceError("unsupported", message);
    const options = this.#options;
    const { transport, resume } = options;
    const isPlain = typeof url !== "function" && !fetchOnly(options);
    if (typeof url !== "function" && !parse(this.#url)) {
      return unsupported(`there is no page here that the URL ${JSON.stringify(this.#url)} could be relative to`);
    }
    if (isPlain && Native && (transport === "native" || (transport !== "fetch" && hasBrowsersClass()))) {
      const parameter = typeof resume === "object" ? resume.query : undefined;
      return (session, _, lastEventId) => {
        const to = withQuery(this.#url, parameter, lastEventId);
        return connectNatively(session, to, this.withCredentials, !parameter, this.#types);
      };
    }
    if (transport === "native") return unsupported("there is no EventSource class here");
    if (!options.fetch && !globalThis.fetch) return unsupported("there is neither an EventSource class nor fetch here");
    try {
      checkRequest(this.#url, options);
    } catch (cause) {
      return new EventSourceError("request", `the request cannot be made: ${(cause as Error).message}`, { cause });
    }
    const to = typeof url === "function" ? async (attempt: Attempt) => resolve(await url(attempt)) : this.#url;
    return (session, attempt, lastEventId) =>
      connectByFetch(session, options, (signal) => makeRequest(to, options, { attempt, lastEventId }, signal));
  }

  #audience(): Audience {
    return {
      enter: (state, error) => this.#enter(state, error),
      fail: (error) => this.#fail(error),
      receive: (type, data, id, origin) => this.#receive(type, data, id, origin),
      full: () => {
        // Asked before each event.
        if (this.#queues.size === 0) return undefined;
        for (const queue of this.#queues) {
          const full = queue.full();
          if (full) return full;
        }
        return undefined;
      },
    };
  }

  #end(cause: Cause, error?: EventSourceError): void {
    if (!this.#isClosed) this.#enter({ status: "closed", cause }, error);
  }

  #enter(state: ConnectionState, error?: EventSourceError): void {
    this.#state = state;
    this.#error = error;
    const isTold = this.#settle();
    this.dispatchEvent(new Event("statechange"));
    // Who was told of the state may have brought about another.
    if (this.#state === state && state.status === "open") this.dispatchEvent(new Event("open"));
    if (error) this.#fail(error, isTold);
  }

  /** Tells those who wait for the connection to open, or to end; gives whether somebody was told why it ended. */
  #settle(): boolean {
    const state = this.#state;
    const waiting = this.#waiting;
    if (state.status === "open" || state.status === "closed") this.#waiting = undefined;
    if (state.status === "open") waiting?.resolve();
    if (state.status !== "closed") return false;
    // Whether it has been read or not.
    this.#reader?.cancel().catch(() => {});
    waiting?.reject(this.#error ?? new EventSourceError("aborted", "the connection was closed"));
    // That a stream has an end is no failure of who reads it to its end.
    const error = state.cause === "ended" ? undefined : this.#error;
    this.#queues.forEach((queue) => queue.end(error));
    return Boolean(waiting) || this.#queues.size > 0;
  }

  /** @param isSeen whether somebody has been told of it already */
  #fail(error: EventSourceError, isSeen = false): void {
    // The browser itself puts on the console that a connection was lost.
    isSeen ||= ["network", "aborted"].includes(error.kind);
    const get = () => {
      isSeen = true;
      return error;
    };
    this.dispatchEvent(Object.defineProperty(new Event("error"), "error", { get, enumerable: true }));
    if (!isSeen) console.error(error);
  }

  /** @param type none for all */
  #on(type: string | undefined, listener: Handler["listener"], options?: ListenOptions): Subscription {
    const off = this.#handlers.add(type, listener, options);
    this.#session?.listen(type ?? "message");
    return off;
  }

  #receive(type: string, text: string, lastEventId: string, origin: string): boolean {
    // Most are of the type that the one before had.
    if (type !== this.#route?.type) {
      this.#route = { type, handlers: this.#handlers.of(type), dispatches: this.#dispatched.has(type) };
    }
    const { handlers, dispatches } = this.#route;
    if (handlers) {
      const { json = true, schema } = this.#options;
      try {
        const data = decode(type, text, lastEventId, json, schema?.[type as keyof Events]);
        hand({ type, data, lastEventId, origin }, handlers, this.#goesOn);
      } catch (error) {
        this.#fail(error as EventSourceError);
      }
    }
    return dispatches && this.#dispatch(type, text, lastEventId, origin);
  }

  #dispatch(type: string, data: string, lastEventId: string, origin: string): boolean {
    if (!this.#dispatched.has(type) || this.#isClosed) return false;
    this.dispatchEvent(serverMessage(type, data, lastEventId, origin));
    return true;
  }
}

export interface EventSource<Events = Record<string, any>> {
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
  removeEventListener(type: string, listener: Listener<never>, options?: EventListenerOptions | boolean): void;
}

disposable(EventSource.prototype, function (this: EventSource) {
  this.close();
});
const members = ["url", "withCredentials", "readyState", "onopen", "onmessage", "onerror", "close", "addEventListener"];
asInterface(EventSource, "EventSource", { CONNECTING: 0, OPEN: 1, CLOSED: 2 }, members);
named(EventSourceError, "EventSourceError");
