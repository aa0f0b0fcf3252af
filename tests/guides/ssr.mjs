// What the code of docs/ssr.md does.

import assert from "node:assert/strict";
import { until } from "../browsers/wait.mjs";
import { stream } from "./site.mjs";

export const routes = {
  "/users/count": (request, response) => {
    stream(response, "event: userCount\ndata: 1\n\nevent: userCount\ndata: 2\n\n");
    if (request.headers.accept === "*/*") response.end();
  },
};

export default {
  "follow-count.ts": async ({ run, asked }) => {
    const page = await run();
    await page.evaluate(async () => {
      const { followCount } = await import("/ssr/follow-count.ts");
      const stop = followCount((count) => {
        console.log(count);
        if (count === 2) stop();
      });
    });
    await page.logged("1", "2");
    await until(() => !asked("/users/count")[0].isOpen, { message: "it is closed" });
  },

  "rendered.ts": async ({ runInNode }) => {
    const program = runInNode();
    await program.logged("<output>…</output> function");
    assert.equal(await program.ended, 0);
  },

  "too-early.ts": async ({ runInNode }) => {
    const program = runInNode();
    await program.logged(/^unsupported there is no page here .* 2$/);
    assert.equal(await program.ended, 0);
  },

  "program.ts": async ({ runInNode }) => {
    const program = runInNode();
    await program.logged("1", "2");
    assert.equal(await program.ended, 0);
  },

  "stream.ts": async ({ runInNode }) => {
    const program = runInNode();
    await program.logged("1", "2", "the server ended the stream");
    assert.equal(await program.ended, 0);
  },
};
