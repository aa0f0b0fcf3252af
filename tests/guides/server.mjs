// What the code of docs/server.md does.

import assert from "node:assert/strict";
import { EventSource } from "../../dist/index.js";

export default {
  "One that does it": async ({ runInNode }) => {
    const program = runInNode();
    await program.logged(/^listening on \d+$/);
    const url = `http://localhost:${program.lines()[0].split(" ").at(-1)}/`;
    const read = async (lastEventId, count) => {
      const source = new EventSource(url, { transport: "fetch", lastEventId });
      const lines = [];
      for await (const { data } of source.events("line")) if (lines.push(data) === count) break;
      return lines;
    };
    assert.deepEqual(await read("", 3), ["one", "two", "three"]);
    assert.deepEqual(await read("2", 1), ["three"]);
    const { headers, body } = await fetch(url);
    await body.cancel();
    assert.equal(headers.get("content-type"), "text/event-stream");
    assert.equal(headers.get("x-accel-buffering"), "no");
  },
};
