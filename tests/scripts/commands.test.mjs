// The commands: what they do with what they are given, and that each failure is one clear line.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { hold } from "../browsers/resources.mjs";

const running = new Set();
// A test that fails leaves nothing behind.
afterEach(() => running.forEach((release) => release()));

/** Starts a command, or Node.js itself. `text` is what it printed so far, `ended` its exit code. */
function start(script, args = [], { env = {}, node = [] } = {}) {
  const child = spawn(process.execPath, [...node, ...(script ? [join(root, "scripts", script)] : []), ...args], {
    // Not in CI, and not inside of a test of Node.js.
    env: { ...process.env, CI: "", PORT: "", NODE_TEST_CONTEXT: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Gently: npm start has a server to take along.
  const release = hold(() => child.kill("SIGTERM"));
  running.add(release);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (piece) => (text[name] += piece));
  const ended = new Promise((done) => {
    child.once("close", (code) => {
      running.delete(release);
      release();
      done(code);
    });
  });
  return { child, text, ended };
}

/** Runs a command that fails at once: gives the one line that it says. */
async function failure(...command) {
  const { text, ended } = start(...command);
  assert.equal(await ended, 1, text.stderr);
  assert.equal(text.stdout, "");
  const [line, ...rest] = text.stderr.trimEnd().split("\n");
  assert.deepEqual(rest, []);
  return line;
}

/** Gives `work` a port that is taken. */
async function withTakenPort(work) {
  const server = createServer();
  const port = await new Promise((done) => server.listen(0, "127.0.0.1", () => done(String(server.address().port))));
  try {
    await work(port);
  } finally {
    server.close();
  }
}

test("npm start says at once that the port is taken", () =>
  withTakenPort(async (port) => {
    const expected = new RegExp(`^error: port ${port} is in use: .* npm start -- --port \\d+$`);
    assert.match(await failure("start.mjs", ["--port", port]), expected);
    assert.match(await failure("start.mjs", [`--port=${port}`]), expected);
    assert.match(await failure("start.mjs", [], { env: { PORT: port } }), expected);
  }));

test("npm start says that a port makes no sense", async () => {
  for (const port of ["http", "-1", "65536", "9000.5", ""]) {
    assert.match(await failure("start.mjs", ["--port", port]), /^error: ".*" is no port: give a number up to 65535$/);
  }
});

test("npm start passes the server's own complaint on", async () => {
  const { text, ended } = start("start.mjs", ["--port", "0", "--colour"]);
  assert.equal(await ended, 1);
  assert.match(text.stderr, /^error: .*--colour.*$/m);
});

test("npm test names the options and values that there are", async () => {
  assert.match(
    await failure("test.mjs", ["--browsers"]),
    /^error: there is no option --browsers; there are --only .*$/,
  );
  assert.match(await failure("test.mjs", ["e2e"]), /^error: there is no option e2e; .*$/);
  assert.match(await failure("test.mjs", ["--browser", "lynx"]), /^error: --browser cannot be lynx: .* webkit$/);
  assert.match(await failure("test.mjs", ["--only"]), /^error: --only cannot be nothing: .*$/);
});

test("a browser that is not there is skipped with the reason, and fails in CI", async () => {
  const args = ["--only", "wasm", "--browser", "chromium"];
  for (const [ci, last] of [
    ["", "0 passed, 0 failed, 1 skipped"],
    ["true", "0 passed, 1 failed, 0 skipped"],
  ]) {
    const { text, ended } = start("test.mjs", args, { env: { CHROMIUM: "/nonexistent/chromium", CI: ci } });
    assert.equal(await ended, 1);
    assert.match(text.stdout, /^ *CHROMIUM is \/nonexistent\/chromium, and that is no program$/m);
    assert.equal(text.stdout.trimEnd().split("\n").at(-1), last);
  }
});

test("without rustup, the commands say where it comes from", async () => {
  const empty = mkdtempSync(join(tmpdir(), "empty-"));
  try {
    for (const script of ["start.mjs", "build.mjs", "test.mjs"]) {
      const args = script === "start.mjs" ? ["--port", "0"] : [];
      const line = await failure(script, args, { env: { PATH: empty, CARGO_HOME: empty } });
      assert.equal(line, "error: there is no rustup: install it from https://rustup.rs, then run this again");
    }
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("an old Node.js is told which one is needed", async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } })";
  const node = ["--import", `data:text/javascript,${encodeURIComponent(old)}`];
  for (const script of ["start.mjs", "build.mjs", "test.mjs", "reproduce.mjs", "test-server.mjs", "check.mjs"]) {
    assert.match(await failure(script, [], { node }), /^error: this needs Node.js 20 or newer, this is 18.20.0: .*$/);
  }
});

/** The URL that a command's server listens on, once it does. */
function listening({ child, text, ended }) {
  return new Promise((done, fail) => {
    child.stdout.on("data", () => {
      const [, url] = text.stdout.match(/^listening on (\S+)$/m) ?? [];
      if (url) done(url);
    });
    ended.then(() => fail(new Error(text.stderr)));
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`npm start serves the page and the count, and ends well on ${signal}`, async () => {
    const command = start("start.mjs", ["--port", "0"]);
    const url = await listening(command);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /id="users"/);
    const count = await fetch(`${url}/users/count`, { signal: AbortSignal.timeout(20_000) });
    let stream = "";
    for await (const piece of count.body.pipeThrough(new TextDecoderStream())) {
      stream += piece;
      if (/^data: 1$/m.test(stream)) break;
    }
    assert.match(stream, /^event: userCount$/m);
    command.child.kill(signal);
    assert.equal(await command.ended, 0, command.text.stderr);
    await assert.rejects(fetch(url));
  });
}

test("a server whose npm is gone ends too", { skip: process.platform === "win32" }, async () => {
  // As npm does it: by a shell, which does not hand signals on.
  const shell = `"${process.execPath}" "${join(root, "scripts/start.mjs")}" --port 0; true`;
  const run = `const { spawn } = require("node:child_process");
    const shell = spawn("sh", ["-c", ${JSON.stringify(shell)}], { stdio: "inherit" });
    process.on("SIGTERM", () => shell.kill());`;
  const command = start(undefined, ["-e", run], { env: { npm_lifecycle_event: "start" } });
  const url = await listening(command);
  command.child.kill("SIGTERM");
  await command.ended; // its output ends with the last process that holds it
  await assert.rejects(fetch(url));
});
