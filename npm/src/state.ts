// Where a connection is, as the page may show it.

/** Why a connection is gone, in the order of the core's numbers. */
export const causes = [
  "requested",
  "aborted",
  "request",
  "ended",
  "network",
  "offline",
  "cors",
  "http",
  "mime",
  "idle",
  "browser",
  "hidden",
  "frozen",
  "unsupported",
  "wasm",
] as const;

/**
 * Why a connection is gone:
 *
 * - `requested`: `close()` was called; `aborted`: the signal was.
 * - `request`: one of the functions for `url`, `headers` and `body` failed, or made what cannot be sent.
 * - `ended`: the server ended the stream.
 * - `network`, `offline`: the request failed or the stream broke off; the browser says that it is offline.
 * - `cors`: CORS does not allow the request. Known where `retry` is `"standard"`, else this is `network`.
 * - `http`, `mime`: the server answered with another status than 200, or something else than `text/event-stream`.
 * - `idle`: nothing came for as long as `idleTimeout`.
 * - `browser`: the browser's own class gave up, and does not say why.
 * - `hidden`, `frozen`: the page has been hidden for as long as it may; it was frozen, or is in the back/forward cache.
 * - `unsupported`, `wasm`: there is nothing here to connect with; WebAssembly could not be compiled.
 */
export type Cause = (typeof causes)[number];

/**
 * - `connecting`: a request is on its way; `attempt` is 0 for the first one, else how many retries in a row this is.
 * - `open`: events come as the server sends them.
 * - `waiting`: the connection is gone and comes back. `delay` is how long this wait is in all, in milliseconds, and
 *   `until` when it ends, in milliseconds of the Unix epoch; both are `undefined` where the browser's own class
 *   reconnects by itself, in a time that it does not tell, and where the page has to come back first.
 * - `closed`: nothing comes any more.
 */
export type ConnectionState =
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "open" }
  | {
      readonly status: "waiting";
      readonly attempt: number;
      readonly delay: number | undefined;
      readonly until: number | undefined;
      readonly cause: Cause;
    }
  | { readonly status: "closed"; readonly cause: Cause };
