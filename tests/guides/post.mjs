// What the code of docs/post.md does.

import assert from "node:assert/strict";
import { until } from "../browsers/wait.mjs";
import { stream } from "./site.mjs";

const token = (data) => `event: token\ndata: ${JSON.stringify(data)}\n\n`;

export const routes = {
  "/token": (_, response, count) => response.end(`t${count}`),
  "/questions": (_, response, count) => {
    stream(response, `id: ${count}\nevent: answer\ndata: "Answer ${count}"\n\n`);
    if (count === 1) response.end();
  },
  "/private": (request, response) => {
    if (request.headers.authorization === "Bearer t2") stream(response, "data: secret\n\n");
    else response.writeHead(401).end();
  },
  "/chat": (_, response) => stream(response, `${token("Be")}${token("cause")}event: done\ndata: {"tokens":2}\n\n`),
  "/v1/completions": (_, response) => {
    stream(response, 'data: {"choices":[{"delta":{"content":"Because"}}]}\n\ndata: [DONE]\n\n');
  },
  "/endless": (_, response) => stream(response, token("and")),
  "/questions/empty": (_, response) => {
    response.writeHead(422, { "Content-Type": "application/json" }).end('{"problem":"no question"}');
  },
};

const isLeft = (asked, path) => until(() => !asked(path)[0].isOpen, { message: "the connection is closed" });

export default {
  "A token that is fresh for each attempt": async ({ run, asked }) => {
    const page = await run();
    await page.logged("Answer 1", "Answer 2");
    const questions = asked("/questions").map(({ method, headers, body }) => ({
      method,
      authorization: headers.authorization,
      id: headers["last-event-id"],
      ...JSON.parse(body),
    }));
    assert.deepEqual(questions, [
      { method: "POST", authorization: "Bearer t1", id: undefined, question: "Why?", attempt: 0, after: "" },
      { method: "POST", authorization: "Bearer t2", id: "1", question: "Why?", attempt: 1, after: "1" },
    ]);
  },

  "When the token is refused": async ({ run, asked }) => {
    const page = await run();
    await page.logged(/401/, "secret");
    assert.equal(asked("/private").length, 2);
  },

  "An answer in pieces": async ({ run, asked }) => {
    const page = await run();
    await page.logged("Be", "Because", "2");
    await isLeft(asked, "/chat");
    assert.deepEqual(
      asked("/chat").map(({ body }) => body),
      ["Why?"],
    );
  },

  "Data that is not JSON": async ({ run, asked }) => {
    const page = await run();
    await page.logged("Because");
    await isLeft(asked, "/v1/completions");
    assert.deepEqual(await page.evaluate(() => globalThis.lines), ["Because"]);
  },

  Stop: async ({ run, asked }) => {
    const page = await run({ html: "<button>Stop</button>" });
    await page.logged("and");
    await page.evaluate(() => document.querySelector("button").click());
    await page.logged("and", "aborted 2");
    await isLeft(asked, "/endless");
  },

  "What went wrong": async ({ run }) => {
    const page = await run();
    await page.logged('http 422 application/json {"problem":"no question"} false');
  },
};
