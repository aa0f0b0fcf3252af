import { EventSource } from "eventsource-wasm";
import { show } from "./show.js";

show(new EventSource("/users/count"));
