// Tests written for Node.js' own test runner.

import { run } from "node:test";
import { spec } from "node:test/reporters";
import { compose } from "node:stream";
import { hold } from "../../tests/browsers/resources.mjs";

/**
 * Runs test files one after another.
 *
 * @param {object} [env] is added to their environment
 * @param {number} [timeout] bounds a hang, in milliseconds; most files take seconds
 */
export async function testNode(files, env = {}, timeout = 300_000) {
  const result = { passed: 0, failed: 0, skipped: 0, notes: [] };
  Object.assign(process.env, env); // `run` hands ours on
  const abort = new AbortController();
  const stop = hold(() => abort.abort());
  const events = run({ files, concurrency: 1, timeout, signal: abort.signal });
  const count = (outcome) => (test) => {
    if (test.details.type !== "suite") result[test.skip === undefined ? outcome : "skipped"] += 1;
  };
  events.on("test:pass", count("passed")).on("test:fail", count("failed"));
  events.on("test:fail", ({ name, details: { error } }) => {
    // A suite fails because of its tests, which are named.
    if (error.failureType !== "subtestsFailed") result.notes.push(`${name}: ${reason(error)}`);
  });
  for await (const text of compose(events, new spec())) process.stdout.write(text);
  stop();
  return result;
}

function reason({ cause, message }) {
  return String(cause?.message ?? cause ?? message).split("\n")[0];
}
