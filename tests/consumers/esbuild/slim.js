// The wasm as a file of its own, which esbuild copies and names with --loader:.wasm=file.

import { EventSource, load } from "eventsource-wasm/slim";
import wasm from "eventsource-wasm/eventsource_wasm.wasm";
import { show } from "./show.js";

load(wasm);
show(new EventSource("/users/count"));
