// Where a connection is: state and statechange, ready, reconnect(), lastEventId, and the signal that closes it.

import { equal, ok, rejection } from "./assert.mjs";
import { Seen, answering, next, nextError, overFetch, settled, test } from "./harness.mjs";

/** What the state is at each statechange. */
function states(source) {
  const seen = new Seen();
  source.addEventListener("statechange", () => seen.push(source.state));
  return seen;
}

test(
  "the state tells each step, with the wait and its reason",
  async ({ open, route }) => {
    const source = open(route("end", { retry: 30 }), { retry: { min: 20 } });
    equal(source.state, { status: "connecting", attempt: 0 });
    const seen = states(source);
    const [, waiting] = await seen.reach(2);
    const { delay, until } = waiting;
    ok(delay >= 30 && delay < 1000, `a delay of ${delay} ms`);
    ok(Math.abs(until - Date.now() - delay) < 1000, "until is on the clock");
    await seen.reach(4);
    source.close();
    const steps = seen.items.map(({ delay, until, ...state }) => state);
    equal(steps.slice(0, 4), [
      { status: "open" },
      { status: "waiting", attempt: 1, cause: "ended" },
      { status: "connecting", attempt: 1 },
      { status: "open" },
    ]);
    equal(steps.at(-1), { status: "closed", cause: "requested" });
  },
  overFetch,
);

test(
  "the state tells of the browser's own class what that tells: that it reconnects, and no time",
  async ({ open, route }) => {
    const source = open(route("end", { retry: 1 }));
    const seen = states(source);
    await seen.reach(3);
    source.close();
    const waiting = { status: "waiting", attempt: 1, delay: undefined, until: undefined, cause: "network" };
    equal(seen.items.slice(0, 3), [{ status: "open" }, waiting, { status: "open" }]);
  },
  { transports: ["native"] },
);

test("statechange comes before open and error, and the state is the new one", async ({ open, route }) => {
  const source = open(route("status/404"), { retry: "standard" });
  const seen = new Seen();
  for (const type of ["statechange", "open", "error"])
    source.addEventListener(type, () => seen.push([type, source.state.status]));
  await seen.equal([
    ["statechange", "closed"],
    ["error", "closed"],
  ]);
  const other = open(route("ok"));
  const opened = new Seen();
  for (const type of ["statechange", "open"])
    other.addEventListener(type, () => opened.push([type, other.state.status]));
  await opened.equal([
    ["statechange", "open"],
    ["open", "open"],
  ]);
});

test("close() in statechange: nothing is opened any more", async ({ open, route }) => {
  const source = open(route("ok"));
  const seen = [];
  source.onopen = () => seen.push("open");
  source.onerror = () => seen.push("error");
  await new Promise((done) => {
    source.addEventListener("statechange", () => {
      if (source.state.status === "open") source.close();
      else done();
    });
  });
  await settled();
  equal([seen, source.readyState], [[], 2]);
});

test("ready is fulfilled when it is open, and at once where it is", async ({ open, route }) => {
  const source = open(route("ok"));
  equal(await source.ready, undefined);
  equal(source.readyState, 1);
  ok(source.ready === source.ready, "it is always the same promise");
  source.close();
  await source.ready;
});

test("ready is rejected with the error where it is closed before", async ({ open, route, EventSourceError }) => {
  const source = open(route("status/403"), { retry: "standard" });
  const failed = rejection(source.ready);
  const error = await nextError(source);
  ok((await failed) === error, "it is the error of the event");
  const closed = open(route("ok"));
  closed.close();
  const aborted = await rejection(closed.ready);
  ok(aborted instanceof EventSourceError, "it is an EventSourceError");
  equal(aborted.kind, "aborted");
});

test("ready that nobody asks for is no unhandled rejection", async ({ open, route, reports }) => {
  const reported = [];
  reports(reported);
  const source = open(route("status/403"), { retry: "standard" });
  await nextError(source);
  await settled();
  equal(reported, []);
});

