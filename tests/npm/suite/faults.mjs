// The faults of other clients, a case for each that is named after it: peers were seen to fail here.

import { equal, ok } from "./assert.mjs";
import { Seen, answering, bytes, hex, next, nextError, overFetch, settled, streamOf, test } from "./harness.mjs";

const both = { retries: ["default", "standard"] };

test(
  "non-ASCII event id kills reconnect",
  async ({ open, route }) => {
    for (const id of ["é€", "ü", "日本", "😀"]) {
      const source = open(route("id", { hex: hex(id), retry: 1, key: `${hex(id)}-${Math.random()}` }));
      const seen = new Seen();
      source.addEventListener("attempt", ({ lastEventId, data }) => {
        const { lastEventIdHex, query } = JSON.parse(data);
        const told =
          lastEventIdHex ??
          (new URLSearchParams(query).has("lastEventId") ? hex(new URLSearchParams(query).get("lastEventId")) : null);
        seen.push([lastEventId, told]);
        if (seen.items.length === 2) source.close();
      });
      await seen.equal([
        [id, null],
        [id, hex(id)],
      ]);
    }
  },
  both,
);

test("double BOM: one is dropped, and a second one is part of the first line", async ({ open, stream }) => {
  for (const [text, wanted] of [
    ["\u{feff}data: 1\n\n\u{feff}data: 2\n\ndata: 3\n\n", ["1", "3"]],
    ["\u{feff}\u{feff}data: 1\n\ndata: 2\n\ndata: 3\n\n", ["2", "3"]],
  ]) {
    const seen = new Seen();
    open(stream(text)).onmessage = ({ data }) => seen.push(data);
    await seen.equal(wanted);
  }
});

test(
  "double BOM, wherever a chunk is cut",
  async ({ EventSource }) => {
    const all = bytes("\u{feff}data: 1\n\n\u{feff}data: 2\n\ndata: \u{feff}3\n\n");
    for (let at = 0; at <= all.length; at += 1) {
      const source = EventSource.fromReadableStream(streamOf(all.slice(0, at), all.slice(at)));
      const seen = [];
      source.onmessage = ({ data }) => seen.push(data);
      await nextError(source);
      equal(seen, ["1", "\u{feff}3"], `cut at ${at}, it`);
    }
  },
  overFetch,
);

test("BOM whose bytes come one by one is one all the same", async ({ open, route, deviates, isNative }) => {
  const source = open(route("slow", { text: "\u{feff}data: 1\n\ndata: 2\n\n", pause: 2, how: "stay" }));
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(data);
  await seen.equal(isNative && deviates("CutMarkLosesTheEvent") ? ["2"] : ["1", "2"]);
});

test("id of a block without data is kept, and told to the server", async (context) => {
  const { open, route, deviates, isNative } = context;
  const source = open(route("raw", { hex: hex("retry: 1\nid: 6\ndata\n\nid: 7\n\n"), times: 1 }));
  const { data } = await next(source, "attempt");
  equal(JSON.parse(data).lastEventId, isNative && deviates("IdWithoutDataIsLost") ? "6" : "7");
});

test("id containing NUL is ignored", async ({ open, stream, deviates, isNative }) => {
  const source = open(stream("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\ndata: c\n\n"));
  const seen = new Seen();
  source.onmessage = ({ data, lastEventId }) => seen.push([data, lastEventId]);
  const lost = isNative && deviates("NulInIdLosesTheEvent");
  await seen.equal([["a", "1"], ...(lost ? [] : [["b", "1"]]), ["c", "1"]]);
});

test(
  "unfinished last event is dropped, and its id with it",
  async ({ open, route }) => {
    const source = open(
      route("raw", { hex: hex("retry: 1\n\nid: 1\ndata: a\n\nid: 2\nevent: attempt\ndata: {}\n"), times: 1 }),
    );
    const event = await next(source, "attempt");
    equal(JSON.parse(event.data).lastEventId, "1");
  },
  both,
);

