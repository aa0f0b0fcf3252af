// The request that fetch is given, and the URL that the last event id is put into.

import { encodesHeaders } from "./platform.js";
import type { Attempt, EventSourceOptions, FetchInit, PerAttempt } from "./options.js";

/** What is asked of the server. */
export type Ask = readonly [url: string, init: FetchInit];

/** Where the last event id goes if no header can carry it and no parameter was named. */
const PARAMETER = "lastEventId";

/**
 * The URL and the options for `fetch`.
 *
 * > Let request be the result of creating a potential-CORS request given urlRecord, the empty string, and corsAttributeState.
 * >
 * > User agents may set (`Accept`, `text/event-stream`) in request's header list.
 * >
 * > Set request's cache mode to "no-store".
 */
export async function makeRequest(
  url: PerAttempt<string>,
  options: EventSourceOptions<any>,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Ask> {
  const { method, withCredentials, resume = "header" } = options;
  const [to, given, body] = await Promise.all(
    [url, options.headers, options.body].map((value) => made(value, attempt)),
  );
  const headers = new Headers(given as HeadersInit);
  if (!headers.has("accept")) headers.set("accept", "text/event-stream");
  let id: string | undefined = attempt.lastEventId;
  let parameter = typeof resume === "object" ? resume.query : undefined;
  if (id && resume === "header" && !headers.has("last-event-id")) {
    const value = headerValue(id);
    if (value === undefined) parameter = PARAMETER;
    else headers.set("last-event-id", value);
  }
  const init: FetchInit = { headers: Object.fromEntries(headers), cache: "no-store", signal };
  if (method) init.method = method;
  if (body != null) init.body = body as BodyInit;
  // Some runtimes know no credentials, and refuse to be told of them.
  if (withCredentials) init.credentials = "include";
  return [withQuery(String(to), parameter, id), init];
}

/**
 * Looks at what is the same at each attempt.
 *
 * @throws {TypeError} where no attempt could be sent with it
 */
export function checkRequest(url: string, { method, headers }: EventSourceOptions<any>): void {
  const init = { method, headers: typeof headers === "function" ? undefined : headers };
  new Request(url || "http://localhost", init as RequestInit);
}

async function made<T>(value: PerAttempt<T>, attempt: Attempt): Promise<T> {
  return typeof value === "function" ? (value as (attempt: Attempt) => T | Promise<T>)(attempt) : value;
}

/** The URL with the last event id in its query, if there is one. Nothing else in it is touched: it may be signed. */
export function withQuery(url: string, parameter: string | undefined, lastEventId: string): string {
  if (!parameter || !lastEventId) return url;
  const [, before, fragment] = /^([^#]*)(.*)$/s.exec(url)!;
  const mark = before!.includes("?") ? "&" : "?";
  return `${before}${mark}${encodeURIComponent(parameter)}=${encodeURIComponent(lastEventId)}${fragment}`;
}

/**
 * The string to be given to `Headers` so that the server gets the id as UTF-8; `undefined` where no string does that.
 *
 * > If the event source's last event ID string is not the empty string, then: Let lastEventIDValue be the event source's last
 * > event ID string, encoded as UTF-8.
 *
 * A header's value is a string whose characters stand for bytes. Firefox, Chromium and Node send these bytes. WebKit and
 * workerd take the characters for text and encode them once more: there the id is given as it is, if its characters all fit.
 */
function headerValue(id: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(id)) return id;
  if (encodesHeaders()) return /^[\0-\xff]*$/.test(id) ? id : undefined;
  return String.fromCharCode(...new TextEncoder().encode(id));
}
