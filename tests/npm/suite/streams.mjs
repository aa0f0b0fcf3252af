// What a stream is made of, however it is cut into chunks; and streams that are there already.

import { equal, match, ok, thrown } from "./assert.mjs";
import { Seen, answering, bytes, next, nextError, overFetch, settled, streamOf, test } from "./harness.mjs";

const wide = 'event: é€\nid: ü😀\ndata: a é € 😀\ndata: \u{10FFFF}\n\ndata: plain\n\nid: €\nevent: n\ndata: ["é"]\n\n';

/** What is heard of a stream that ends. */
async function heard(EventSource, chunks, names = ["message", "é€", "n"]) {
  const source = EventSource.fromReadableStream(streamOf(...chunks));
  const seen = [];
  for (const name of names) {
    source.addEventListener(name, ({ type, data, lastEventId }) => seen.push([type, data, lastEventId]));
  }
  await nextError(source);
  return seen;
}

const wideEvents = [
  ["é€", "a é € 😀\n\u{10FFFF}", "ü😀"],
  ["message", "plain", "ü😀"],
  ["n", '["é"]', "€"],
];

test(
  "what is not ASCII is the same wherever a chunk is cut",
  async ({ EventSource }) => {
    const all = bytes(wide);
    for (let at = 0; at <= all.length; at += 1) {
      equal(await heard(EventSource, [all.slice(0, at), all.slice(at)]), wideEvents, `cut at ${at}, it`);
    }
    equal(
      await heard(
        EventSource,
        [...all].map((byte) => [byte]),
      ),
      wideEvents,
      "cut at every byte, it",
    );
  },
  overFetch,
);

test(
  "on() has the same, and a chunk that is not ASCII after others that are",
  async ({ EventSource }) => {
    const all = bytes(`event: n\nid: 1\ndata: 1\n\n${wide}event: n\nid: 2\ndata: 2\n\n`);
    const wanted = [
      [1, "1"],
      [["é"], "€"],
      [2, "2"],
    ];
    for (let at = 0; at <= all.length; at += 1) {
      const source = EventSource.fromReadableStream(streamOf(all.slice(0, at), all.slice(at)));
      const seen = [];
      source.on("n", ({ data, lastEventId }) => seen.push([data, lastEventId]));
      await nextError(source);
      equal(seen, wanted, `cut at ${at}, it`);
    }
  },
  overFetch,
);

test(
  "bytes that are no UTF-8 are replaced, as the standard's decoder does",
  async ({ EventSource }) => {
    const broken = [...bytes("data: a"), 0xff, 0xe2, 0x82, ...bytes("b\n\n"), ...bytes("data: é\n\n")];
    const wanted = [
      ["message", "a\u{fffd}\u{fffd}b", ""],
      ["message", "é", ""],
    ];
    for (let at = 0; at <= broken.length; at += 1) {
      equal(await heard(EventSource, [broken.slice(0, at), broken.slice(at)]), wanted, `cut at ${at}, it`);
    }
  },
  overFetch,
);

test(
  "what one text lacks of a code point is not made up by the next",
  async ({ EventSource }) => {
    // The first chunk is not ASCII: the texts of the second one are decoded together.
    const halves = [...bytes("event: "), 0xe2, 0x82, ...bytes("\ndata: "), 0xac, ...bytes("\n\n")];
    const seen = await heard(EventSource, [bytes("data: é\n\n"), halves], ["message", "\u{fffd}"]);
    equal(seen, [
      ["message", "é", ""],
      ["\u{fffd}", "\u{fffd}", ""],
    ]);
  },
  overFetch,
);

