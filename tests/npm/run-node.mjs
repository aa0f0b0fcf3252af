// Runs the suite over fetch in Node, Deno and Bun: `run-node.mjs {"engine":"node",...}`; prints the results as JSON.

import process from "node:process";
import { EventSource, EventSourceError } from "../../dist/index.js";
import { runSuite } from "./suite/index.mjs";

const given = JSON.parse(process.argv[2]);

const results = await runSuite({
  ...given,
  EventSource,
  EventSourceError,
  onReport(report) {
    process.on("uncaughtException", report);
    return () => process.off("uncaughtException", report);
  },
});
console.log(JSON.stringify(results));
process.exit();
