// Runs the suite in the page, or in a worker that the page starts: `?{"scope":"window",...}`. What comes of it is in
// `globalThis.results`, or `globalThis.failure`.

import { runHere } from "./here.mjs";

const given = JSON.parse(decodeURIComponent(location.search.slice(1)));

const scopes = {
  window: () => runHere(given),
  "dedicated worker": () => ask(new Worker(new URL("worker.mjs", import.meta.url), { type: "module" })),
  "shared worker": () => {
    const worker = new SharedWorker(new URL("worker.mjs", import.meta.url), { type: "module" });
    worker.port.start();
    return ask(worker.port, worker);
  },
};

/** Has a worker run it. */
function ask(port, worker = port) {
  port.postMessage(given);
  return new Promise((done, fail) => {
    port.addEventListener("message", ({ data }) => done(data));
    worker.addEventListener("error", ({ message }) => fail(new Error(`the worker failed: ${message}`)));
  });
}

scopes[given.scope]().then(
  (results) => (globalThis.results = results),
  (error) => (globalThis.failure = String(error)),
);