test(
  "events that are too large are left out among others that are not ASCII",
  async ({ EventSource }) => {
    const large = `data: ${"€".repeat(100)}\n\n`;
    const chunks = [`id: ü\ndata: é\n\n`, `${large}data: a😀\n\nevent: n\nid: é\ndata: €\n\n${large}data: €\n\n`];
    const source = EventSource.fromReadableStream(streamOf(...chunks), { maxEventSize: 100 });
    const seen = [];
    for (const name of ["message", "n"]) {
      source.addEventListener(name, ({ type, data, lastEventId }) => seen.push([type, data, lastEventId]));
    }
    const kinds = [];
    source.addEventListener("error", ({ error }) => kinds.push(error.kind));
    while (source.readyState < 2) await nextError(source);
    equal(kinds, ["tooLarge", "tooLarge", "network"]);
    equal(seen, [
      ["message", "é", "ü"],
      ["message", "a😀", "ü"],
      ["n", "€", "é"],
      ["message", "€", "é"],
    ]);
  },
  overFetch,
);

test("fields are as the standard has them", async ({ open, stream }) => {
  const text = [
    ": comment\nunknown: x\ndata:no space\n\n",
    "data\n\n",
    "data\ndata\n\n",
    "Data: x\nDATA: x\n\n",
    "event: x\n\ndata: the type is forgotten\n\n",
    "data:  two spaces\n\n",
    "data: a:b\n\n",
    "event:\ndata: an empty type is message\n\n",
    "id: 3\n\ndata: end\n\n",
  ].join("");
  const source = open(stream(text));
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(data);
  await seen.equal([
    "no space",
    "",
    "\n",
    "the type is forgotten",
    " two spaces",
    "a:b",
    "an empty type is message",
    "end",
  ]);
});

test(
  "retry takes digits only",
  async ({ EventSource }) => {
    for (const value of ["1a", "-1", "1.5", "٣", "0x10", "1e3", " 1 "]) {
      const source = EventSource.fromReadableStream(streamOf(`retry: ${value}\ndata: 1\n\n`));
      await next(source, "message");
      source.close();
    }
    const { fetch } = answering("retry: 1\nretry: 60x\nretry:\n\ndata: 1\n\n");
    const source = new EventSource("http://localhost/", { fetch, retry: { min: 5 } });
    await next(source, "message");
    source.close();
  },
  overFetch,
);

test(
  "fromReadableStream reads a stream that is there already, and its end is the end",
  async ({ EventSource }) => {
    const source = EventSource.fromReadableStream(streamOf("retry: 1\nid: 4\ndata: 1\n\n", "event: n\ndata: 2\n\n"));
    equal([source.url, source.readyState, source.withCredentials], ["about:event-stream", 0, false]);
    const seen = new Seen();
    source.onopen = () => seen.push(["open", source.readyState]);
    source.onmessage = ({ data, lastEventId, origin }) => seen.push([data, lastEventId, origin]);
    source.on("n", ({ data }) => seen.push(data));
    source.onerror = ({ error }) => seen.push(["error", error.kind, error.willRetry, source.readyState]);
    await seen.equal([["open", 1], ["1", "4", "null"], 2, ["error", "network", false, 2]]);
    equal([source.lastEventId, source.state], ["4", { status: "closed", cause: "ended" }]);
  },
  overFetch,
);

test(
  "fromReadableStream: what fails is an error, and close() cancels",
  async ({ EventSource, keep }) => {
    const cause = new Error("on purpose");
    const failing = new ReadableStream({ pull: (controller) => controller.error(cause) });
    const failed = await nextError(EventSource.fromReadableStream(failing));
    equal([failed.kind, failed.cause === cause], ["network", true]);
    let cancelled = 0;
    const endless = new ReadableStream({ cancel: () => void (cancelled += 1) });
    const source = keep(EventSource.fromReadableStream(endless));
    await next(source, "open");
    source.close();
    await settled();
    equal([cancelled, source.readyState], [1, 2]);
  },
  overFetch,
);

