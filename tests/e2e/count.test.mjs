// The live user count: every browser sees how many there are, and sees it fall when one leaves.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { startServer } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";
import { isInState, showsCount } from "./live.mjs";

describe(`the live user count in ${process.env.BROWSER}`, () => {
  let browser, server, pages, users;
  before(async () => {
    browser = await launch(process.env.BROWSER);
  });
  after(() => browser?.close());
  beforeEach(async () => {
    [pages, users] = [[], []];
    server = await startServer(0);
  });
  afterEach(async () => {
    await Promise.all(users.map((user) => user.close()));
    await server.stop();
  });

  const newUser = async () => {
    const user = await browser.newUser();
    users.push(user);
    return user;
  };
  const open = async (user) => {
    const page = await user.open(server.url);
    pages.push(page);
    return page;
  };
  const allShow = (count) => Promise.all(pages.map((page) => showsCount(page, count)));
  const close = (page) => {
    pages.splice(pages.indexOf(page), 1);
    return page.close();
  };
  const noProblems = async () => {
    for (const page of pages) assert.deepEqual(await page.problems(), []);
  };

  test("one, two and five browsers see how many they are, and the others see who leaves", async () => {
    for (const count of [1, 2, 3, 4, 5]) {
      await open(await newUser());
      await allShow(count);
    }
    await close(pages[1]);
    await allShow(4);
    await close(pages[0]);
    await close(pages[0]);
    await allShow(2);
    await noProblems();
  });

  test("several tabs of one browser are one user, until the last is closed", async () => {
    const [tabs, other] = [await newUser(), await newUser()];
    const watcher = await open(other);
    const [first, second, third] = [await open(tabs), await open(tabs), await open(tabs)];
    await allShow(2);
    const connections = (count) =>
      watcher.waitFor((count) => document.querySelector("#stats").textContent.includes(`${count} open tab`), {
        arguments: [count],
        message: `the page says that there are ${count} open tabs`,
      });
    await connections(4);
    await close(second);
    await connections(3);
    await close(first);
    await connections(2);
    await allShow(2);
    await close(third);
    await connections(1);
    await allShow(1);
    await noProblems();
  });

  test("a page that is loaded again is the same user", async () => {
    await open(await newUser());
    await open(await newUser());
    await allShow(2);
    for (let times = 0; times < 3; times += 1) await pages[0].reload();
    await allShow(2);
    // The connections of the pages that went may still be on their way out.
    await pages[1].waitFor(
      () => /^2 people with 2 open tabs, never more than 2 at once/.test(document.querySelector("#stats").textContent),
      { message: "the page says that there are 2 open tabs, and were never more than 2 people" },
    );
    await noProblems();
  });

  for (const [how, end] of [
    ["is killed", () => server.kill()],
    ["ends its streams and stops", () => server.stop()],
  ]) {
    test(`the server ${how} and comes back: the page says so, and counts again without a reload`, async () => {
      const [one, other] = [await newUser(), await newUser()];
      await open(one);
      await open(one);
      await open(other);
      await allShow(2);
      for (const page of pages) await page.evaluate(() => void (globalThis.sameDocument = true));

      await end();
      await Promise.all(pages.map((page) => isInState(page, "reconnecting")));
      for (const page of pages) {
        await page.waitFor(() => /^reconnecting in \d+ s$/.test(document.querySelector("#state").textContent), {
          message: "the page says in how many seconds it reconnects",
        });
      }

      server = await startServer(new URL(server.url).port);
      // One reader does not wait for that.
      await pages[0].evaluate(() => document.querySelector("#reconnect").click());
      await allShow(2);
      for (const page of pages) {
        assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
        // The browser itself reports the lost connection.
        assert.deepEqual(
          (await page.problems()).filter(({ kind }) => kind !== "network"),
          [],
        );
      }
    });
  }
});