test("mixed line ends, \\r\\n\\n among them, end two events", async ({ open, stream }) => {
  const source = open(stream("data: 1\r\n\ndata: 2\n\r\ndata: 3\r\rdata: 4\n\rdata: 5\r\n\r\ndata: 6\r\n\r"));
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(data);
  await seen.equal(["1", "2", "3", "4", "5", "6"]);
});

test(
  "CRLF split over chunks makes no empty events",
  async ({ EventSource }) => {
    const all = bytes("data: 1\r\n\r\ndata: 2\r\ndata: b\r\n\r\n");
    for (let at = 0; at <= all.length; at += 1) {
      const source = EventSource.fromReadableStream(streamOf(all.slice(0, at), all.slice(at)));
      const seen = [];
      source.onmessage = ({ data }) => seen.push(data);
      await nextError(source);
      equal(seen, ["1", "2\nb"], `cut at ${at}, it`);
    }
  },
  overFetch,
);

test("CR at a chunk's end does not hold the event back", async ({ open, stream, control }) => {
  const source = open(stream("data: 1\r\r"));
  equal((await next(source, "message")).data, "1");
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(data);
  await control("send", {}, "\ndata: 2\n\n");
  await seen.equal(["2"]);
});

test("empty data: blank lines and comments are no events, and data with nothing is one", async ({ open, stream }) => {
  const source = open(
    stream("\n\n: comment\n\nid: 1\n\nevent: message\n\nretry: 1000\n\ndata\n\ndata:\n\ndata: end\n\n"),
  );
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(data);
  await seen.equal(["", "", "end"]);
});

test("multi-line data keeps all its lines", async ({ open, stream }) => {
  const source = open(stream("data: 1\ndata: 2\ndata\ndata:4\n\n"));
  equal((await next(source, "message")).data, "1\n2\n\n4");
});

test("MIME: the essence counts, in any case, with any parameters", async ({ open, route, deviates, isNative, key }) => {
  const types = {
    "TEXT/EVENT-STREAM": true,
    "text/event-stream;charset=utf-8": true,
    "text/event-stream ; a=b": true,
    "text/event-stream;charset=windows-1252": !(isNative && deviates("OtherCharsetsAreRefused")),
    "text/event-streamx": false,
    "text/event-strea": false,
    "application/json": false,
    "": false,
  };
  const check = async ([type, isGood]) => {
    // Without a type Chromium's own class, in workers, waits for enough of the body to guess one.
    const query = type ? { type } : { how: "end" };
    const source = open(route("mime", { ...query, key: `${key}-${type}` }), { retry: "standard" });
    const outcome = await Promise.race([next(source, "attempt"), nextError(source)]);
    equal([type, outcome.type === "attempt"], [type, isGood]);
    source.close();
  };
  await Promise.all(Object.entries(types).map(check));
});

test("redirects of every kind are followed, to a relative place too", async ({ open, route, origin, key }) => {
  for (const status of [301, 302, 303, 307, 308]) {
    // Where it ends by itself, as not every engine ends it.
    for (const location of [`../end?key=${key}-end`, `${origin}/fault/end?key=${key}-end`]) {
      const source = open(route(`status/${status}`, { location, retry: 1 }));
      await next(source, "attempt");
      source.close();
    }
  }
});

test("a connection that was redirected is let go of", async ({
  open,
  route,
  deviates,
  isNative,
  control,
  allClosed,
}) => {
  const source = open(route("status/302"));
  await next(source, "attempt");
  source.close();
  if (!isNative && deviates("RedirectedRequestsAreKept")) {
    await settled();
    equal(await control("open"), 1);
    await control("end");
  }
  await allClosed();
});