test(
  "fromReadableStream takes options: schema, signal, idleTimeout, lastEventId, maxEventSize",
  async ({ EventSource }) => {
    const schema = { n: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: -value }) } } };
    const controller = new AbortController();
    const open = answering("event: n\ndata: 1\n\n");
    const { body } = await open.fetch();
    const source = EventSource.fromReadableStream(body, { schema, signal: controller.signal, lastEventId: "8" });
    const [message] = await new Promise((done) => source.on("n", (...given) => done(given)));
    equal([message.data, message.lastEventId], [-1, "8"]);
    controller.abort();
    equal(source.state, { status: "closed", cause: "aborted" });
    const idle = EventSource.fromReadableStream((await open.fetch()).body, { idleTimeout: 30 });
    equal((await nextError(idle)).kind, "idle");
    ok(thrown(() => EventSource.fromReadableStream(streamOf(), { unknown: 1 })) instanceof TypeError, "a TypeError");
  },
  overFetch,
);

test(
  "fromReadableStream: a stream that has a reader already is a TypeError",
  ({ EventSource }) => {
    const locked = streamOf("data: 1\n\n");
    locked.getReader();
    ok(thrown(() => EventSource.fromReadableStream(locked)) instanceof TypeError, "a TypeError");
  },
  overFetch,
);

test(
  "fromReadableStream: a stream is cancelled however soon it is closed, and let alone where an option makes no sense",
  async ({ EventSource }) => {
    const cancelled = new Seen();
    const stream = () => new ReadableStream({ cancel: () => cancelled.push("cancelled") });
    EventSource.fromReadableStream(stream()).close();
    await cancelled.equal(["cancelled"]);
    const refused = stream();
    thrown(() => EventSource.fromReadableStream(refused, { unknown: 1 }));
    equal(refused.locked, false);
  },
  overFetch,
);

test(
  "maxEventSize: an event that is larger is dropped and reported, and the next one comes",
  async ({ open, stream }) => {
    const text = `id: 1\ndata: ${"x".repeat(1000)}\n\nid: 2\ndata: small\n\ndata: ${"é".repeat(1000)}\n\nid: 3\ndata: end\n\n`;
    const source = open(stream(text), { maxEventSize: 500 });
    const seen = new Seen();
    source.onerror = ({ error }) => {
      seen.push([error.kind, error.willRetry, source.readyState]);
      match(error.message, /\d{4} bytes.*maxEventSize/);
    };
    source.onmessage = ({ data, lastEventId }) => seen.push([data, lastEventId]);
    const tooLarge = ["tooLarge", false, 1];
    await seen.equal([tooLarge, ["small", "2"], tooLarge, ["end", "3"]]);
  },
  overFetch,
);

test("a line of 4 MiB comes whole, and what follows it", async ({ open, route, deviates, isNative }) => {
  const mebibytes = isNative && deviates("LongLinesTakeForever") ? 0.25 : 4;
  const length = mebibytes * 1024 * 1024;
  const source = open(route("big", { bytes: length }));
  const seen = new Seen();
  source.addEventListener("big", ({ data }) => seen.push(data.length));
  source.addEventListener("after", ({ data }) => seen.push(data));
  await seen.equal([length, "tail"]);
});

test("ten thousand events come all, in their order", async ({ open, route }) => {
  const count = 10_000;
  const source = open(route("burst", { count, bytes: 20, how: "stay" }));
  const numbers = [];
  source.on("n", ({ data, lastEventId }) => numbers.push(data, Number(lastEventId)));
  await next(source, "done");
  equal(numbers.length, 2 * count);
  ok(
    numbers.every((number, i) => number === Math.floor(i / 2) + 1),
    "each in its place",
  );
});

test(
  "fromReadableStream() takes nothing but a stream, and the option json",
  async ({ EventSource, keep }) => {
    for (const stream of [undefined, null, {}, new Response("x"), "data: 1\n\n"]) {
      const error = thrown(() => EventSource.fromReadableStream(stream));
      ok(error instanceof TypeError && /no ReadableStream/.test(error.message), String(error));
    }
    const source = keep(EventSource.fromReadableStream(streamOf("data: [DONE]\n\n"), { json: false }));
    equal((await source.events("message").next()).value.data, "[DONE]");
  },
  overFetch,
);
