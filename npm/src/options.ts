// What a connection is to be like, and what is wrong with what a caller wants it to be like.

import type { Decide } from "./decide.js";
import type { Schemas, StandardSchema } from "./schema.js";

/** What is known when a request is made. */
export interface Attempt {
  /** 0 for the first connection, else how many retries in a row this is. */
  readonly attempt: number;
  /** The last event id, which goes along by itself. */
  readonly lastEventId: string;
}

/** A value, or a function that is asked for it (and may take its time) at each attempt to connect. */
export type PerAttempt<T> = T | ((attempt: Attempt) => T | Promise<T>);

/** What `fetch` is called with. The headers' names are in lower case. */
export type FetchInit = Omit<RequestInit, "headers"> & { headers: Record<string, string> };

/** When a connection comes back. Times are in milliseconds. */
export interface RetryOptions {
  /** How many retries in a row may fail before the connection is closed for good. Unlimited by default. */
  maxRetries?: number | undefined;
  /** How long after the first failure of a row a retry may still be made. Unlimited by default. */
  maxElapsed?: number | undefined;
  /** The shortest wait before the first retry of a row; it doubles with each further one. 500 by default. */
  min?: number | undefined;
  /** The longest wait, unless the server asks for more. 30,000 by default. */
  max?: number | undefined;
  /** Has the last word on every failure. */
  decide?: Decide | undefined;
}

/** What a connection is to be opened with. Times are in milliseconds. */
export interface EventSourceOptions<Events = Record<string, any>> {
  /** Whether cookies and HTTP authentication go along to another origin; off unless set. */
  withCredentials?: boolean | undefined;
  /** The HTTP method; `GET` unless set. Any other is sent by `fetch`. */
  method?: string | undefined;
  /** Request headers. They are sent by `fetch`. */
  headers?: PerAttempt<HeadersInit> | undefined;
  /** The request's body, sent by `fetch`, anew with each attempt. */
  body?: PerAttempt<BodyInit | null> | undefined;
  /** What to use in place of the global `fetch`. */
  fetch?: ((url: string, init: FetchInit) => Promise<Response>) | undefined;
  /** Closes the connection when it is aborted. */
  signal?: AbortSignal | null | undefined;
  /**
   * Who makes the connection: `native` is the browser's own class, `fetch` tells status and headers of what went wrong,
   * and when the next attempt follows. `auto`, the default, is `native` where there is such a class and it can do what is
   * asked.
   */
  transport?: "auto" | "native" | "fetch" | undefined;
  /**
   * When the connection comes back. By default after all failures that may pass: network errors, the stream's end, and
   * the statuses 408, 425, 429 and 5xx, after waits that grow. `standard` is the HTML standard to the letter.
   */
  retry?: "default" | "standard" | RetryOptions | undefined;
  /**
   * Takes the connection for dead when nothing has come for this long; off unless set. Over `fetch` every byte counts,
   * comments too; of the browser's own class, events that somebody listens to.
   */
  idleTimeout?: number | undefined;
  /** Lets the connection go when the page has been hidden for this long, until it is visible again; off unless set. */
  pauseWhenHidden?: number | undefined;
  /** The last event id to begin with: where an earlier visit left off. */
  lastEventId?: string | undefined;
  /**
   * How the server learns of the last event id: by the `Last-Event-ID` header, by a parameter of this name in the URL's
   * query, or not at all. Over `fetch` the header makes a request to another origin one with a preflight.
   */
  resume?: "header" | "never" | { readonly query: string } | undefined;
  /** The most bytes that one event may have, over `fetch`; 16 MiB unless set. A larger one is dropped and reported. */
  maxEventSize?: number | undefined;
  /** Whether the data that `on()`, `onAny()` and `events()` give is decoded as JSON; `false` leaves it text. */
  json?: boolean | undefined;
  /** Validates the data that `on()`, `onAny()` and `events()` give, by the event's name. Any Standard Schema. */
  schema?: Schemas<Events> | undefined;
}

export const number = "a number >= 0";

/** What each option may be: kinds of values, or values. Anything, where it is empty. */
const retryOptions: Record<keyof RetryOptions, string> = {
  maxRetries: number,
  maxElapsed: number,
  min: number,
  max: number,
  decide: "a function",
};

const options: Record<keyof EventSourceOptions, string> = {
  withCredentials: "",
  method: "a string",
  headers: "an object|a function",
  body: "",
  fetch: "a function",
  signal: "an object|null",
  transport: '"auto"|"native"|"fetch"',
  retry: '"default"|"standard"|an object',
  idleTimeout: number,
  pauseWhenHidden: number,
  lastEventId: "a string",
  resume: '"header"|"never"|an object',
  maxEventSize: number,
  json: "a boolean",
  schema: "an object",
};

/** @throws {TypeError} that names the first option which is unknown or of the wrong type */
export function check(given: EventSourceOptions<any>): void {
  checkKinds(given, options);
  if (typeof given.retry === "object") checkKinds(given.retry, retryOptions, "retry.");
  const { method = "GET", body, transport, resume, lastEventId = "" } = given;
  if (body != null && /^(GET|HEAD)$/i.test(method)) refuse("body", 'left out of GET requests: set method to "POST"');
  if (/[\n\r\0]/.test(lastEventId)) refuse("lastEventId", "without line breaks and NUL");
  if (typeof resume === "object" && (typeof resume.query !== "string" || !resume.query))
    refuse("resume.query", "a string, and not empty");
  for (const [name, schema] of Object.entries(given.schema ?? {})) {
    if (schema && !(schema as StandardSchema)["~standard"]) refuse(`schema.${name}`, "a Standard Schema");
  }
  const what = fetchOnly(given);
  if (what && transport === "native") refuse("transport", `"auto" or "fetch": the browser's own class ${what}`);
}

/** @throws {TypeError} that names the first option which is not known, or not of the kind that it has to be */
export function checkKinds(given: object, known: Record<string, string>, prefix = ""): void {
  if (Object(given) !== given) throw new TypeError("the options must be an object");
  for (const [name, value] of Object.entries(given)) {
    const kinds = known[name];
    if (kinds === undefined) throw new TypeError(`there is no option ${prefix}${name}`);
    const fits = (kind: string) =>
      kind === JSON.stringify(value) ||
      kind.endsWith(` ${value === null ? value : typeof value}`) ||
      (kind === number && typeof value === "number" && value >= 0);
    if (kinds && value !== undefined && !kinds.split("|").some(fits))
      refuse(prefix + name, kinds.replaceAll("|", " or "));
  }
}

function refuse(name: string, wanted: string): never {
  throw new TypeError(`the option ${name} must be ${wanted}`);
}

/** What the browser's own class cannot do, if any of it is asked for. */
export function fetchOnly(given: EventSourceOptions): string | undefined {
  if (/^(?!GET$)/i.test(given.method ?? "GET") || given.headers || given.body != null || given.fetch) {
    return "sends no method, headers or body";
  }
  if (given.lastEventId && typeof given.resume !== "object") {
    return "cannot be given a last event id (or have it in the query: set resume)";
  }
  return undefined;
}
