// The page for everybody: axe-core's rules in both colour schemes and on a phone, connected and not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { startServer } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";
import { isInState, showsCount } from "./live.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that the page breaks, each with the elements that break it. */
async function violations(page) {
  await page.inject(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  });
}

for (const colorScheme of ["light", "dark"]) {
  describe(`the page in ${process.env.BROWSER}, ${colorScheme}`, () => {
    let browser, user, server, page;
    before(async () => {
      browser = await launch(process.env.BROWSER, { colorScheme });
    });
    after(() => browser?.close());
    beforeEach(async () => {
      server = await startServer(0);
      user = await browser.newUser();
      page = await user.open(server.url);
      await showsCount(page, 1);
    });
    afterEach(async () => {
      await user.close();
      await server.stop();
    });

    test("the colour scheme is the preferred one", async () => {
      const dark = await page.evaluate(() => {
        const [red, green, blue] = getComputedStyle(document.querySelector("h1"))
          .backgroundColor.match(/\d+/g)
          .map(Number);
        return red + green + blue < 3 * 128;
      });
      assert.equal(dark, colorScheme === "dark");
    });

    test("axe-core has no complaint", async () => {
      assert.deepEqual(await violations(page), []);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      assert.deepEqual(await violations(page), []);
    });

    test("nor has it on a phone, where nothing sticks out", async () => {
      await page.resize(360, 740);
      await page.waitFor(() => innerWidth === 360, { message: "the page is as wide as a phone" });
      assert.deepEqual(await violations(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    });

    test("nor has it while the connection is lost", async () => {
      await server.kill();
      await isInState(page, "reconnecting");
      assert.deepEqual(await violations(page), []);
    });
  });
}
