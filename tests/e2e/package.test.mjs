// The npm package in a page: what its class does, with nothing but the built module and a server of streams.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dist } from "../../scripts/lib/paths.mjs";
import { startStreams } from "../../scripts/test/streams.mjs";
import { launch } from "../browsers/index.mjs";

const strict = "default-src 'none'; connect-src *; script-src 'self'";
const policies = { "/": `${strict} 'wasm-unsafe-eval'`, "/no-wasm": strict };

/** Serves the module, and an empty page for each policy. */
function startSite() {
  const server = createServer((request, response) => {
    if (request.url === "/index.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(readFileSync(join(dist, "index.js")));
    } else {
      const policy = policies[request.url] ?? policies["/"];
      response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": policy });
      response.end("<!doctype html><title>Test</title>");
    }
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

describe(`the npm package in ${process.env.BROWSER}`, () => {
  let browser, user, page, site, streams;
  before(async () => {
    site = await startSite();
    streams = await startStreams(0);
    browser = await launch(process.env.BROWSER);
    user = await browser.newUser();
    page = await user.open(`${site.url}/`);
  });
  after(async () => {
    await browser?.close();
    streams?.stop();
    site?.server.closeAllConnections();
    site?.server.close();
  });

  const stream = (body, type = "text/event-stream") => `${streams.url}/?${new URLSearchParams({ type, body })}`;

  test("on() gets JSON decoded, listeners of the EventTarget get the text", async () => {
    const seen = await page.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url);
      const seen = [source.readyState];
      source.on("count", ({ type, data, lastEventId }) => seen.push({ type, data, lastEventId }));
      source.addEventListener("open", () => seen.push(source.readyState));
      source.addEventListener("count", (event) => {
        seen.push([
          event instanceof MessageEvent,
          event.data,
          event.lastEventId,
          event.origin,
          event.target === source,
        ]);
      });
      await new Promise((done) => (source.onmessage = (event) => done(seen.push(event.data))));
      source.close();
      seen.push(source.readyState);
      return seen;
    }, stream("event: count\nid: 7\ndata: [3]\n\ndata: text\n\n"));
    assert.deepEqual(seen, [
      0,
      1,
      { type: "count", data: [3], lastEventId: "7" },
      [true, "[3]", "7", streams.url, true],
      "text",
      2,
    ]);
  });

  test("a subscription ends, and after close() nobody is called", async () => {
    const seen = await page.evaluate(
      async ([url, other]) => {
        const { EventSource } = await import("/index.js");
        const source = new EventSource(url);
        const seen = [];
        const off = source.on("count", ({ data }) => {
          seen.push(`first ${data}`);
          off();
        });
        source.on("count", ({ data }) => {
          seen.push(`second ${data}`);
          if (data === 2) source.close();
        });
        source.on("count", ({ data }) => seen.push(`third ${data}`));
        // Another connection that comes and goes twice: after all that the first could have brought.
        const later = new EventSource(other);
        for (let round = 0; round < 2; round += 1) {
          await new Promise((done) => later.addEventListener("message", done, { once: true }));
        }
        later.close();
        return seen;
      },
      [
        stream("event: count\ndata: 1\n\nevent: count\ndata: 2\n\nevent: count\ndata: 3\n\n"),
        stream("retry: 500\ndata: x\n\n"),
      ],
    );
    assert.deepEqual(seen, ["first 1", "second 1", "third 1", "second 2"]);
  });

  test("a lost connection, and an event that the server names error, are told apart", async () => {
    const seen = await page.evaluate(async (url) => {
      const { EventSource, EventSourceError } = await import("/index.js");
      const source = new EventSource(url);
      const seen = [];
      await new Promise((done) => {
        source.onerror = (event) => {
          if (event instanceof MessageEvent) return seen.push(event.data);
          const { error } = event;
          seen.push([error instanceof EventSourceError, error.kind, error.willRetry, source.readyState]);
          done();
        };
      });
      source.close();
      return seen;
    }, stream("event: error\ndata: said\n\n"));
    assert.deepEqual(seen, ["said", [true, "network", true, 0]]);
  });

  test("data that is no JSON is an error of kind decode, and the next event comes", async () => {
    const seen = await page.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url);
      const seen = [];
      source.addEventListener(
        "error",
        ({ error }) => error && seen.push([error.kind, error.willRetry, source.readyState]),
      );
      await new Promise((done) => source.on("count", ({ data }) => done(seen.push(data))));
      source.close();
      return seen;
    }, stream("event: count\ndata: many\n\nevent: count\ndata: 2\n\n"));
    assert.deepEqual(seen, [["decode", false, 1], 2]);
  });

  test("a listener that throws stops nothing and is reported", async () => {
    const seen = await page.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url);
      const seen = [];
      addEventListener(
        "error",
        (event) => {
          // Its message is kept from a script that the driver brought.
          seen.push("reported");
          event.preventDefault();
        },
        { once: true },
      );
      source.on("count", () => {
        throw new Error("on purpose");
      });
      await new Promise((done) => source.on("count", ({ data }) => done(seen.push(data))));
      source.close();
      return seen;
    }, stream("event: count\ndata: 1\n\n"));
    assert.deepEqual(seen, ["reported", 1]);
  });

  test("an answer that is no event stream closes for good, and over fetch it is told why", async () => {
    const seen = await page.evaluate(
      async (url) => {
        const { EventSource } = await import("/index.js");
        const failure = async (options) => {
          const source = new EventSource(url, options);
          const { error } = await new Promise((done) => source.addEventListener("error", done));
          return [error.kind, error.willRetry, error.headers?.get("content-type"), error.body, source.readyState];
        };
        // Drivers differ in what they make of what is not defined.
        return JSON.stringify([
          await failure({ transport: "fetch" }),
          await failure({ transport: "native", retry: "standard" }),
        ]);
      },
      stream("data: 1\n\n", "text/plain"),
    );
    assert.deepEqual(JSON.parse(seen), [
      ["mime", false, "text/plain", "data: 1\n\n", 2],
      ["network", false, null, null, 2],
    ]);
  });

  test("the state tells when it comes back, and reconnect() does not wait for that", async () => {
    const seen = await page.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url, { transport: "fetch" });
      const seen = [source.state];
      await new Promise((done) => {
        source.addEventListener("statechange", () => {
          const { status, attempt, delay, until, cause } = source.state;
          const near = until === undefined ? undefined : Math.abs(Date.now() + delay - until) < 1000;
          seen.push({ status, attempt, waits: delay >= 3_600_000, near, cause });
          if (status === "waiting") {
            if (seen.length < 5) source.reconnect();
            else source.close();
          }
          if (status === "closed") done();
        });
      });
      return JSON.stringify([...seen, source.lastEventId]);
    }, stream("retry: 3600000\nid: 7\ndata: x\n\n"));
    const waiting = { status: "waiting", attempt: 1, waits: true, near: true, cause: "ended" };
    assert.deepEqual(JSON.parse(seen), [
      { status: "connecting", attempt: 0 },
      { status: "open", waits: false },
      waiting,
      { status: "connecting", attempt: 1, waits: false },
      { status: "open", waits: false },
      waiting,
      { status: "closed", waits: false, cause: "requested" },
      "7",
    ]);
  });

  test("a URL that makes no sense throws as the browser's class does", async () => {
    const seen = await page.evaluate(async () => {
      const { EventSource } = await import("/index.js");
      const thrown = (run) => {
        try {
          run();
        } catch (error) {
          return [error instanceof DOMException, error.name, error.message.includes("http://[")];
        }
      };
      return [thrown(() => new EventSource("http://[")), new EventSource("some/path").url];
    });
    assert.deepEqual(seen, [[true, "SyntaxError", true], `${site.url}/some/path`]);
  });

  test("a policy that forbids WebAssembly is an error that says what to add to it", async () => {
    const forbidding = await user.open(`${site.url}/no-wasm`);
    const [kind, willRetry, message, readyState] = await forbidding.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url);
      const { error } = await new Promise((done) => source.addEventListener("error", done));
      return [error.kind, error.willRetry, error.message, source.readyState];
    }, stream("data: 1\n\n"));
    assert.deepEqual([kind, willRetry, readyState], ["wasm", false, 2]);
    assert.match(message, /'wasm-unsafe-eval' to its script-src/);
    await forbidding.close();
  });
});
