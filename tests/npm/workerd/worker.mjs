// Runs the suite in workerd, for the request that says how.

import { EventSource, EventSourceError } from "../../../dist/workerd.js";
import { onErrorEvent } from "../report-error.mjs";
import { runSuite } from "../suite/index.mjs";

export default {
  async fetch(request) {
    const given = await request.json();
    return Response.json(await runSuite({ ...given, EventSource, EventSourceError, onReport: onErrorEvent }));
  },
};
