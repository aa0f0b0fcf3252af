// What the code of docs/workers.md does.

import assert from "node:assert/strict";
import { stream } from "./site.mjs";

const responses = new Set();

export const routes = {
  "/users/count": (_, response, count) => {
    responses.add(response);
    stream(response, `event: userCount\ndata: ${count}\n\n`);
  },
  "/news": (_, response) => {
    stream(response, 'event: news\ndata: "It rains"\n\nevent: news\ndata: "It pours"\n\nevent: done\ndata: null\n\n');
  },
};

export default {
  "page.ts": async ({ run }) => {
    const page = await run();
    await page.logged("1");
  },

  "tab.ts": async ({ run, asked }) => {
    responses.clear();
    const [first, second] = [await run(), await run()];
    await first.logged("1");
    await second.logged("1");
    for (const response of responses) response.write("event: userCount\ndata: 2\n\n");
    await first.logged("1", "2");
    await second.logged("1", "2");
    assert.equal(asked("/users/count").length, 1);
  },

  "reader.ts": async ({ run }) => {
    const page = await run();
    await page.logged("It rains", "It pours");
  },

  "slim-page.ts": async ({ run, asked }) => {
    const page = await run();
    await page.waitFor(() => globalThis.lines.length === 2, { message: "both have the count" });
    const lines = await page.evaluate(() => globalThis.lines.map((line) => line.split(" ")[0]).sort());
    assert.deepEqual(lines, ["page", "worker"]);
    assert.equal(asked("/workers/eventsource-wasm/eventsource_wasm.wasm").length, 1);
  },
};
