// Runs the suite in the browser's scope that this is imported in.

import { EventSource, EventSourceError } from "../../dist/index.js";
import { runSuite } from "./suite/index.mjs";

export function runHere(given) {
  return runSuite({
    ...given,
    EventSource,
    EventSourceError,
    onReport(report) {
      const listener = (event) => {
        event.preventDefault();
        report(event.error);
      };
      addEventListener("error", listener);
      return () => removeEventListener("error", listener);
    },
  });
}
