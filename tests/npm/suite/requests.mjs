// What is asked of the server: method, headers, body and URL of each attempt, and how it learns of the last event id.

import { equal, match, ok } from "./assert.mjs";
import { Seen, answering, next, nextError, overFetch, settled, test } from "./harness.mjs";

/** What the server has got, as its event tells. */
const request = async (source) => JSON.parse((await next(source, "attempt")).data);

/** What the server has got, for so many attempts. */
async function requestsOf(source, count) {
  const seen = new Seen();
  source.on("attempt", ({ data }) => {
    seen.push(data);
    if (seen.items.length === count) source.close();
  });
  return seen.reach(count);
}

test("a request is a GET that accepts event streams and nothing from a cache", async ({ open, route }) => {
  const { method, headers, body, lastEventId } = await request(open(route("ok")));
  equal([method, headers.accept, body, lastEventId], ["GET", "text/event-stream", "", null]);
});

test(
  "method, headers and body are sent, with each attempt",
  async ({ open, route }) => {
    const options = { method: "POST", headers: { "X-Test": "é", Accept: "text/event-stream, */*" }, body: "é€😀" };
    const seen = await requestsOf(open(route("end"), options), 2);
    for (const { method, headers, body } of seen) {
      equal(
        [method, headers["x-test"] !== undefined, headers.accept, body],
        ["POST", true, "text/event-stream, */*", "é€😀"],
      );
    }
    equal(
      seen.map(({ lastEventId }) => lastEventId),
      [null, "1"],
    );
  },
  overFetch,
);

test(
  "headers and bodies of every kind",
  async ({ open, route }) => {
    const method = "PUT";
    const kinds = [
      [{ headers: new Headers({ a: "b" }) }, { body: "" }],
      [{ headers: [["a", "b"]], body: new URLSearchParams({ x: "é" }) }, { body: "x=%C3%A9" }],
      [{ headers: { a: "b" }, body: Uint8Array.of(1, 2, 255) }, { bodyHex: "0102ff" }],
      [{ headers: () => ({ a: "b" }), body: new Blob(["text"]) }, { body: "text" }],
    ];
    for (const [given, wanted] of kinds) {
      const source = open(route("ok"), { method, ...given });
      const got = await request(source);
      source.close();
      equal([got.method, got.headers.a], ["PUT", "b"]);
      for (const [name, value] of Object.entries(wanted)) equal(got[name], value, name);
    }
  },
  overFetch,
);

test(
  "url, headers and body may be functions, which are asked at each attempt and may take their time",
  async ({ open, route }) => {
    const asked = [];
    const source = open(
      async (attempt) => {
        asked.push(attempt);
        await settled();
        return new URL(route("end", { attempt: attempt.attempt }));
      },
      {
        method: "POST",
        headers: async ({ attempt }) => ({ Authorization: `token ${attempt}` }),
        body: ({ attempt, lastEventId }) => JSON.stringify({ attempt, lastEventId }),
      },
    );
    equal(source.url, "");
    const seen = await requestsOf(source, 2);
    equal(
      seen.map(({ headers }) => headers.authorization),
      ["token 0", "token 1"],
    );
    equal(
      seen.map(({ body }) => body),
      ['{"attempt":0,"lastEventId":""}', '{"attempt":1,"lastEventId":"1"}'],
    );
    equal(
      seen.map(({ query }) => new URLSearchParams(query).get("attempt")),
      ["0", "1"],
    );
    equal(asked, [
      { attempt: 0, lastEventId: "" },
      { attempt: 1, lastEventId: "1" },
    ]);
  },
  overFetch,
);

test(
  "a function that fails is an error of kind request, with its cause",
  async ({ open, route, requests }) => {
    const cause = new Error("no token");
    for (const headers of [
      () => Promise.reject(cause),
      () => {
        throw cause;
      },
    ]) {
      const source = open(route("ok"), { headers });
      const error = await nextError(source);
      equal([error.kind, error.cause === cause], ["request", true]);
      match(error.message, /no token/);
      source.close();
    }
    const nowhere = open(() => "http://[");
    equal((await nextError(nowhere)).kind, "request");
    equal(await requests(), []);
  },
  overFetch,
);

test(
  "what no attempt could send is an error of kind request, and the end",
  async ({ open, route, requests, deviates }) => {
    const wrong = [{ headers: { "not a name": "x" } }];
    if (!deviates("MethodsAreNotLookedAt")) wrong.push({ method: "not a method" });
    for (const options of wrong) {
      const source = open(route("ok"), options);
      const { kind, willRetry, message } = await nextError(source);
      equal([kind, willRetry, source.state], ["request", false, { status: "closed", cause: "request" }]);
      match(message, /^the request cannot be made: ./);
    }
    equal(await requests(), []);
  },
  overFetch,
);

