// What the code of docs/coming-back.md does.

import assert from "node:assert/strict";
import { stream } from "./site.mjs";

export const routes = {
  "/users/count": (_, response, count) => {
    stream(response, "retry: 60000\n\n");
    if (count === 1) setTimeout(() => response.end(), 100);
  },
  "/often-away": (_, response) => response.writeHead(503).end(),
  "/being-deployed": (_, response, count) => {
    if (count === 1) response.writeHead(404).end();
    else if (count === 2) {
      stream(response, "data: deployed\n\n");
      response.end();
    } else response.writeHead(200, { "Content-Type": "text/html" }).end("Log in");
  },
  "/log": (request, response) => {
    const next = Number(request.headers["last-event-id"] ?? 0) + 1;
    stream(response, `event: line\nid: ${next}\ndata: "line ${next}"\n\n`);
  },
  "/falls-silent": (_, response, count) => {
    stream(response, `data: connection ${count}\n\n`);
    if (count === 1) return;
    const heartbeat = setInterval(() => response.write(":\n\n"), 1000);
    response.on("close", () => clearInterval(heartbeat));
  },
};

export default {
  "Show it": async ({ run, asked }) => {
    const page = await run({ html: "<output></output><button>Now</button>" });
    const shows = (pattern) =>
      page.waitFor((pattern) => new RegExp(pattern).test(document.querySelector("output").textContent), {
        arguments: [pattern],
        message: `it shows ${pattern}`,
      });
    const waits = /Reconnecting in (\d+) s/;
    await shows(waits.source);
    const seconds = Number(waits.exec(await page.text("output"))[1]);
    assert.ok(seconds >= 55 && seconds <= 80, `${seconds} s`);
    await shows(`Reconnecting in (?!${seconds} )`);
    await page.evaluate(() => document.querySelector("button").click());
    await shows("Connected");
    assert.equal(await page.evaluate(() => document.querySelector("button").hidden), true);
    assert.equal(asked("/users/count").length, 2);
  },

  "Tune it": async ({ run, asked }) => {
    const page = await run();
    await page.logged("503 attempt 1 follows", "503 attempt 2 follows", "503 that was the last one");
    assert.equal(asked("/often-away").length, 3);
  },

  "Decide yourself": async ({ run }) => {
    const page = await run();
    await page.logged(
      "the server answered with the status: 404",
      "deployed",
      "the server ended the stream",
      "the server answered with something else than text/event-stream: text/html",
    );
  },

  "Miss nothing": async ({ run }) => {
    const page = await run();
    await page.logged("line 1");
    await page.reload();
    await page.logged("line 2");
  },

  "Dead, and nobody said so": async ({ run }) => {
    const page = await run();
    await page.logged("connection 1", "idle true", "connection 2");
  },
};
