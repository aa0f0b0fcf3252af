// The class in the place of the browser's own: the same names, the same events, in the same order.

import { equal, match, ok, thrown } from "./assert.mjs";
import { Seen, next, nextError, settled, test } from "./harness.mjs";

const both = { retries: ["default", "standard"] };

test(
  "url, readyState and withCredentials, from the beginning to the end",
  async ({ open, route }) => {
    const url = route("ok");
    const source = open(url);
    equal([source.url, source.readyState, source.withCredentials], [url, 0, false]);
    const { type, target, bubbles, cancelable } = await next(source, "open");
    equal([type, target === source, bubbles, cancelable, source.readyState], ["open", true, false, false, 1]);
    source.close();
    equal(source.readyState, 2);
  },
  both,
);

test("constants, of the class and of its objects", ({ EventSource, open, route }) => {
  const source = open(route("ok"));
  for (const owner of [EventSource, EventSource.prototype, source]) {
    equal([owner.CONNECTING, owner.OPEN, owner.CLOSED], [0, 1, 2]);
  }
  for (const owner of [EventSource, EventSource.prototype]) {
    const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(owner, "OPEN");
    equal({ enumerable, writable, configurable }, { enumerable: true, writable: false, configurable: false });
  }
  ok(source instanceof EventTarget, "it is an EventTarget");
  equal(Object.prototype.toString.call(source), "[object EventSource]");
  equal([EventSource.name, EventSource.length], ["EventSource", 1]);
});

test("the place of an on* attribute among the listeners is that of its first value", async (context) => {
  const { open, stream, deviates } = context;
  const source = open(stream("data: 1\n\n"));
  const seen = new Seen();
  source.addEventListener("message", () => seen.push("first"));
  source.onmessage = () => seen.push("never");
  source.addEventListener("message", () => seen.push("third"));
  source.onmessage = function (event) {
    seen.push(["second", this === source, event.currentTarget === source]);
  };
  source.onopen = () => seen.push("never");
  source.onopen = null;
  source.addEventListener("open", () => seen.push("open"));
  source.onopen = () => seen.push("onopen");
  const currentTarget = !deviates("CurrentTargetIsLost");
  await seen.equal(
    deviates("AttributesComeFirst")
      ? ["onopen", "open", ["second", false, currentTarget], "first", "third"]
      : ["open", "onopen", "first", ["second", true, currentTarget], "third"],
  );
});

test("an on* attribute takes functions and objects, and is null for all else", ({ open, route }) => {
  const source = open(route("ok"));
  for (const name of ["onopen", "onmessage", "onerror"]) {
    equal(source[name], null);
    const handler = () => {};
    source[name] = handler;
    ok(source[name] === handler, `${name} is what was given`);
    source[name] = "text";
    equal(source[name], null);
    const object = {};
    source[name] = object;
    ok(source[name] === object, `${name} is the object`);
    source[name] = undefined;
    equal(source[name], null);
  }
});

test("addEventListener has once, signal, handleEvent, and takes a listener only once", async (context) => {
  const { open, stream, deviates } = context;
  const source = open(stream("data: 1\n\ndata: 2\n\ndata: 3\n\nevent: end\ndata\n\n"));
  const seen = new Seen();
  const controller = new AbortController();
  const { signal } = controller;
  const twice = ({ data }) => seen.push(`twice ${data}`);
  source.addEventListener("message", ({ data }) => seen.push(`once ${data}`), { once: true });
  source.addEventListener("message", twice);
  source.addEventListener("message", twice, false);
  source.addEventListener("message", ({ data }) => data === "2" && controller.abort(), !deviates("NothingIsCaptured"));
  source.addEventListener("message", ({ data }) => seen.push(`signal ${data}`), { signal });
  source.addEventListener("message", {
    handleEvent({ data }) {
      seen.push(`object ${data}`);
      if (data === "2") source.removeEventListener("message", twice);
    },
  });
  source.addEventListener("message", null);
  source.addEventListener("end", () => seen.push("end"));
  const first = ["once 1", "twice 1", "signal 1", "object 1"];
  await seen.equal([...first, "twice 2", "object 2", "object 3", "end"]);
});

