// Data that is no JSON, or not what its schema wants, is an error that stops nothing.

import { equal, match, ok, rejection } from "./assert.mjs";
import { Seen, overFetch, test } from "./harness.mjs";

/** A Standard Schema, made by hand. */
const schemaOf = (validate) => ({ "~standard": { version: 1, vendor: "test", validate } });

const doubled = schemaOf((value) =>
  typeof value === "number"
    ? { value: value * 2 }
    : { issues: [{ message: "no number", path: ["a", { key: "b" }, 0] }, { message: "nor anything" }] },
);

/** Listens to errors, so that they do not go to the console. */
function errorsOf(source, seen) {
  source.onerror = ({ error, data }) => seen.push(error ?? data);
}

test("data that is no JSON is an error of kind decode, the text is there, and the next event comes", async (context) => {
  const { open, stream, EventSourceError } = context;
  const source = open(stream("event: n\nid: 1\ndata: {no\n\nevent: n\nid: 2\ndata: 2\n\n"));
  const seen = new Seen();
  errorsOf(source, seen);
  source.on("n", ({ data }) => seen.push(data));
  source.addEventListener("n", ({ data }) => seen.push(data));
  const [error, ...rest] = await seen.reach(4);
  equal(rest, ["{no", 2, "2"]);
  ok(error instanceof EventSourceError && error instanceof Error, "it is an EventSourceError");
  const { kind, eventType, data, lastEventId, willRetry, name } = error;
  equal([kind, eventType, data, lastEventId, willRetry, name], ["decode", "n", "{no", "1", false, "EventSourceError"]);
  ok(error.cause instanceof SyntaxError, "its cause is what JSON.parse throws");
  match(error.message, /"n"/);
  equal(source.readyState, 1);
});

test("no data at all is no JSON", async ({ open, stream }) => {
  const source = open(stream("event: n\ndata\n\n"));
  const seen = new Seen();
  errorsOf(source, seen);
  source.on("n", ({ data }) => seen.push(data));
  const [{ kind, data }] = await seen.reach(1);
  equal([kind, data], ["decode", ""]);
});

test("a number is what JSON.parse makes of it, or an error if it makes nothing of it", async ({ open, stream }) => {
  const texts = [
    "0",
    "7",
    "1203",
    "999999999",
    "9007199254740993",
    "-1",
    "1.5",
    "1e3",
    "4 ",
    "00",
    "007",
    "1_0",
    "0x1",
    "٣",
  ];
  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return "decode";
    }
  };
  const source = open(stream(texts.map((text) => `event: n\ndata: ${text}\n\n`).join("")));
  const seen = new Seen();
  source.onerror = ({ error }) => seen.push(error.kind);
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal(texts.map(parsed));
});

test("an event that is no JSON is one error, however many listen", async ({ open, stream }) => {
  const source = open(stream("event: n\ndata: no\n\nevent: n\ndata: 2\n\n"));
  const seen = new Seen();
  source.onerror = ({ error }) => seen.push(error.kind);
  for (const name of ["a", "b"]) source.on("n", ({ data }) => seen.push(`${name} ${data}`));
  source.onAny(({ data }) => seen.push(`any ${data}`));
  await seen.equal(["decode", "a 2", "b 2", "any 2"]);
});

test("a schema makes of the data what it wants, by the event's name", async ({ open, stream }) => {
  const source = open(stream("event: n\ndata: 2\n\nevent: m\ndata: 2\n\nevent: n\ndata: 3\n\n"), {
    schema: { n: doubled },
  });
  const seen = new Seen();
  source.on("n", ({ data }) => seen.push(data));
  source.on("m", ({ data }) => seen.push(`m ${data}`));
  source.addEventListener("n", ({ data }) => seen.push(data));
  await seen.equal([4, "2", "m 2", 6, "3"]);
});

test("data that its schema does not want is an error that says where and why", async ({ open, stream }) => {
  const source = open(stream('event: n\nid: 9\ndata: "x"\n\nevent: n\ndata: 1\n\n'), { schema: { n: doubled } });
  const seen = new Seen();
  errorsOf(source, seen);
  source.on("n", ({ data }) => seen.push(data));
  const [error, good] = await seen.reach(2);
  const { kind, eventType, data, lastEventId, cause } = error;
  equal([kind, eventType, data, lastEventId, cause.length, good], ["schema", "n", '"x"', "9", 2, 2]);
  match(error.message, /a\.b\.0: no number; nor anything/);
});

test("a schema that takes its time is an error of kind schema", async ({ open, stream }) => {
  const schema = { n: schemaOf(async (value) => ({ value })) };
  const source = open(stream("event: n\ndata: 1\n\n"), { schema });
  const seen = new Seen();
  errorsOf(source, seen);
  source.on("n", ({ data }) => seen.push(data));
  const [{ kind, message }] = await seen.reach(1);
  equal(kind, "schema");
  match(message, /asynchronous/);
});

test("a schema that throws is an error of kind schema", async ({ open, stream }) => {
  const cause = new Error("on purpose");
  const throws = schemaOf((value) => {
    if (value === 1) throw cause;
    return { value };
  });
  const source = open(stream("event: n\ndata: 1\n\nevent: n\ndata: 2\n\n"), { schema: { n: throws } });
  const seen = new Seen();
  errorsOf(source, seen);
  source.on("n", ({ data }) => seen.push(data));
  const [error, good] = await seen.reach(2);
  equal([error.kind, error.cause === cause, good], ["schema", true, 2]);
});

test("a schema may be a function, as those of some libraries are", async ({ open, stream }) => {
  const schema = Object.assign(() => {}, doubled);
  const source = open(stream("event: n\ndata: 2\n\n"), { schema: { n: schema } });
  const seen = new Seen();
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal([4]);
});

test("json: false leaves the data text, also to a schema", async ({ open, stream }) => {
  const schema = { n: schemaOf((value) => ({ value: `${value}!` })) };
  const source = open(stream("event: n\ndata: {no\n\ndata: 2\n\n"), { json: false, schema });
  const seen = new Seen();
  source.onAny(({ type, data }) => seen.push([type, data]));
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal(["{no!", ["n", "{no!"], ["message", "2"]]);
});

test("no listener for errors: what cannot be decoded goes to the console", async ({ open, stream, after }) => {
  const { error } = console;
  const seen = new Seen();
  console.error = (given) => seen.push(given?.kind);
  after(() => (console.error = error));
  const source = open(stream("event: n\ndata: no\n\nevent: n\ndata: 1\n\n"));
  // Hears of errors, but does not look what they are.
  source.addEventListener("error", () => seen.push("heard"));
  source.on("n", ({ data }) => seen.push(data));
  await seen.equal(["heard", "decode", 1]);
});

test(
  "an error that a loop or `ready` is told does not go to the console as well",
  async ({ open, route, after }) => {
    const { error } = console;
    const seen = [];
    console.error = (given) => seen.push(given?.kind);
    after(() => (console.error = error));
    const [read, awaited] = [open(route("status/401")), open(route("status/401"))];
    equal((await rejection(read.events("n").next())).kind, "http");
    equal((await rejection(awaited.ready)).kind, "http");
    equal(seen, []);
  },
  overFetch,
);
