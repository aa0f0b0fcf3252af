// on() and onAny(): JSON decoded, and subscriptions that end.

import { equal, ok, thrown } from "./assert.mjs";
import { Seen, next, overFetch, settled, test } from "./harness.mjs";

const counted = (count, name = "n") =>
  Array.from({ length: count }, (_, i) => `event: ${name}\nid: ${i + 1}\ndata: ${i + 1}\n\n`).join("");

test("on() gets JSON decoded, with type, lastEventId and origin", async ({ open, stream, origin }) => {
  const texts = ['{"a":[1,null,"é€😀"]}', "true", '"text"', "3.5e2", "null"];
  const source = open(stream(texts.map((text, i) => `event: n\nid: ${i}\ndata: ${text}\n\n`).join("")));
  const seen = new Seen();
  source.on("n", (message) => seen.push(message));
  const of = (data, i) => ({ type: "n", data, lastEventId: String(i), origin });
  await seen.equal(texts.map((text, i) => of(JSON.parse(text), i)));
});

test("data of several lines is one JSON text", async ({ open, stream }) => {
  const source = open(stream('data: {"a":\ndata: 1,\ndata:"b":2}\n\n'));
  const seen = new Seen();
  source.on("message", ({ data }) => seen.push(data));
  await seen.equal([{ a: 1, b: 2 }]);
});

test("on() with once gets one event", async ({ open, stream }) => {
  const source = open(stream(counted(3)));
  const seen = new Seen();
  source.on("n", ({ data }) => seen.push(`once ${data}`), { once: true });
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal(["once 1", 1, 2, 3]);
});

test("on() with a signal gets events until it is aborted", async ({ open, stream }) => {
  const source = open(stream(counted(3)));
  const seen = new Seen();
  const controller = new AbortController();
  source.on("n", ({ data }) => seen.push(`never ${data}`), { signal: AbortSignal.abort() });
  source.on("n", ({ data }) => data === 2 && controller.abort());
  source.on("n", ({ data }) => seen.push(`signal ${data}`), { signal: controller.signal });
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal(["signal 1", 1, 2, 3]);
});

test("a subscription ends when it is called or disposed of, also in the middle of an event", async (context) => {
  const { open, stream, deviates } = context;
  const source = open(stream(counted(3)));
  const seen = new Seen();
  const own = source.on("n", ({ data }) => {
    seen.push(`own ${data}`);
    own();
    own();
  });
  const first = source.on("n", ({ data }) => {
    seen.push(`first ${data}`);
    if (deviates("NothingIsDisposedOf")) other();
    else other[Symbol.dispose]();
  });
  const other = source.on("n", ({ data }) => seen.push(`never ${data}`));
  source.on("n", ({ data }) => {
    seen.push(data);
    if (data === 2) first();
  });
  await seen.equal(["own 1", "first 1", 1, "first 2", 2, 3]);
});

test("a listener that is added in the middle of an event gets the next one", async ({ open, stream }) => {
  const source = open(stream(counted(2)));
  const seen = new Seen();
  source.on("n", ({ data }) => {
    if (data === 1) source.on("n", ({ data }) => seen.push(`added ${data}`));
    seen.push(data);
  });
  await seen.equal([1, 2, "added 2"]);
});

test("each on() is a subscription of its own, of the same function too", async ({ open, stream }) => {
  const source = open(stream(counted(2)));
  const seen = new Seen();
  const listener = ({ data }) => seen.push(data);
  const off = source.on("n", listener);
  source.on("n", listener);
  source.on("n", off);
  await seen.equal([1, 1, 2]);
});

test("close() in a listener is the last that anybody hears, in the same chunk too", async ({
  open,
  stream,
  allClosed,
}) => {
  const source = open(stream(counted(3)));
  const seen = new Seen();
  source.on("n", ({ data }) => {
    seen.push(data);
    if (data === 2) source.close();
  });
  source.on("n", ({ data }) => seen.push(`then ${data}`));
  source.onAny(({ data }) => seen.push(`any ${data}`));
  source.addEventListener("n", ({ data }) => seen.push(`event ${data}`));
  source.addEventListener("error", () => seen.push("error"));
  await seen.reach(5);
  await allClosed();
  await settled();
  equal(seen.items, [1, "then 1", "any 1", "event 1", 2]);
});

test("using ends a source", async ({ open, route, allClosed, deviates }) => {
  const source = open(route("ok"));
  equal(Symbol.dispose === undefined, deviates("NothingIsDisposedOf"));
  if (Symbol.dispose === undefined) return;
  await next(source, "attempt");
  source[Symbol.dispose]();
  equal(source.readyState, 2);
  await allClosed();
});

test("listeners that come later hear what comes later", async ({ open, stream, control }) => {
  const source = open(stream("event: n\ndata: 1\n\n"));
  const seen = new Seen();
  const send = async (text) => {
    const arrived = next(source, "mark");
    await control("send", {}, `${text}event: mark\ndata\n\n`);
    await arrived;
  };
  const off = source.on("n", ({ data }) => seen.push(`n ${data}`));
  await seen.reach(1);
  off();
  await send("event: n\ndata: 2\n\nevent: m\ndata: 1\n\n");
  source.on("m", ({ data }) => seen.push(`m ${data}`));
  await send("event: n\ndata: 3\n\nevent: m\ndata: 2\n\n");
  equal(seen.items, ["n 1", "m 2"]);
});

test("what is no listener, and an option that there is not, is a TypeError", ({ open, route }) => {
  const source = open(route("ok"));
  for (const listener of [undefined, null, {}, { handleEvent() {} }]) {
    for (const listen of [() => source.on("n", listener), () => source.onAny(listener)]) {
      const error = thrown(listen);
      ok(error instanceof TypeError && error.message.includes("a function"), String(error));
    }
  }
  for (const options of [{ ones: true }, { once: 1 }, { signal: "x" }]) {
    const [name] = Object.keys(options);
    const error = thrown(() => source.on("n", () => {}, options));
    ok(error instanceof TypeError && error.message.includes(name), String(error));
  }
  source.on("n", () => {}, { once: undefined, signal: null });
});

test(
  "onAny() gets the events of all names, after those who listen by name",
  async ({ open, stream }) => {
    const source = open(stream("event: a\ndata: 1\n\ndata: 2\n\nevent: é\nid: x\ndata: 3\n\nevent: end\ndata: 4\n\n"));
    const seen = new Seen();
    const off = source.onAny(({ type, data, lastEventId }) => {
      seen.push([type, data, lastEventId]);
      if (type === "é") off();
    });
    source.on("a", ({ data }) => seen.push(data));
    source.on("end", ({ data }) => seen.push(data));
    await seen.equal([1, ["a", 1, ""], ["message", 2, ""], ["é", 3, "x"], 4]);
  },
  overFetch,
);

test(
  "onAny() over the browser's own class gets those that something listens to by name, and those without a name",
  async ({ open, stream }) => {
    const source = open(stream("event: a\ndata: 1\n\ndata: 2\n\nevent: b\ndata: 3\n\nevent: end\ndata: 4\n\n"));
    const seen = new Seen();
    source.onAny(({ type, data }) => seen.push([type, data]));
    source.on("a", () => {});
    source.addEventListener("end", () => {});
    await seen.equal([
      ["a", 1],
      ["message", 2],
      ["end", 4],
    ]);
  },
  { transports: ["native"] },
);
