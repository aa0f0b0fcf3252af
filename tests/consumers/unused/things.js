import { EventSource } from "eventsource-wasm";

export const greet = () => console.log("Hello");
export const follow = () => new EventSource("/users/count");
