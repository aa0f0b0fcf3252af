// No bundler, and the wasm as a file of its own.

import { EventSource, load } from "./node_modules/eventsource-wasm/dist/slim.js";
import { show } from "./show.js";

load("./node_modules/eventsource-wasm/dist/eventsource_wasm.wasm");
show(new EventSource("/users/count"));
