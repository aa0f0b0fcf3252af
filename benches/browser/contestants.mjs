// Who is compared: name -> what the table calls it, and where it takes part. The first is what the others are compared with.

const anywhere = { language: "js", atATrickle: true };
const overFetch = { ...anywhere, inChinese: true };
const isOurs = true;

export const contestants = {
  baseline: { label: "the browser's `EventSource` + `JSON.parse`", ...overFetch },
  socket: { label: "a `WebSocket` + `JSON.parse`", ...overFetch },
  eventsource: { label: "`eventsource` + `JSON.parse`", ...overFetch },
  microsoft: { label: "`@microsoft/fetch-event-source` + `JSON.parse`", ...overFetch },
  parser: { label: "`eventsource-parser` and `fetch` + `JSON.parse`", ...overFetch },
  js_fetch_on: { label: "npm package, `fetch`: `on()`", ...overFetch, isOurs },
  js_fetch_listen: { label: "npm package, `fetch`: `addEventListener` + `JSON.parse`", ...overFetch, isOurs },
  js_native_on: { label: "npm package, native: `on()`", ...anywhere, isOurs },
  js_native_listen: { label: "npm package, native: `addEventListener` + `JSON.parse`", ...anywhere, isOurs },
  native: { label: "Rust, native transport, typed listener", language: "rust", atATrickle: true },
  fetch: { label: "Rust, `fetch` transport, typed listener", language: "rust", atATrickle: true },
  fetch_borrowed: { label: "Rust, `fetch` transport, types that borrow", language: "rust" },
  native_stream: { label: "Rust, native transport, typed stream", language: "rust" },
  fetch_stream: { label: "Rust, `fetch` transport, typed stream", language: "rust" },
  web_sys: { label: "Rust, `EventSource` by hand + serde_json", language: "rust", atATrickle: true },
  web_sys_fetch: { label: "Rust, `fetch` by hand + serde_json", language: "rust", atATrickle: true },
  gloo_net: { label: "Rust, gloo-net + serde_json", language: "rust" },
};

/** Whose first event after the page's load is waited for. */
export const loaded = ["baseline", "socket", "eventsource", "microsoft", "parser", "js_fetch_on", "js_native_on"];

/** Those that read this stream, of those that were asked for: by name, or all of a language. None is all of them. */
export function present(stream, asked) {
  const isAsked = (name, { language }) => asked.length === 0 || asked.includes(name) || asked.includes(language);
  const takesPart = ({ atATrickle, inChinese }) => (atATrickle || !stream.every) && (inChinese || !stream.language);
  return Object.keys(contestants).filter(
    (name, i) => takesPart(contestants[name]) && (i === 0 || isAsked(name, contestants[name])),
  );
}
