// The page's life as a browser lives it: left and come back to, offline and online, behind another tab. What the library
// makes of it is tested in tests/life too, by events that a script sends.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { buildFaults } from "../../scripts/build/faults.mjs";
import { dist } from "../../scripts/lib/paths.mjs";
import { startFaults } from "../../scripts/test/faults.mjs";
import { launch } from "../browsers/index.mjs";

const noTabs = "its windows do not hide each other";
const noNetwork = "its driver cannot take the network away";
const noFreezing = "its driver cannot freeze a page";

/** Serves the npm package's module, and two pages. */
function startSite() {
  const server = createServer((request, response) => {
    if (request.url === "/index.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(readFileSync(join(dist, "index.js")));
    } else {
      response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>${request.url}</title>`);
    }
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

describe(`the page's life in ${process.env.BROWSER}`, () => {
  let browser, user, site, faults, page;
  before(async () => {
    await buildFaults();
    faults = await startFaults();
    site = await startSite();
    browser = await launch(process.env.BROWSER);
    user = await browser.newUser();
  });
  afterEach(() => page?.close());
  after(async () => {
    await browser?.close();
    site?.server.closeAllConnections();
    site?.server.close();
    await faults?.kill();
  });

  const control = async (path, init) => {
    const answer = await fetch(`${faults.urls.control}/control/${path}`, init);
    assert.equal(answer.status, 200, path);
    return answer.json();
  };

  /** Opens a page with a connection to `/fault/ok`, and waits for its first event; gives the connection's key. */
  const connect = async (transport, query = "") => {
    const key = `${transport}-${Math.random()}`;
    page = await user.open(`${site.url}/`);
    await page.evaluate(
      async (url, transport) => {
        const { EventSource } = await import("/index.js");
        const seen = (globalThis.seen = []);
        addEventListener("pageshow", ({ persisted }) => seen.push(`pageshow ${persisted}`));
        const source = (globalThis.source = new EventSource(url, { transport }));
        source.addEventListener("statechange", () => seen.push(`${source.state.status} ${source.state.cause ?? ""}`));
        source.addEventListener("attempt", ({ data }) => {
          const { attempt, lastEventId } = JSON.parse(data);
          seen.push(`attempt ${attempt} after ${lastEventId}`);
        });
        source.addEventListener("message", ({ data }) => seen.push(data));
      },
      `${faults.urls.server}/fault/ok?key=${key}${query}`,
      transport,
    );
    await sees("attempt 1 after null");
    return key;
  };

  const attempts = async (key) => (await control(`log?key=${key}`)).filter(({ attempt }) => attempt !== null);

  const sees = (what) =>
    page.waitFor((what) => globalThis.seen.includes(what), { arguments: [what], message: `the page sees "${what}"` });

  /** What a browser cannot be made to do. */
  const unless = (browsers, reason) => ({ skip: !browsers.includes(process.env.BROWSER) && reason });

  for (const transport of ["native", "fetch"]) {
    // Over the browser's own class a new object begins without an id.
    const resumed = `attempt 2 after ${transport === "fetch" ? 1 : null}`;

    test(`a page that is left lets go, and has its connection again when it is back: ${transport}`, async () => {
      const key = await connect(transport);
      await page.visit(`${site.url}/other`);
      const [left] = await control(`wait-closed?key=${key}`);
      assert.equal(left.closed, "client");
      await page.back();
      // Firefox keeps no page that has a connection: this is another one, of the same address.
      const kept = process.env.BROWSER !== "firefox";
      assert.equal(await page.evaluate(() => globalThis.seen?.includes("pageshow true") ?? false), kept);
      if (!kept) return;
      await sees(resumed);
      assert.equal(await control(`open?key=${key}`), 1);
      assert.equal((await attempts(key)).length, 2);
    });

    test(`a page behind another keeps its stream: ${transport}`, unless(["chromium", "firefox"], noTabs), async () => {
      const key = await connect(transport);
      const other = await user.open(`${site.url}/other`);
      assert.equal(await page.evaluate(() => document.visibilityState), "hidden");
      await control(`send?key=${key}`, { method: "POST", body: "data: behind\n\n" });
      await sees("behind");
      await other.close();
      await page.waitFor(() => document.visibilityState === "visible", { message: "the page is seen again" });
      await control(`send?key=${key}`, { method: "POST", body: "data: in front\n\n" });
      await sees("in front");
      assert.deepEqual(await page.evaluate(() => seen.filter((what) => /^(waiting|connecting)/.test(what))), []);
      assert.equal((await attempts(key)).length, 1);
    });

    test(`what is lost offline is back online: ${transport}`, unless(["chromium", "firefox"], noNetwork), async () => {
      // The class's own wait, where it waits by itself, is left to it: 3 s in Chromium. Ours would not be seen to end.
      const key = await connect(transport, transport === "fetch" ? "&retry=3600000" : "");
      await page.offline(true);
      await control(`drop?key=${key}`);
      await page.waitFor(() => globalThis.source.state.status === "waiting", { message: "the page waits" });
      await page.offline(false);
      await page.waitFor(() => globalThis.source.state.status === "open", { message: "the page is connected" });
      const last = (await attempts(key)).at(-1);
      if (transport === "fetch") assert.equal(last.headers["last-event-id"], "1");
    });

    test(`a page that thaws has its connection again: ${transport}`, unless(["chromium"], noFreezing), async () => {
      const key = await connect(transport);
      await page.freeze(true);
      await control(`drop?key=${key}`);
      await control(`wait-closed?key=${key}`);
      await page.freeze(false);
      await page.waitFor(() => globalThis.seen.some((what) => /^attempt 2/.test(what)), { message: "it is back" });
    });
  }
});
