// Runs the suite in the browser's scope that this is imported in.

import { EventSource, EventSourceError } from "../../dist/index.js";
import { onErrorEvent } from "./report-error.mjs";
import { runSuite } from "./suite/index.mjs";

export const runHere = (given) => runSuite({ ...given, EventSource, EventSourceError, onReport: onErrorEvent });
