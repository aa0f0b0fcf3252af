// events(): what comes, for `for await`.

import { equal, ok, rejection, thrown } from "./assert.mjs";
import { Seen, answering, next, overFetch, settled, streamOf, test } from "./harness.mjs";

const counted = (from, to, name = "n") =>
  Array.from({ length: to - from + 1 }, (_, i) => `event: ${name}\nid: ${from + i}\ndata: ${from + i}\n\n`).join("");

const data = async (iterator) => (await iterator.next()).value.data;

test("events() gives what comes, and a loop that is left closes", async ({ open, stream, allClosed }) => {
  const source = open(stream(counted(1, 5)));
  const seen = [];
  for await (const { type, data, lastEventId } of source.events("n")) {
    seen.push([type, data, lastEventId]);
    if (data === 3) break;
  }
  equal(
    seen,
    [1, 2, 3].map((n) => ["n", n, String(n)]),
  );
  equal(source.readyState, 2);
  await allClosed();
});

test("a loop that is left closes, whoever listens to what becomes of the connection", async ({ open, stream }) => {
  const source = open(stream(counted(1, 2)));
  source.onerror = () => {};
  source.onopen = null;
  for (const type of ["open", "statechange"]) source.addEventListener(type, () => {}, { once: true });
  for await (const _ of source.events("n")) break;
  equal(source.readyState, 2);
});

test("events() of several names keeps their order", async ({ open, stream }) => {
  const source = open(stream("event: a\ndata: 1\n\nevent: b\ndata: 2\n\ndata: 3\n\nevent: a\ndata: 4\n\n"));
  const seen = [];
  for await (const { type, data } of source.events(["a", "b"])) {
    seen.push([type, data]);
    if (data === 4) break;
  }
  equal(seen, [
    ["a", 1],
    ["b", 2],
    ["a", 4],
  ]);
});

test("a loop that is left closes nothing where it is told to keep it open, or something else listens", async (context) => {
  const { open, stream } = context;
  const kept = open(stream(counted(1, 1)));
  for await (const { data } of kept.events("n", { keepOpen: true })) if (data === 1) break;
  equal(kept.readyState, 1);
  kept.close();
  const heard = open(stream(counted(1, 1)));
  const off = heard.on("m", () => {});
  for await (const { data } of heard.events("n")) if (data === 1) break;
  equal(heard.readyState, 1);
  off();
  const other = heard.events("m");
  const another = heard.events("m");
  await other.return();
  equal(heard.readyState, 1);
  await another.return();
  equal(heard.readyState, 2);
});

test("events() ends where the source is closed, after what has come", async ({ open, stream }) => {
  const source = open(stream(counted(1, 2)));
  const seen = new Seen();
  source.on("n", ({ data }) => seen.push(data));
  const iterator = source.events("n");
  await seen.reach(2);
  source.close();
  equal([await data(iterator), await data(iterator)], [1, 2]);
  equal(await iterator.next(), { done: true, value: undefined });
  equal(await iterator.next(), { done: true, value: undefined });
  equal(await source.events("n").next(), { done: true, value: undefined });
});

test("events() throws the error that ended the connection, once", async ({ open, route }) => {
  const source = open(route("status/404"), { retry: "standard" });
  const waiting = source.events("attempt");
  const failed = rejection(waiting.next());
  const { error } = await next(source, "error");
  ok((await failed) === error, "it is the error of the event");
  equal(await waiting.next(), { done: true, value: undefined });
});

test("events() goes on where the connection comes back", async ({ open, route }) => {
  const source = open(route("end", { retry: 1 }));
  const seen = [];
  for await (const { data } of source.events("attempt")) {
    seen.push([data.attempt, data.lastEventId]);
    if (seen.length === 2) break;
  }
  equal(seen, [
    [1, null],
    [2, "1"],
  ]);
});

test(
  "events() of a stream that was there ends where that does",
  async ({ EventSource }) => {
    const seen = [];
    for await (const { data } of EventSource.fromReadableStream(streamOf(counted(1, 3))).events("n")) seen.push(data);
    equal(seen, [1, 2, 3]);
    const failing = new ReadableStream({ pull: (controller) => controller.error(new Error("on purpose")) });
    equal((await rejection(EventSource.fromReadableStream(failing).events("n").next())).kind, "network");
  },
  overFetch,
);

test("what cannot be decoded is an error beside it, and the iteration goes on", async ({ open, stream }) => {
  const source = open(stream("event: n\ndata: no\n\nevent: n\ndata: 2\n\n"));
  const seen = [];
  source.onerror = ({ error }) => seen.push(error.kind);
  const iterator = source.events("n");
  seen.push(await data(iterator));
  equal(seen, ["decode", 2]);
});