test(
  "a message is a MessageEvent with data, lastEventId and origin",
  async ({ open, stream, origin }) => {
    const source = open(stream("event: count\nid: 7\ndata: first\ndata:  second\n\n"));
    const event = await next(source, "count");
    ok(event instanceof MessageEvent, "it is a MessageEvent");
    const { type, data, lastEventId, bubbles, cancelable } = event;
    equal([type, data, lastEventId], ["count", "first\n second", "7"]);
    equal([event.origin, event.target === source, bubbles, cancelable], [origin, true, false, false]);
    equal(source.lastEventId, "7");
  },
  both,
);

test("lastEventId stays until another comes, and an empty one resets it", async ({ open, stream }) => {
  const source = open(stream("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: \ndata: d\n\n"));
  const seen = new Seen();
  source.onmessage = ({ data, lastEventId }) => seen.push([data, lastEventId]);
  await seen.equal([
    ["a", "1"],
    ["b", "1"],
    ["c", ""],
    ["d", ""],
  ]);
  equal(source.lastEventId, "");
});

test("the origin is the one that a redirect leads to", async ({ open, route, otherOrigin, key }) => {
  const source = open(route("status/302", { location: `${otherOrigin}/fault/end?key=${key}` }));
  equal((await next(source, "attempt")).origin, otherOrigin);
  ok(source.url.includes("/status/302"), "the URL is the one that was given");
});

test("withCredentials is made a boolean, and has cookies go to another origin", async (context) => {
  const { open, route, otherOrigin, deviates } = context;
  for (const [given, cookies] of [
    [false, [false, false]],
    [1, [false, !deviates("NoCookies")]],
  ]) {
    const query = { how: "end", retry: 1, key: `${context.key}-${given}` };
    const source = open(route("cors/credentials", query, otherOrigin), { withCredentials: given });
    equal(source.withCredentials, Boolean(given));
    const seen = new Seen();
    source.addEventListener("attempt", ({ data }) => {
      seen.push(JSON.parse(data).cookie);
      if (seen.items.length === 2) source.close();
    });
    await seen.equal(cookies);
  }
});

test("a URL that makes no sense is a SyntaxError, as the browser's", ({ EventSource }) => {
  for (const url of ["http://[", "http://x:99999/", "http://this is invalid/"]) {
    const error = thrown(() => new EventSource(url));
    ok(error instanceof DOMException, `a DOMException for ${url}`);
    equal(error.name, "SyntaxError");
    ok(error.message.includes(url), "it says which URL");
  }
  ok(thrown(() => new EventSource()) instanceof TypeError, "no URL is a TypeError");
});

test("what has no text is a TypeError, as a URL and as an event's name", ({ EventSource, open, route }) => {
  const source = open(route("ok"));
  for (const run of [
    () => new EventSource(Symbol("url")),
    () => source.addEventListener(Symbol("name"), () => {}),
    () => source.addEventListener("name"),
    () => source.addEventListener(),
  ]) {
    ok(thrown(run) instanceof TypeError, `a TypeError: ${run}`);
  }
});

test("a URL may be anything that has a text, and is relative to the page or the worker's script", async (context) => {
  const { EventSource, keep, open, deviates, route, runtime } = context;
  const url = route("ok");
  for (const object of [new URL(url), { toString: () => url }]) {
    const source = open(object);
    equal(source.url, url);
    await next(source, "open");
    source.close();
  }
  const relative = { x: "x", 1: 1, null: null, "?a#b": "?a#b" };
  for (const [text, given] of Object.entries(relative)) {
    const source = keep(new EventSource(given));
    if (deviates("NoOrigin")) {
      const error = await new Promise((done) => (source.onerror = ({ error }) => done(error)));
      equal([error.kind, source.url, source.readyState], ["unsupported", text, 2]);
    } else {
      equal(source.url, new URL(text, location.href).href);
      source.close();
    }
  }
  if (runtime.scope !== "window") return;
  const base = document.head.appendChild(document.createElement("base"));
  base.href = "/some/where/else";
  const source = keep(new EventSource("x"));
  base.remove();
  equal(source.url, `${location.origin}/some/where/x`);
});

