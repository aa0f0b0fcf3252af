export { EventSource } from "eventsource-wasm";

export const greet = () => console.log("Hello");
