// The wasm as a file of its own, which Parcel copies and names. It reads a package's `exports` only if package.json says so.

import { EventSource, load } from "eventsource-wasm/slim";
import { show } from "./show.js";

load(new URL("npm:eventsource-wasm/eventsource_wasm.wasm", import.meta.url));
show(new EventSource("/users/count"));
