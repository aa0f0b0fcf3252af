// The examples, built as the README says, and used.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { hasServer, serverOf } from "../../scripts/build/examples.mjs";
import { startProgram } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";

describe(`the examples in ${process.env.BROWSER}`, () => {
  let browser, server, users;
  before(async () => {
    browser = await launch(process.env.BROWSER);
  });
  after(() => browser?.close());
  beforeEach(() => {
    users = [];
  });
  afterEach(async () => {
    await Promise.all(users.map((user) => user.close()));
    await server?.kill();
  });

  const start = async (name, port = 0) => {
    const { program, args } = serverOf(name, port);
    // Clients may come back soon.
    server = await startProgram(program, hasServer(name) ? args : [...args, "--retry", "100"]);
  };
  const open = async () => {
    const user = await browser.newUser();
    users.push(user);
    return user.open(server.url);
  };
  const shows = (page, selector, pattern) =>
    page.waitFor((selector, pattern) => new RegExp(pattern).test(document.querySelector(selector).textContent), {
      arguments: [selector, pattern.source],
      message: `${selector} shows ${pattern}`,
    });
  /** Nothing has gone wrong but what was made to: the browser itself reports a lost connection and a refusal. */
  const noProblems = async (page) =>
    assert.deepEqual(
      (await page.problems()).filter(({ kind }) => kind !== "network"),
      [],
    );

  const counts = {
    callbacks: {
      lost: { "#state": /^reconnecting in \d+ s$/, "#error": /; attempt \d+ to reconnect follows in \d+ ms$/ },
      back: { "#error": /^$/ },
    },
    "one-enum": {
      lost: { "#state": /attempt \d+ to reconnect follows in \d+ ms$|the browser is reconnecting$/ },
      back: { "#stats": /^2 tabs, never more than 2 users$/ },
    },
    yew: {
      lost: {
        "#state": /^reconnecting$/,
        "#error": /attempt \d+ to reconnect follows in \d+ ms$|the browser is reconnecting$/,
      },
      back: { "#stats": /^2 tabs, never more than 2 users$/, "#error": /^$/ },
    },
    dioxus: {
      lost: {
        "#state": /^reconnecting$/,
        "#error": /attempt \d+ to reconnect follows in \d+ ms$|the browser is reconnecting$/,
      },
      back: { "#stats": /^2 tabs, never more than 2 users$/, "#error": /^$/ },
    },
    leptos: {
      lost: { "#state": /^reconnecting in \d+ s$/, "#error": /; attempt \d+ to reconnect follows in \d+ ms$/ },
      back: { "#stats": /^2 tabs, never more than 2 users$/, "#error": /^$/ },
    },
    "leptos-ssr": {
      lost: {
        "#state": /^reconnecting$/,
        "#error": /attempt \d+ to reconnect follows in \d+ ms$|the browser is reconnecting$/,
      },
      back: { "#error": /^$/ },
    },
  };
  for (const [name, { lost, back }] of Object.entries(counts)) {
    test(`${name}: how many users there are, and how the connection is`, async () => {
      await start(name);
      const page = await open();
      await shows(page, "#users", /^1$/);
      await shows(page, "#state", /^live$/);
      const other = await open();
      for (const each of [page, other]) await shows(each, "#users", /^2$/);
      await users.pop().close();
      await shows(page, "#users", /^1$/);

      await server.kill();
      for (const [selector, pattern] of Object.entries(lost)) await shows(page, selector, pattern);
      await start(name, new URL(server.url).port);
      await shows(page, "#state", /^live$/);
      await open();
      await shows(page, "#users", /^2$/);
      for (const [selector, pattern] of Object.entries(back)) await shows(page, selector, pattern);
      await noProblems(page);
    });
  }

  // Apps with two views, one of which has a component that counts. Their state's words are those of `callbacks`.
  const components = ["yew", "dioxus", "leptos", "leptos-ssr"];
  for (const name of components) {
    test(`${name}: without its component there is no connection; it comes back, and at once where that is asked for`, async () => {
      await start(name);
      const [page, other] = [await open(), await open()];
      for (const each of [page, other]) await shows(each, "#users", /^2$/);

      const click = (selector) => page.evaluate((selector) => document.querySelector(selector).click(), selector);
      await click("#show-about");
      await shows(page, "#about", /./);
      await shows(other, "#users", /^1$/);
      await click("#show-count");
      for (const each of [page, other]) await shows(each, "#users", /^2$/);
      await shows(page, "#state", /^live$/);

      await page.evaluate(() => {
        const state = document.querySelector("#state");
        globalThis.states = [];
        new MutationObserver(() => globalThis.states.push(state.textContent)).observe(state, {
          characterData: true,
          childList: true,
          subtree: true,
        });
      });
      await click("#reconnect");
      await page.waitFor(() => globalThis.states.join() === "connecting,live", { message: "it connects anew" });
      await noProblems(page);
    });
  }

  test("leptos-ssr: what the server renders is the count as it is, and goes live when it is hydrated", async () => {
    await start("leptos-ssr");
    const rendered = async (path) => (await fetch(new URL(path, server.url))).text();
    const count = async () => (await rendered("/")).match(/id="users">(.*?)</)[1];
    assert.equal(await count(), "0");
    assert.match(await rendered("/"), /id="state">connecting</);
    const page = await open();
    await shows(page, "#users", /^1$/);
    assert.equal(await count(), "1");
    assert.equal(await page.evaluate(() => document.querySelectorAll("#users").length), 1);

    assert.match(await rendered("/about"), /id="about">You are not counted here/);
    await noProblems(page);
  });

  test("chat: whole answers, though their streams were ended in the middle and their tokens had expired", async () => {
    await start("chat");
    const page = await open();
    const ask = (question) =>
      page.evaluate((question) => {
        document.querySelector("#question").value = question;
        document.querySelector("#ask").requestSubmit();
      }, question);
    const lines = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("#messages li")].map((line) => [line.className, line.textContent]),
      );
    const done = (times) =>
      page.waitFor((times) => document.querySelectorAll("#messages .done").length === times, {
        arguments: [times],
        message: `${times} answers are whole`,
      });
    const answer = (question) =>
      `You ask: “${question}” I do not know. But what I say comes word by word, each in an event of its own with an ID. ` +
      "This stream has ended in the middle, and the token was no good any more. You have got every word, and none twice.";

    await page.waitFor(() => !document.querySelector("#send").disabled, { message: "the page can be asked" });
    await ask("Why is the sky blue?");
    await done(1);
    const [question, answered, ended, refused, whole, ...more] = await lines();
    assert.deepEqual(question, ["question", "Why is the sky blue?"]);
    assert.deepEqual(answered, ["answer", answer("Why is the sky blue?")]);
    assert.match(ended[1], /^the server ended the stream; attempt 1 to reconnect follows in \d+ ms$/);
    assert.match(refused[1], /^the server answered 401; attempt 2 to reconnect follows in 0 ms$/);
    assert.deepEqual(whole, ["done", "That was all."]);
    assert.deepEqual(more, []);

    // Two at a time keep apart.
    await Promise.all([ask("Who?"), ask("When?")]);
    await done(3);
    const answers = (await lines()).filter(([kind]) => kind === "answer").map(([, text]) => text);
    assert.deepEqual(answers, ["Why is the sky blue?", "Who?", "When?"].map(answer));
    await noProblems(page);
  });
});
