// When a connection comes back, and when not.

import { equal, ok } from "./assert.mjs";
import { Seen, answering, next, nextError, overFetch, settled, test } from "./harness.mjs";

test(
  "by default statuses that may pass are tried again, and others are final",
  async ({ open, route, key }) => {
    for (const [status, willRetry] of [
      [408, true],
      [425, true],
      [429, true],
      [500, true],
      [502, true],
      [503, true],
      [204, false],
      [400, false],
      [401, false],
      [403, false],
      [404, false],
      [410, false],
    ]) {
      const source = open(route(`status/${status}`, { times: 1, key: `${key}-${status}` }));
      const { kind, status: got, willRetry: will, attempt } = await nextError(source);
      equal([kind, got, will, attempt], ["http", status, willRetry, willRetry ? 1 : undefined]);
      if (willRetry) await next(source, "attempt");
      equal(source.readyState, willRetry ? 1 : 2);
      source.close();
    }
  },
  overFetch,
);

test(
  "by the standard every status other than 200 is final",
  async ({ open, route, isNative }) => {
    for (const status of [201, 204, 400, 404, 429, 500, 503]) {
      const source = open(route(`status/${status}`));
      const { kind, willRetry } = await nextError(source);
      equal([kind, willRetry, source.readyState], [isNative ? "network" : "http", false, 2], status);
    }
  },
  { retries: ["standard"] },
);

test(
  "a connection that is reset, or gets no answer, is made anew",
  async ({ open, route, isNative, key }) => {
    for (const path of ["reset-after-head", "cut/event"]) {
      const source = open(route(path, { times: 1, retry: 1, key: `${key}-${path}` }));
      const error = await nextError(source);
      equal([error.kind, error.willRetry, error.status], ["network", true, undefined]);
      await next(source, "attempt");
      source.close();
    }
    if (isNative) return;
    const source = open(route("reset"));
    equal((await nextError(source)).kind, "network");
  },
  { retries: ["default", "standard"] },
);

test(
  "maxRetries: so many attempts follow the first, and the last failure is the end",
  async ({ open, route, requests }) => {
    const source = open(route("status/503"), { retry: { min: 1, maxRetries: 2 } });
    const seen = new Seen();
    source.onerror = ({ error }) => seen.push([error.willRetry, error.attempt]);
    await seen.equal([
      [true, 1],
      [true, 2],
      [false, undefined],
    ]);
    await settled();
    equal([source.state, (await requests()).length], [{ status: "closed", cause: "http" }, 3]);
  },
  overFetch,
);

test(
  "maxRetries counts over the browser's own class too, where that gives up",
  async ({ open, route }) => {
    const source = open(route("status/503"), { retry: { min: 1, maxRetries: 2 } });
    const seen = new Seen();
    source.onerror = ({ error }) => seen.push([error.willRetry, error.attempt, source.state.cause]);
    await seen.equal([
      [true, 1, "browser"],
      [true, 2, "browser"],
      [false, undefined, "browser"],
    ]);
  },
  { transports: ["native"] },
);

test(
  "maxElapsed: no attempt is made after this long",
  async ({ open, route }) => {
    const none = open(route("status/503"), { retry: { min: 50, maxElapsed: 0 } });
    const { willRetry } = await nextError(none);
    equal([willRetry, none.readyState], [false, 2]);
    const some = open(route("status/503"), { retry: { min: 1, max: 20, maxElapsed: 200 } });
    const begin = performance.now();
    let attempts = 0;
    await new Promise((done) => {
      some.onerror = ({ error }) => {
        attempts += 1;
        if (!error.willRetry) done();
      };
    });
    ok(attempts > 1, "it was tried again");
    ok(performance.now() - begin > 100, "for a while");
  },
  overFetch,
);

test(
  "waits grow from min to max, and begin anew after a connection that was good",
  async ({ open, route }) => {
    const retry = { min: 8, max: 40 };
    const source = open(route("status/503", { times: 6 }), { retry });
    const delays = [];
    source.onerror = ({ error }) => delays.push(error.delay);
    await next(source, "attempt");
    equal(delays.length, 6);
    ok(
      delays.every((delay) => delay <= 40),
      `none is longer than max: ${delays}`,
    );
    ok(delays[5] > 8, `they grow: ${delays}`);
  },
  overFetch,
);

test(
  "the first wait by default is 0.5 to 1.5 s",
  async ({ open, route }) => {
    const source = open(route("status/503"), { retry: undefined });
    const { delay } = await nextError(source);
    ok(delay >= 500 && delay <= 1500, `${delay} ms`);
  },
  overFetch,
);

test(
  "Retry-After is the least, in seconds or as a date",
  async ({ open, route }) => {
    for (const query of [{ "retry-after": 3600 }, { "retry-after-date": 3600 }]) {
      const source = open(route("status/503", query));
      const { delay, willRetry } = await nextError(source);
      source.close();
      ok(willRetry && delay > 3_590_000 && delay < 3_700_000 + 3_600_000, `${delay} ms`);
    }
  },
  overFetch,
);

