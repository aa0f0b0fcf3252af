// The wasm as a file of its own, which Parcel copies and names.

import { EventSource, load } from "eventsource-wasm/slim";
import { show } from "./show.js";

load(fetch(new URL("npm:eventsource-wasm/dist/eventsource_wasm.wasm", import.meta.url)));
show(new EventSource("/users/count"));
