// What the code of docs/drop-in.md does.

import assert from "node:assert/strict";
import { until } from "../browsers/wait.mjs";
import { stream } from "./site.mjs";

export const routes = {
  "/users/count": (_, response) => {
    stream(response, "event: userCount\nid: 7\ndata: 12\n\ndata: hello\n\n");
    setTimeout(() => response.end(), 100);
  },
  "/closed-today": (_, response) => response.writeHead(503).end(),
  "/chat": (_, response) => {
    stream(response, 'event: token\ndata: "Because"\n\n');
    response.end();
  },
  "/news": (_, response, count) => {
    stream(response, `id: ${count}&\ndata: number ${count}\n\n`);
    if (count === 1) response.end();
  },
};

export default {
  "Moving here from another EventSource": async ({ run }) => {
    const page = await run();
    await page.logged("open: true", "2 7", "hello", "error: 0");
  },

  "everywhere.ts": async ({ run }) => {
    const page = await run();
    const is = () => globalThis.EventSource?.prototype.reconnect !== undefined;
    await page.waitFor(is, { message: "the global class is ours" });
  },

  "What is different": async ({ run }) => {
    const page = await run();
    await page.logged("closed for good: true");
  },

  "Two contracts for listeners": async ({ run }) => {
    const page = await run();
    await page.waitFor(() => globalThis.lines.filter((line) => line.endsWith("2 is done")).length === 2);
    const lines = await page.evaluate(() => globalThis.lines);
    const of = (listener) => lines.filter((line) => line.startsWith(`${listener}:`)).map((line) => line.split(": ")[1]);
    assert.deepEqual(of("addEventListener"), ["1 begins", "1 is done", "2 begins", "2 is done"]);
    assert.deepEqual(of("on"), ["1 begins", "2 begins", "1 is done", "2 is done"]);
  },

  "From `@microsoft/fetch-event-source`": async ({ run, asked }) => {
    const page = await run();
    await page.logged("Because", "the server ended the stream");
    const [{ method, headers, body }, ...others] = asked("/chat");
    assert.deepEqual(
      [method, headers["content-type"], JSON.parse(body)],
      ["POST", "application/json", { question: "Why?" }],
    );
    assert.deepEqual(others, []);
  },

  "From `reconnecting-eventsource`": async ({ run, asked }) => {
    const page = await run();
    await page.logged("number 1", "number 2");
    await until(() => asked("/news").length === 2);
    assert.deepEqual(
      asked("/news").map(({ url }) => url),
      ["/news", "/news?lastEventId=1%26"],
    );
  },
};
