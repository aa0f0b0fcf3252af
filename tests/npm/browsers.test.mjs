// The npm package in a browser: the suite in a window, a dedicated worker and a shared worker, over both transports.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startFaults, throughFaults } from "../../scripts/test/faults.mjs";
import { launch } from "../browsers/index.mjs";
import { report } from "./report.mjs";
import { startSite } from "./site.mjs";

const engine = process.env.BROWSER;
const filter = process.env.FILTER;

describe(`the npm package in ${engine}`, { concurrency: true }, () => {
  let browser, faults, site;
  before(async () => {
    site = await startSite();
    faults = await startFaults();
    browser = await launch(engine);
  });
  after(async () => {
    await browser?.close();
    await faults?.kill();
    site?.stop();
  });

  for (const scope of (process.env.SCOPES ?? "window,dedicated worker,shared worker").split(",")) {
    test(scope, async (t) => {
      const user = await browser.newUser();
      const given = { engine, scope, urls: faults.urls, transports: ["native", "fetch"], filter };
      const query = encodeURIComponent(JSON.stringify(given));
      const url = await throughFaults(faults, `${site.url}/tests/npm/page.html`);
      const page = await user.open(`${url}?${query}`);
      await page.waitFor(() => globalThis.results || globalThis.failure, {
        timeout: 240_000,
        message: "the suite is done",
      });
      const failure = await page.evaluate(() => globalThis.failure);
      assert.equal(failure ?? undefined, undefined);
      await report(t, JSON.parse(await page.evaluate(() => JSON.stringify(globalThis.results))));
      await page.close();
    });
  }
});
