// For Node.js, Deno and Bun; over `fetch` also where there is an EventSource class already.

import { EventSource } from "eventsource-wasm";
import { follow } from "./follow.mjs";

follow(new EventSource(process.argv[2], { transport: "fetch" }));