test("reconnect() does not wait for the next attempt, and tells the last event id", async ({
  open,
  route,
  isNative,
}) => {
  const source = open(route("end", { retry: 3_600_000 }));
  const seen = new Seen();
  source.addEventListener("attempt", ({ data }) => {
    const { attempt, lastEventId } = JSON.parse(data);
    seen.push([attempt, lastEventId]);
  });
  await next(source, "error");
  source.reconnect();
  await seen.reach(2);
  // The browser's own class cannot be told one: a new one is made, which begins anew.
  equal(seen.items, [
    [1, null],
    [2, isNative ? null : "1"],
  ]);
  equal(source.lastEventId, "2");
});

test("reconnect() of an open connection makes it anew, and the old one is heard no more", async (context) => {
  const { open, stream, control, requests } = context;
  const source = open(stream("event: n\ndata: 1\n\n"));
  const seen = new Seen();
  source.on("n", ({ data }) => {
    seen.push(data);
    if (seen.items.length === 1) source.reconnect();
  });
  await seen.reach(2);
  const [old] = await requests();
  await control("send", {}, "event: n\ndata: 2\n\n");
  await seen.equal([1, 1, 2]);
  equal([old.closed, (await requests()).length], ["client", 2]);
});

test(
  "lastEventId to begin with is told to the server, and is the source's from the beginning",
  async ({ open, route, EventSource, transport }) => {
    const source = open(route("ok"), { lastEventId: "from before" });
    equal(source.lastEventId, "from before");
    const { data } = await next(source, "attempt");
    equal([JSON.parse(data).lastEventId, source.lastEventId], ["from before", "1"]);
    equal(new EventSource("about:blank", { transport, signal: AbortSignal.abort() }).lastEventId, "");
  },
  overFetch,
);

test("a signal that is aborted closes", async ({ open, route, allClosed }) => {
  const controller = new AbortController();
  const source = open(route("ok"), { signal: controller.signal });
  await next(source, "attempt");
  const failed = nextError(source);
  const reason = new Error("on purpose");
  controller.abort(reason);
  const { kind, willRetry, cause } = await failed;
  equal([kind, willRetry, source.state], ["aborted", false, { status: "closed", cause: "aborted" }]);
  ok(cause === reason, "the error's cause is the signal's reason");
  await allClosed();
});

test("a signal that was aborted before: nothing is asked for, and who listens is told", async ({
  open,
  route,
  requests,
}) => {
  const source = open(route("ok"), { signal: AbortSignal.abort() });
  equal((await nextError(source)).kind, "aborted");
  equal((await rejection(source.ready)).kind, "aborted");
  await settled();
  ok((await requests()).length === 0, "no request has come");
});

test(
  "idleTimeout: a silent connection is made anew, and comments keep it",
  async ({ open, route, allClosed }) => {
    const source = open(route("ok"), { idleTimeout: 100 });
    const { kind, willRetry } = await nextError(source);
    equal([kind, willRetry, source.state.cause], ["idle", true, "idle"]);
    await next(source, "attempt");
    source.close();
    await allClosed();
    const kept = open(route("ok", { heartbeat: 50 }), { idleTimeout: 1000 });
    const seen = new Seen();
    kept.addEventListener("attempt", () => seen.push("attempt"));
    kept.onerror = () => seen.push("error");
    await seen.reach(1);
    await new Promise((done) => setTimeout(done, 1500)); // longer than may pass without a comment
    equal(seen.items, ["attempt"]);
  },
  overFetch,
);

test(
  "idleTimeout over the browser's own class: events keep it, comments cannot",
  async ({ open, route }) => {
    const source = open(route("ok", { heartbeat: 10 }), { idleTimeout: 200 });
    await next(source, "attempt");
    equal((await nextError(source)).kind, "idle");
  },
  { transports: ["native"] },
);

test(
  "idleTimeout holds for an answer that never comes",
  async ({ open, route }) => {
    const source = open(route("silent", { times: 1 }), { idleTimeout: 100 });
    equal((await nextError(source)).kind, "idle");
    await next(source, "attempt");
  },
  overFetch,
);

test(
  "an answer's body is let go of, also where the fetch that was given pays no heed to the signal",
  async ({ open }) => {
    const server = answering("data: 1\n\n");
    const source = open("http://localhost/", { fetch: server.fetch });
    await next(source, "message");
    source.close();
    await settled();
    equal(server.cancelled, 1);
  },
  overFetch,
);
