// A server for tests, as its own process.

import { spawn } from "node:child_process";
import { root, server } from "../lib/paths.mjs";
import { Failure } from "../lib/log.mjs";
import { hold } from "../../tests/browsers/resources.mjs";

/** Where the library's tests look for the server if they are not told otherwise when they are compiled. */
export const defaultPort = 9100;

/** What a server needs to be told so that tests in a page from another port may use it. */
export const forTests = ["--no-www", "--allow-origin", "http://127.0.0.1:*", "--allow-origin", "http://localhost:*"];

/**
 * Starts the server on the address 127.0.0.1.
 *
 * @param {number} port 0 is any
 */
export const startServer = (port, args = []) =>
  startProgram(server, ["--host", "127.0.0.1", "--port", String(port), ...args]);

/** Starts a server that says where it listens; gives its URL and what ends it: `stop()` gracefully, `kill()` at once. */
export async function startProgram(program, args) {
  const child = spawn(program, args, {
    cwd: root,
    env: { RUST_LOG: "warn", ...process.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const release = hold(() => child.kill("SIGKILL"));
  const ended = new Promise((done) => child.once("close", done));
  const end = (signal) => async () => {
    child.kill(signal);
    await ended;
    release();
  };
  const url = await new Promise((done, fail) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      const [, url] = text.match(/^listening on (\S+)$/m) ?? [];
      if (url) done(url);
    });
    child.once("error", (error) => fail(new Failure(`cannot run the server: ${error.message}`)));
    ended.then((code) => fail(new Failure(`the server ended at once (${code}), see above`)));
  });
  return { url, stop: end("SIGTERM"), kill: end("SIGKILL") };
}
