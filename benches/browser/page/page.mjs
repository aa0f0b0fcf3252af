// In the page: asks what to do, does it, says what came out; and so on.

import init, * as rust from "./bench.js";
import { baseline } from "./baseline.mjs";

const { Round } = rust;

/** The contestants by name: each gets a round and calls its `done` with the sum of the events' weights. */
function start(contestant, { url, type, count }, done) {
  if (contestant === "baseline") return baseline({ url, type, count }, done);
  return rust[`run_${contestant}`](new Round(url, type, count, done));
}

async function run({ contestant, ...stream }) {
  const begin = performance.now();
  const sum = await new Promise((done) => start(contestant, stream, done));
  return { sum, wall: performance.now() - begin };
}

async function ask(path, body) {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  return response.json();
}

try {
  await init();
  for (;;) {
    // The garbage of one contestant is not to be another's.
    gc();
    const task = await ask("/next");
    if (!task) break;
    await ask("/result", await run(task));
  }
} catch (error) {
  await ask("/result", { error: `${error}` });
}
