// Tests written for Node.js' own test runner.

import { run } from "node:test";
import { spec } from "node:test/reporters";
import { compose } from "node:stream";

/** Bounds a hang, in milliseconds: a file of tests takes seconds. */
const deadline = 300_000;

/** Runs test files one after another; `env` is added to their environment. */
export async function testNode(files, env = {}) {
  const result = { passed: 0, failed: 0, skipped: 0 };
  Object.assign(process.env, env); // `run` hands ours on
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const events = run({ files, concurrency: 1, timeout: deadline, signal: abort.signal });
  const count = (outcome) => (test) => {
    if (test.details.type !== "suite") result[test.skip === undefined ? outcome : "skipped"] += 1;
  };
  events.on("test:pass", count("passed")).on("test:fail", count("failed"));
  for await (const text of compose(events, new spec())) process.stdout.write(text);
  process.off("SIGINT", stop).off("SIGTERM", stop);
  return result;
}