test(
  "retry: of the server is the least, and one that no timer can count is waited for",
  async ({ open, route }) => {
    for (const value of ["5000", "99999999999"]) {
      const source = open(route("retry", { value }));
      const { delay } = await nextError(source);
      source.close();
      ok(delay >= Number(value), `${delay} ms`);
    }
    const waiting = open(route("retry", { value: 2 ** 31 }));
    await nextError(waiting);
    await settled();
    equal(waiting.state.status, "waiting");
  },
  overFetch,
);

test(
  "decide() is told all of a failure, and what it says is done",
  async ({ open, route, requests }) => {
    const told = [];
    const decide = (info) => {
      told.push(info);
      return told.length === 1 ? 5 : undefined;
    };
    const source = open(route("status/503", { times: 2, "retry-after": 0 }), { retry: { min: 1, decide } });
    const seen = new Seen();
    source.onerror = ({ error }) => seen.push(error.delay);
    await next(source, "attempt");
    const [first, second] = told;
    const { elapsed, delay, ...info } = first;
    equal(info, { attempt: 1, cause: "http", status: 503, previous: undefined, retryAfter: 0, willRetry: true });
    equal(second.previous, { cause: "http", status: 503 });
    ok(elapsed === 0 && delay >= 0, "times in milliseconds");
    equal([second.attempt, second.elapsed >= 5, seen.items[0]], [2, true, 5]);
    equal((await requests()).length, 3);
  },
  overFetch,
);

test(
  "decide() makes final what is not, and the other way round",
  async ({ open, route, key }) => {
    const final = open(route("status/503", { key: `${key}-final` }), { retry: { decide: () => false } });
    equal([(await nextError(final)).willRetry, final.readyState], [false, 2]);
    const causes = [];
    const decide = ({ cause, willRetry }) => {
      causes.push([cause, willRetry]);
      return 1;
    };
    const source = open(route("status/404", { times: 2 }), { retry: { decide } });
    await next(source, "attempt");
    equal(causes, [
      ["http", false],
      ["http", false],
    ]);
  },
  overFetch,
);

test(
  "decide() has the last word where the browser's own class gives up",
  async ({ open, route }) => {
    const told = [];
    const decide = ({ cause, status, attempt }) => {
      told.push({ cause, status, attempt });
      return told.length < 3 && 1;
    };
    const source = open(route("status/404"), { retry: { decide } });
    await new Promise((done) => (source.onerror = ({ error }) => error.willRetry || done()));
    equal(
      told,
      [1, 2, 3].map((attempt) => ({ cause: "browser", status: 0, attempt })),
    );
  },
  { transports: ["native"] },
);

test(
  "decide() that throws is reported, and the policy decides",
  async ({ open, route, reports }) => {
    const reported = new Seen();
    reports(reported);
    const decide = () => {
      throw new Error("of decide");
    };
    const source = open(route("status/503", { times: 1 }), { retry: { min: 1, decide } });
    await next(source, "attempt");
    equal((await reported.reach(1)).map(String), ["Error: of decide"]);
  },
  overFetch,
);

test(
  "decide() may close, reconnect, and look at the source",
  async ({ open, route, requests, key }) => {
    const seen = [];
    const closing = open(route("status/503"), {
      retry: {
        decide() {
          seen.push(closing.readyState, closing.lastEventId, closing.state.status);
          closing.close();
          return 1;
        },
      },
    });
    await new Promise((done) => {
      closing.addEventListener("statechange", () => closing.readyState === 2 && done());
    });
    equal(seen, [0, "", "connecting"]);
    await settled();
    equal([closing.state, (await requests()).length], [{ status: "closed", cause: "requested" }, 1]);
    const source = open(route("status/503", { times: 1, key: `${key}-again` }), {
      retry: {
        decide() {
          source.reconnect();
          return false;
        },
      },
    });
    // What was decided stands: it is closed.
    await nextError(source);
    await settled();
    equal(source.readyState, 2);
  },
  overFetch,
);

test(
  "decide() sees the last event id as of the failure",
  async ({ open, route }) => {
    const seen = new Seen();
    const source = open(route("end"), {
      retry: {
        decide() {
          seen.push(source.lastEventId);
          return false;
        },
      },
    });
    await seen.equal(["1"]);
  },
  overFetch,
);

test(
  "a stream that ends before any event does not make the waits begin anew",
  async ({ open }) => {
    const server = answering();
    const fetch = async (...request) => {
      const answer = await server.fetch(...request);
      server.finish();
      return answer;
    };
    const source = open("http://localhost/", { fetch, retry: { min: 1, maxRetries: 3 } });
    const attempts = [];
    await new Promise((done) => {
      source.onerror = ({ error }) => {
        attempts.push(error.attempt);
        if (!error.willRetry) done();
      };
    });
    equal(attempts, [1, 2, 3, undefined]);
  },
  overFetch,
);