test("events that the server names open, error and message are messages under these names", async (context) => {
  const source = context.open(
    context.stream("event: error\ndata: 1\n\nevent: open\ndata: 2\n\nevent: message\ndata: 3\n\n"),
  );
  const seen = new Seen();
  const listener = (event) => seen.push([event.type, event instanceof MessageEvent, event.data, source.readyState]);
  source.onopen = listener;
  source.onerror = listener;
  source.onmessage = listener;
  source.on("error", ({ type, data }) => seen.push([type, data]));
  await seen.equal([
    ["open", false, undefined, 1],
    ["error", 1],
    ["error", true, "1", 1],
    ["open", true, "2", 1],
    ["message", true, "3", 1],
  ]);
});

test("a listener that throws is reported, and stops nothing", async ({ open, stream, reports }) => {
  const reported = new Seen();
  reports(reported);
  const source = open(stream("data: 1\n\ndata: 2\n\n"));
  const seen = new Seen();
  const fail = (text) => () => {
    throw new Error(text);
  };
  source.on("message", fail("of on"));
  source.onmessage = fail("of onmessage");
  source.addEventListener("message", fail("of addEventListener"));
  source.addEventListener("message", ({ data }) => seen.push(data));
  source.on("message", ({ data }) => seen.push(data));
  source.addEventListener("open", fail("of open"));
  source.addEventListener("statechange", fail("of statechange"), { once: true });
  await seen.equal([1, "1", 2, "2"]);
  equal(source.readyState, 1);
  const texts = (await reported.reach(8)).map(String).sort();
  const of = ["addEventListener", "on", "onmessage"].flatMap((who) => [who, who]);
  equal(texts, [...of, "open", "statechange"].map((who) => `Error: of ${who}`).sort());
});

test(
  "a lost connection is an error while it is CONNECTING, and then opens again",
  async ({ open, route, deviates, isNative }) => {
    const source = open(route("end", { retry: 1 }));
    const seen = new Seen();
    source.onopen = () => seen.push(["open", source.readyState]);
    source.onerror = (event) => seen.push([event.type, event instanceof MessageEvent, source.readyState]);
    source.addEventListener("attempt", ({ lastEventId, data }) => {
      seen.push([lastEventId, JSON.parse(data).lastEventId]);
      if (lastEventId === "2") source.close();
    });
    const begin = performance.now();
    await seen.equal([
      ["open", 1],
      ["1", null],
      ["error", false, 0],
      ["open", 1],
      ["2", "1"],
    ]);
    const waited = performance.now() - begin;
    ok(isNative && deviates("HalfASecondIsTheLeast") ? waited > 400 : waited < 10_000, `waited ${waited} ms`);
  },
  both,
);

test(
  "204 is the end",
  async ({ open, route, requests, isNative, retry }) => {
    const source = open(route("status/204"));
    const event = await next(source, "error");
    // The browser's own class does not tell why it gives up: by default that may have been a server that is away.
    const isFinal = !isNative || retry === "standard";
    equal([event instanceof MessageEvent, source.readyState], [false, isFinal ? 2 : 0]);
    if (!isFinal) return void (await next(source, "error"));
    await settled();
    equal((await requests()).length, 1);
  },
  both,
);

