// Runs the suite in Node, Deno and Bun: `program.mjs {"engine":"node",...}`; the results are its last line, as JSON.

import process from "node:process";
import { EventSource, EventSourceError } from "../../dist/index.js";
import { onErrorEvent } from "./report-error.mjs";
import { runSuite } from "./suite/index.mjs";

const given = JSON.parse(process.argv[2]);

const results = await runSuite({
  ...given,
  EventSource,
  EventSourceError,
  onReport: given.engine === "deno" ? onErrorEvent : onUncaughtException,
});
console.log(JSON.stringify(results));
process.exit();

function onUncaughtException(report) {
  process.on("uncaughtException", report);
  return () => process.off("uncaughtException", report);
}
