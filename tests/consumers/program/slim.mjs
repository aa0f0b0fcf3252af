// The wasm as a file of its own, read by Node.js.

import { EventSource, load } from "eventsource-wasm/slim";
import { readFile } from "node:fs/promises";
import { follow } from "./follow.mjs";

load(readFile(new URL(import.meta.resolve("eventsource-wasm/eventsource_wasm.wasm"))));
follow(new EventSource(process.argv[2], { transport: "fetch" }));
