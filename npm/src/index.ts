// What `import ... from "eventsource-wasm"` offers.

export { EventSource, type EventSourceOptions, type Message, type Subscription } from "./event-source.js";
export type { Cause, ConnectionState } from "./state.js";
export { EventSourceError, type EventSourceErrorEvent, type EventSourceErrorKind } from "./error.js";
