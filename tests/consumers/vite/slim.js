// The wasm as a file of its own, which Vite copies and names.

import { EventSource, load } from "eventsource-wasm/slim";
import wasm from "eventsource-wasm/eventsource_wasm.wasm?url";
import { show } from "./show.js";

load(wasm);
show(new EventSource("/users/count"));