test("connection leak: the answers that are rejected again and again let the next stream come", async (context) => {
  const { open, route, key, control } = context;
  const reject = async (endpoint) => {
    const url = route("mime", { type: "text/html", key: `${key}-${endpoint}` });
    const source = open(url, { retry: { min: 1, decide: ({ attempt }) => attempt <= 3 && 1 } });
    await new Promise((done) => (source.onerror = ({ error }) => error.willRetry || done()));
    equal((await control("wait-closed", { key: `${key}-${endpoint}` })).length, 4);
  };
  await Promise.all([1, 2, 3].map(reject));
  const sources = [1, 2, 3].map((i) => open(route("ok", { key: `${key}-good-${i}` })));
  await Promise.all(sources.map((source) => next(source, "attempt")));
});

test("events after close() in the same chunk do not come", async ({ open, stream, allClosed }) => {
  const source = open(stream("data: 1\n\ndata: 2\n\nevent: n\ndata: 3\n\n"));
  const seen = new Seen();
  source.onmessage = ({ data }) => {
    seen.push(data);
    source.close();
  };
  source.on("n", ({ data }) => seen.push(data));
  source.onerror = () => seen.push("error");
  await seen.reach(1);
  await allClosed();
  await settled();
  equal(seen.items, ["1"]);
});

test("cross-origin preflight trap: where a server allows no headers, the id comes back in the query", async ({
  open,
  route,
  otherOrigin,
  key,
}) => {
  const url = (name) => route("cors/no-headers", { how: "end", key: `${key}-${name}` }, otherOrigin);
  const source = open(url("query"), { resume: { query: "since" } });
  const seen = new Seen();
  source.on("attempt", ({ data }) => {
    seen.push([data.lastEventId, new URLSearchParams(data.query).get("since")]);
    if (seen.items.length === 2) source.close();
  });
  await seen.equal([
    [null, null],
    [null, "1"],
  ]);
});

test(
  "one 4 MiB line in 1 KiB chunks takes a time that grows with its length, and not with the square",
  async ({ EventSource }) => {
    const kibibyte = bytes("x".repeat(1024));
    const chunks = 4096;
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent === 0) controller.enqueue(bytes("data: "));
        if (sent < chunks) controller.enqueue(kibibyte);
        else {
          controller.enqueue(bytes("\n\n"));
          controller.close();
        }
        sent += 1;
      },
    });
    const source = EventSource.fromReadableStream(stream);
    equal((await next(source, "message")).data.length, chunks * 1024);
  },
  overFetch,
);

test("a listener that throws ends the stream: JSON.parse of a first message that is no JSON", async (context) => {
  const { open, stream, reports } = context;
  const reported = new Seen();
  reports(reported);
  const source = open(stream("data: hello\n\ndata: 2\n\n"));
  const seen = new Seen();
  source.onmessage = ({ data }) => seen.push(JSON.parse(data));
  await seen.equal([2]);
  await reported.reach(1);
  equal(source.readyState, 1);
});

test(
  "retry: 99999999999 spins",
  async ({ open }) => {
    const server = answering("retry: 99999999999\ndata: 1\n\n");
    const source = open("http://localhost/", { fetch: server.fetch });
    await next(source, "message");
    server.finish();
    await nextError(source);
    await settled();
    equal([source.state.status, source.state.delay >= 99999999999, server.requests.length], ["waiting", true, 1]);
  },
  { ...overFetch, ...both },
);

test("a server that sends only a head opens the connection", async ({ open, route, deviates, control }) => {
  const source = open(route("head-only"));
  const opened = next(source, "open");
  if (deviates("HeadComesWithTheBody")) await control("send", {}, ":\n\n");
  await opened;
  equal(source.readyState, 1);
});

test("what the server names error is told apart from a connection that is lost", async ({ open, route, stream }) => {
  const source = open(stream("retry: 1\nevent: error\ndata: 1\n\n", { how: "end" }));
  const seen = new Seen();
  source.onerror = (event) => seen.push(event instanceof MessageEvent ? event.data : event.error.kind);
  await seen.reach(2);
  equal(seen.items.slice(0, 2), ["1", "network"]);
  ok(route, "it comes back");
});
