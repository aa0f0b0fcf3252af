// No bundler: the module as it lies in the package.
import { EventSource } from "./node_modules/eventsource-wasm/dist/index.js";
import { show } from "./show.js";

show(new EventSource("/users/count"));