test("dropOldest with a buffer of one has the latest, and counts what it dropped", async ({ open, stream }) => {
  const source = open(stream(counted(1, 5)));
  const seen = new Seen();
  const latest = source.events("n", { buffer: 1, overflow: "dropOldest" });
  source.on("n", ({ data }) => seen.push(data));
  await seen.reach(5);
  equal([await data(latest), latest.dropped], [5, 4]);
});

test("dropNewest keeps the first ones, and counts what it dropped", async ({ open, stream }) => {
  const source = open(stream(counted(1, 5)));
  const seen = new Seen();
  const first = source.events("n", { buffer: 2, overflow: "dropNewest" });
  source.on("n", ({ data }) => seen.push(data));
  await seen.reach(5);
  equal([await data(first), await data(first), first.dropped], [1, 2, 3]);
});

test(
  "over the browser's own class, which cannot be stopped, the oldest is dropped",
  async ({ open, stream }) => {
    const source = open(stream(counted(1, 4)));
    const seen = new Seen();
    const iterator = source.events("n", { buffer: 2 });
    source.on("n", ({ data }) => seen.push(data));
    await seen.reach(4);
    equal([await data(iterator), await data(iterator), iterator.dropped], [3, 4, 2]);
  },
  { transports: ["native"] },
);

test(
  "back pressure: nothing is dropped, whatever comes in a chunk, and all listeners wait",
  async ({ open }) => {
    const server = answering(counted(1, 50), counted(51, 100));
    const source = open("http://localhost/", { fetch: server.fetch });
    const heard = new Seen();
    const iterator = source.events("n", { buffer: 2 });
    source.on("n", ({ data }) => heard.push(data));
    await heard.reach(2);
    await settled();
    equal(heard.items, [1, 2]);
    for (let number = 1; number <= 100; number += 1) equal(await data(iterator), number);
    equal([iterator.dropped, heard.items.length], [0, 100]);
  },
  overFetch,
);

test(
  "back pressure: two iterators, and neither drops an event for the other's sake",
  async ({ open }) => {
    const server = answering(counted(1, 6));
    const source = open("http://localhost/", { fetch: server.fetch });
    const one = source.events("n", { buffer: 1 });
    const other = source.events("n", { buffer: 1 });
    await next(source, "open");
    await settled();
    equal(await data(one), 1);
    const second = data(one);
    await settled();
    equal([await data(other), await second, await data(other)], [1, 2, 2]);
    for (let number = 3; number <= 6; number += 1) equal([await data(one), await data(other)], [number, number]);
    equal([one.dropped, other.dropped], [0, 0]);
  },
  overFetch,
);

test(
  "back pressure is not idleness, and what waits comes when it is over",
  async ({ open }) => {
    const server = answering(counted(1, 4));
    const source = open("http://localhost/", { fetch: server.fetch, idleTimeout: 20 });
    const iterator = source.events("n", { buffer: 1 });
    await next(source, "open");
    await new Promise((done) => setTimeout(done, 100)); // five times as long as may pass
    for (let number = 1; number <= 4; number += 1) equal(await data(iterator), number);
    equal(server.requests.length, 1);
  },
  overFetch,
);

test(
  "back pressure reaches the server, and an iteration that is left lets it go",
  async ({ open, route, control, allClosed, runtime, deviates }) => {
    const bytes = 50_000;
    const isUnbounded = deviates("ReadsAheadWithoutEnd");
    const count = isUnbounded ? 200 : 10_000;
    const total = count * bytes;
    const source = open(route("burst", { count, bytes }));
    const iterator = source.events("n", { buffer: 1 });
    equal(await data(iterator), 1);
    let before;
    for (;;) {
      const [{ bytesSent }] = await control("log");
      // It has come to rest, or to the end.
      if (isUnbounded ? bytesSent > total : bytesSent === before) break;
      before = bytesSent;
      await new Promise((done) => setTimeout(done, 200));
    }
    ok(isUnbounded || before < total / 2, `the server has sent ${before} of ${total} bytes`);
    equal(await data(iterator), 2);
    await iterator.return();
    equal(source.readyState, 2);
    if (deviates("AbortedBodiesMayBeKept") && runtime.scope.includes("worker")) await control("drop");
    await allClosed();
  },
  overFetch,
);

test("options of events() that make no sense are TypeErrors that name them", ({ open, route }) => {
  const source = open(route("ok"));
  for (const [options, name] of [
    [{ buffer: "1" }, "buffer"],
    [{ buffer: NaN }, "buffer"],
    [{ overflow: "drop" }, "overflow"],
    [{ keepOpen: 1 }, "keepOpen"],
    [{ size: 1 }, "size"],
  ]) {
    const error = thrown(() => source.events("n", options));
    ok(error instanceof TypeError && error.message.includes(name), `a TypeError that names ${name}: ${error}`);
  }
});
