// The npm package in a page with a Content Security Policy, as the one built module. What its class does is in tests/npm.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dist } from "../../scripts/lib/paths.mjs";
import { startStreams } from "../../scripts/test/streams.mjs";
import { launch } from "../browsers/index.mjs";

const strict = "default-src 'none'; connect-src *; script-src 'self'";
const policies = { "/wasm": `${strict} 'wasm-unsafe-eval'`, "/no-wasm": strict };

/** Serves the module, and an empty page for each policy. */
function startSite() {
  const server = createServer((request, response) => {
    const policy = policies[request.url];
    if (policy) {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": policy });
      response.end("<!doctype html><title>Test</title>");
    } else if (request.url === "/index.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(readFileSync(join(dist, "index.js")));
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

describe(`the npm package under a policy in ${process.env.BROWSER}`, () => {
  let browser, user, site, streams;
  before(async () => {
    site = await startSite();
    streams = await startStreams(0);
    browser = await launch(process.env.BROWSER);
    user = await browser.newUser();
  });
  after(async () => {
    await browser?.close();
    streams?.stop();
    site?.server.closeAllConnections();
    site?.server.close();
  });

  /** What a page with this policy gets of a stream with one event, first: its data, or the error. */
  async function first(path) {
    const page = await user.open(site.url + path);
    const stream = new URLSearchParams({ type: "text/event-stream", body: "data: 1\n\n" });
    const seen = await page.evaluate(async (url) => {
      const { EventSource } = await import("/index.js");
      const source = new EventSource(url);
      return new Promise((done) => {
        source.on("message", ({ data }) => {
          source.close();
          done({ data });
        });
        source.addEventListener("error", ({ error: { kind, willRetry, message } }) =>
          done({ kind, willRetry, message, readyState: source.readyState }),
        );
      });
    }, `${streams.url}/?${stream}`);
    await page.close();
    return seen;
  }

  test("a policy that forbids all but scripts of the site's own, and WebAssembly, is enough", async () => {
    assert.deepEqual(await first("/wasm"), { data: 1 });
  });

  test("a policy that forbids WebAssembly is an error that says what to add to it", async () => {
    const { message, ...error } = await first("/no-wasm");
    assert.deepEqual(error, { kind: "wasm", willRetry: false, readyState: 2 });
    assert.match(message, /'wasm-unsafe-eval' to its script-src/);
  });
});
