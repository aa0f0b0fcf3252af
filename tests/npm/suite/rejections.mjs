// What is told of an answer that is no event stream, and what it costs.

import { equal, match, ok } from "./assert.mjs";
import { Seen, next, nextError, overFetch, test } from "./harness.mjs";

test(
  "an error of kind http has status, headers and the beginning of the body",
  async ({ open, route, EventSourceError, otherOrigin, key }) => {
    for (const origin of [undefined, otherOrigin]) {
      const query = { body: "nöpe", type: "text/x-test", "retry-after": 1, key: `${key}-${origin}` };
      const source = open(route("status/403", query, origin));
      const error = await nextError(source);
      ok(error instanceof EventSourceError, "it is an EventSourceError");
      const { kind, status, body, willRetry, attempt, delay } = error;
      equal([kind, status, body, willRetry, attempt, delay], ["http", 403, "nöpe", false, undefined, undefined]);
      equal([error.headers.get("content-type"), error.headers.get("x-attempt")], ["text/x-test", "1"]);
      match(error.message, /403/);
      equal(source.state, { status: "closed", cause: "http" });
    }
  },
  { ...overFetch, retries: ["default", "standard"] },
);

test(
  "an error of kind mime has them too",
  async ({ open, route, allClosed }) => {
    const source = open(route("mime", { type: "text/html" }));
    const { message, kind, status, headers, body, willRetry } = await nextError(source);
    equal([kind, status, headers.get("content-type"), willRetry], ["mime", 200, "text/html", false]);
    match(message, /: text\/html$/);
    // It does not end, and so there is what came.
    ok(body.startsWith(":\n\nevent: attempt\nid: 1\n"), body);
    equal(source.readyState, 2);
    await allClosed();
  },
  { ...overFetch, retries: ["default", "standard"] },
);

test(
  "of a large body there are 4 KiB",
  async ({ open, route, allClosed }) => {
    const source = open(route("status/404", { "body-bytes": 50_000_000 }));
    equal((await nextError(source)).body, "x".repeat(4096));
    await allClosed();
  },
  overFetch,
);

test(
  "a body that does not come is not waited for",
  async ({ open, route, allClosed, deviates }) => {
    const source = open(route("status/404", { stall: 1 }), { idleTimeout: 3000 });
    const { kind, status, body } = await nextError(source);
    // Where nobody knows that there is an answer, it is silence.
    equal([kind, status, body], deviates("HeadComesWithTheBody") ? ["idle", undefined, undefined] : ["http", 404, ""]);
    source.close();
    await allClosed();
  },
  overFetch,
);

test(
  "over the browser's own class nobody knows why",
  async ({ open, route, key }) => {
    for (const path of ["status/403", "mime"]) {
      const source = open(route(path, { type: "text/html", key: `${key}-${path}` }), { retry: "standard" });
      const { kind, status, headers, body, willRetry } = await nextError(source);
      equal([kind, status, headers, body, willRetry], ["network", undefined, undefined, undefined, false]);
      equal(source.state, { status: "closed", cause: "browser" });
    }
  },
  { transports: ["native"] },
);

test(
  "what CORS does not allow is final by the standard",
  async ({ open, route, otherOrigin, deviates, isNative, retry }) => {
    const source = open(route("cors/refused", {}, otherOrigin));
    if (deviates("NoOrigin")) return void (await next(source, "attempt"));
    const { kind, willRetry } = await nextError(source);
    // By default it is taken for the network: another server may be there next time.
    const isFinal = retry === "standard";
    equal([kind, willRetry, source.readyState], ["network", !isFinal, isFinal ? 2 : 0]);
    if (isFinal) equal(source.state.cause, isNative ? "browser" : "cors");
  },
  { retries: ["default", "standard"] },
);

test("ten rejected responses do not use up connections", async ({ open, route, key, control }) => {
  const sources = Array.from({ length: 10 }, (_, i) =>
    open(route("mime", { type: "text/html", key: `${key}-${i}` }), { retry: "standard" }),
  );
  await Promise.all(sources.map(nextError));
  const source = open(route("ok"));
  await next(source, "attempt");
  for (let i = 0; i < 10; i += 1) await control("wait-closed", { key: `${key}-${i}` });
  equal(source.readyState, 1);
});

test(
  "a status that passes: the last event id is not lost on the way",
  async ({ open, route }) => {
    const source = open(route("status/503", { times: 2 }), { lastEventId: "7" });
    const seen = new Seen();
    source.on("attempt", ({ data }) => seen.push(data.lastEventId));
    await seen.equal(["7"]);
  },
  overFetch,
);
