// The guides: what comes of following them to the letter.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { guides, serverOfGuide } from "../../scripts/build/guides.mjs";
import { startProgram } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";

describe(`the guides in ${process.env.BROWSER}`, () => {
  let browser;
  before(async () => {
    browser = await launch(process.env.BROWSER);
  });
  after(() => browser?.close());

  const start = (name, port = 0) => {
    const { program, args } = serverOfGuide(name, port);
    return startProgram(program, [...args, "--retry", "100"]);
  };
  const shows = (page, pattern) =>
    page.waitFor((pattern) => new RegExp(pattern).test(document.body.innerText), {
      arguments: [pattern.source],
      message: `the page shows ${pattern}`,
    });

  for (const name of guides) {
    test(`docs/${name}.md leads to a page that counts, and comes back`, async () => {
      let server = await start(name);
      const users = [];
      try {
        for (let count = 1; count <= 2; count += 1) users.push(await browser.newUser());
        const pages = [];
        for (const user of users) pages.push(await user.open(server.url));
        for (const page of pages) await shows(page, /^2 users$/);
        await server.kill();
        for (const page of pages) await shows(page, /Reconnect now/);
        server = await start(name, new URL(server.url).port);
        for (const page of pages) await shows(page, /^2 users$/);
        const problems = (await pages[0].problems()).filter(({ kind }) => kind !== "network");
        assert.deepEqual(problems, []);
      } finally {
        await Promise.all(users.map((user) => user.close()));
        await server.kill();
      }
    });
  }
});
