// What the package exports, whichever way its WebAssembly comes.

export { EventSource } from "./event-source.js";
export type { ListenOptions, Message, MessageOf, Subscription } from "./handlers.js";
export { EventSourceError } from "./error.js";
export type { EventSourceErrorEvent, EventSourceErrorKind } from "./error.js";
export type { Decide, RetryInfo } from "./decide.js";
export type { Attempt, EventSourceOptions, FetchInit, PerAttempt, RetryOptions } from "./options.js";
export type { BufferOptions, Events } from "./queue.js";
export type { Schemas, StandardSchema } from "./schema.js";
export type { Cause, ConnectionState } from "./state.js";