test(
  "a fetch that is given may answer anything: it is an error of kind request, and the connection goes on",
  async ({ open, origin }) => {
    const used = async () => {
      const answer = new Response("x", { status: 401 });
      answer.body.getReader();
      return answer;
    };
    const headers = { "content-type": "text/event-stream" };
    for (const fetch of [
      async () => undefined,
      async () => null,
      async () => ({ status: 200, headers, body: null }),
      async () => ({ status: 200, headers: new Headers(headers), body: "data: 1\n\n" }),
      used,
    ]) {
      const source = open(origin, { fetch });
      const { kind, willRetry } = await nextError(source);
      equal([kind, willRetry], ["request", true]);
      source.close();
    }
  },
  overFetch,
);

test(
  "a fetch that is given may spread the headers into its own",
  async ({ open, route, requests }) => {
    const source = open(route("ok"), {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-mine": "1" } }),
      headers: { "X-Yours": "2" },
      lastEventId: "é",
    });
    await next(source, "open");
    const [{ headers }] = await requests();
    equal(
      [headers["x-mine"], headers["x-yours"], headers.accept, headers["last-event-id"]],
      ["1", "2", "text/event-stream", "é"],
    );
  },
  overFetch,
);

test(
  "close() while a function takes its time: nothing is asked for",
  async ({ open, route, requests }) => {
    let answer;
    const source = open(route("ok"), { headers: () => new Promise((done) => (answer = done)) });
    await settled();
    source.close();
    answer({});
    await settled();
    equal(await requests(), []);
  },
  overFetch,
);

test(
  "a fetch that is given gets URL, method, headers and signal, and its answer is read",
  async ({ open, origin }) => {
    const server = answering("id: 5\ndata: 1\n\n");
    const url = `${origin}/some/where`;
    const source = open(url, { fetch: server.fetch, headers: { a: "b" }, withCredentials: true });
    const event = await next(source, "message");
    equal([event.data, event.lastEventId, event.origin], ["1", "5", origin]);
    const [{ url: asked, init }] = server.requests;
    const headers = Object.fromEntries(new Headers(init.headers));
    equal([asked, headers], [url, { a: "b", accept: "text/event-stream" }]);
    equal([init.credentials, init.cache, init.signal.aborted], ["include", "no-store", false]);
    source.close();
    equal(init.signal.aborted, true);
  },
  overFetch,
);

test(
  "a fetch that is given and fails is a network error",
  async ({ open, origin }) => {
    for (const fetch of [
      () => Promise.reject(new Error("on purpose")),
      () => {
        throw new Error("on purpose");
      },
    ]) {
      const source = open(origin, { fetch });
      const { kind, willRetry, cause } = await nextError(source);
      equal([kind, willRetry, cause.message], ["network", true, "on purpose"]);
      source.close();
    }
  },
  overFetch,
);

test("resume by query: the id is in the URL, and no header is", async (context) => {
  const { open, route, requests } = context;
  const seen = await requestsOf(open(route("id", { hex: "61c3a926" }), { resume: { query: "since id" } }), 2);
  equal(
    seen.map(({ query }) => new URLSearchParams(query).get("since id")),
    [null, "aé&"],
  );
  equal(
    seen.map(({ lastEventId }) => lastEventId),
    [null, null],
  );
  for (const { headers } of await requests()) equal(headers["last-event-id"], undefined);
});

test("resume by query, from the first request on, and the fragment and the query are kept", async ({ open, route }) => {
  const url = `${route("ok")}&a=%20+b#fragment`;
  const source = open(url, { resume: { query: "id" }, lastEventId: "x y" });
  const { query } = await request(source);
  ok(query.endsWith("&a=%20+b&id=x%20y"), query);
  equal(source.url, url);
});

test(
  "resume never: the server is told nothing",
  async ({ open, route }) => {
    const seen = await requestsOf(open(route("end"), { resume: "never", lastEventId: "0" }), 2);
    equal(
      seen.map(({ lastEventId, query }) => [lastEventId, query.includes("lastEventId")]),
      [
        [null, false],
        [null, false],
      ],
    );
  },
  overFetch,
);

test("Last-Event-ID is sent when the connection comes back, and not before", async ({ open, route }) => {
  const seen = await requestsOf(open(route("end", { retry: 1 })), 3);
  equal(
    seen.map(({ lastEventId }) => lastEventId),
    [null, "1", "2"],
  );
});

test(
  "headers of one's own may say another Last-Event-ID",
  async ({ open, route }) => {
    const source = open(route("ok"), { lastEventId: "a", headers: { "last-event-id": "b" } });
    equal((await request(source)).lastEventId, "b");
  },
  overFetch,
);
