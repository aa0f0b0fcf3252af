// Options that make no sense are TypeErrors that name them.

import { equal, ok, thrown } from "./assert.mjs";
import { next, settled, test } from "./harness.mjs";

const wrong = {
  method: [1, "a string"],
  headers: ["a: b", "an object or a function"],
  fetch: [{}, "a function"],
  signal: ["x", "an object"],
  transport: ["xhr", '"auto" or "native" or "fetch"'],
  retry: ["never", '"default" or "standard" or an object'],
  idleTimeout: [-1, "a number >= 0"],
  pauseWhenHidden: ["1", "a number >= 0"],
  lastEventId: [7, "a string"],
  resume: ["query", '"header" or "never" or an object'],
  maxEventSize: [NaN, "a number >= 0"],
  json: ["yes", "a boolean"],
  schema: [1, "an object"],
};

test("an option of the wrong kind is a TypeError that names it and says what it may be", ({ EventSource, route }) => {
  const url = route("ok");
  for (const [name, [value, wanted]] of Object.entries(wrong)) {
    const error = thrown(() => new EventSource(url, { [name]: value }));
    ok(error instanceof TypeError, `a TypeError for ${name}`);
    ok(error.message.includes(name) && error.message.includes(wanted), error.message);
  }
});

test("an option that there is not is a TypeError that names it", ({ EventSource, route }) => {
  for (const [options, name] of [
    [{ header: {} }, "header"],
    [{ retry: { minimum: 1 } }, "retry.minimum"],
    [{ retry: { min: "1" } }, "retry.min"],
    [{ retry: { maxRetries: -1 } }, "retry.maxRetries"],
    [{ retry: { decide: 1 } }, "retry.decide"],
    [{ resume: { header: "x" } }, "resume.query"],
    [{ resume: { query: "" } }, "resume.query"],
    [{ schema: { n: () => 1 } }, "schema.n"],
  ]) {
    const error = thrown(() => new EventSource(route("ok"), options));
    ok(error instanceof TypeError && error.message.includes(name), String(error));
  }
  for (const options of [5, "x", true]) {
    ok(thrown(() => new EventSource(route("ok"), options)) instanceof TypeError, "options are an object");
  }
});

test("options that contradict each other are a TypeError", ({ EventSource, route }) => {
  for (const options of [
    { body: "x" },
    { method: "get", body: "x" },
    { transport: "native", method: "POST" },
    { transport: "native", headers: { a: "b" } },
    { transport: "native", fetch },
    { transport: "native", lastEventId: "x" },
    { lastEventId: "a\nb" },
    { lastEventId: "a\0b" },
  ]) {
    ok(thrown(() => new EventSource(route("ok"), options)) instanceof TypeError, JSON.stringify(options));
  }
});

test("null, and what is undefined, are as not given", async ({ EventSource, keep, route }) => {
  const names = ["withCredentials", "body", ...Object.keys(wrong)];
  const undefineds = Object.fromEntries(names.map((name) => [name, undefined]));
  for (const options of [null, undefined, {}, undefineds]) {
    const source = keep(new EventSource(route("ok"), options));
    await next(source, "open");
    equal(source.withCredentials, false);
    source.close();
  }
});

test("an option may be undefined, and a signal null", async ({ EventSource, keep, route, transport }) => {
  const none = { retry: undefined, headers: undefined, signal: null, schema: { n: undefined } };
  await next(keep(new EventSource(route("ok"), { transport, ...none })), "open");
});

test("options are taken as they are when it is made", async ({ open, route }) => {
  const options = { withCredentials: false };
  const source = open(route("ok"), options);
  options.withCredentials = true;
  await settled();
  equal(source.withCredentials, false);
});

test("without a transport the native class is taken where it is a browser's and will do", async (context) => {
  const { EventSource, keep, deviates, after, route } = context;
  const { fetch } = globalThis;
  after(() => (globalThis.fetch = fetch));
  let called = 0;
  globalThis.fetch = (...given) => {
    called += 1;
    return fetch(...given);
  };
  for (const [options, calls] of [
    [{}, deviates("NoOrigin") ? 1 : 0],
    [{ headers: {} }, 1],
  ]) {
    called = 0;
    const source = keep(new EventSource(route("ok"), options));
    await next(source, "open");
    source.close();
    equal(called, calls);
  }
});
