// In the page: asks what to do, does it, says what came out; and so on.

import { ask } from "./ask.mjs";
import * as ours from "./ours.mjs";
import * as peers from "./peers.mjs";

const scripts = { ...peers, ...ours };
let rust;

/** The contestants by name: each gets a round and calls its `done` with the sum of the events' weights. */
async function start(contestant, round, done) {
  if (scripts[contestant]) return scripts[contestant](round, done);
  return rust[`run_${contestant}`](new rust.Round(round.url, round.type, round.count, done));
}

async function run({ contestant, ...round }) {
  if (!scripts[contestant] && !rust) {
    rust = await import("./bench.js");
    await rust.default();
  }
  const begin = performance.now();
  const sum = await new Promise((done, fail) => start(contestant, round, done).catch(fail));
  return { sum, wall: performance.now() - begin };
}

try {
  for (;;) {
    // The garbage of one contestant is not to be another's.
    gc();
    const task = await ask("/next");
    if (task.href) {
      location.href = task.href;
      break;
    }
    await ask("/result", await run(task));
  }
} catch (error) {
  await ask("/result", { error: `${error}` });
}
