// The wasm as a file of its own, which webpack copies and names.

import { EventSource, load } from "eventsource-wasm/slim";
import { show } from "./show.js";

load(new URL("eventsource-wasm/eventsource_wasm.wasm", import.meta.url));
show(new EventSource("/users/count"));