test(
  "what is on no network is given up at once",
  async ({ open }) => {
    for (const url of ["ftp://localhost/x", "about:blank", "mailto:x@localhost"]) {
      const source = open(url);
      equal([(await nextError(source)).willRetry, source.readyState], [false, 2], url);
    }
  },
  { transports: ["fetch"], retries: ["standard"] },
);

test("a script can dispatch events of its own", ({ open, route }) => {
  const source = open(route("ok"));
  const seen = [];
  source.onmessage = ({ data }) => seen.push(data);
  source.addEventListener("mine", ({ type }) => seen.push(type));
  equal(source.dispatchEvent(new MessageEvent("message", { data: 1 })), true);
  equal(source.dispatchEvent(new Event("mine")), true);
  equal(seen, [1, "mine"]);
});

test("close() is final, and may be called at any time", async ({ open, route, allClosed, requests }) => {
  const early = open(route("ok"));
  early.close();
  early.close();
  equal(early.readyState, 2);
  const source = open(route("ok"));
  const seen = [];
  source.onerror = ({ error }) => seen.push(error);
  await next(source, "attempt");
  source.close();
  source.close();
  source.reconnect();
  equal([early.readyState, source.readyState, source.state], [2, 2, { status: "closed", cause: "requested" }]);
  await allClosed();
  equal(seen, []);
  ok((await requests()).length <= 2, "nobody connects again");
});

test("close() as it opens, and right after that, leaves no connection", async ({
  open,
  route,
  allClosed,
  control,
  requests,
  runtime,
  deviates,
  isNative,
}) => {
  const moments = [(close) => close(), queueMicrotask, (close) => setTimeout(close)];
  // In Firefox's workers it is a matter of luck what has come by then.
  const mayBeKept = !isNative && deviates("AbortedBodiesMayBeKept") && runtime.scope.includes("worker");
  const rounds = 4 * moments.length;
  for (let round = 0; round < rounds; round += 1) {
    const when = moments[round % moments.length];
    const source = open(route("ok"));
    source.onopen = () => when(() => source.close());
    await next(source, "open");
    if (mayBeKept) await control("drop");
    await allClosed();
    equal(source.readyState, 2);
  }
  const by = (await requests()).map(({ closed }) => closed);
  if (!mayBeKept) equal(by, Array(rounds).fill("client"));
});

test("the native class is asked for: it connects, or the error says that there is none", async (context) => {
  const { EventSource, keep, deviates, route } = context;
  const source = keep(new EventSource(route("ok"), { transport: "native" }));
  if (!deviates("NoNativeClass")) return void (await next(source, "attempt"));
  const { error } = await next(source, "error");
  equal([error.kind, source.state], ["unsupported", { status: "closed", cause: "unsupported" }]);
  match(error.message, /EventSource/);
});

test(
  "a URL of what is not on a network closes for good",
  async ({ open }) => {
    for (const url of ["ftp://example.invalid/", "mailto:a@example.invalid", "about:blank"]) {
      const source = open(url);
      await nextError(source);
      equal(source.readyState, 2, url);
    }
  },
  { transports: ["fetch"], retries: ["standard"] },
);

test("a URL whose host has what no host may have is a SyntaxError", ({ EventSource }) => {
  equal(thrown(() => new EventSource("http://this is invalid/")).name, "SyntaxError");
});

test("what has no text is a TypeError, as an event's name and as a URL", ({ EventSource, open, route }) => {
  const source = open(route("ok"));
  const listener = () => {};
  for (const run of [
    () => new EventSource(Symbol("url")),
    () => source.addEventListener(Symbol("name"), listener),
    () => source.addEventListener("name"),
    () => source.addEventListener(),
  ]) {
    ok(thrown(run) instanceof TypeError, `a TypeError: ${run}`);
  }
});

test("an event's name is made a text once", ({ open, route }) => {
  let times = 0;
  const name = {
    toString() {
      times += 1;
      return "n";
    },
  };
  open(route("ok")).addEventListener(name, () => {});
  equal(times, 1);
});
