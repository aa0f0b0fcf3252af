// The connection lives in a worker, and the page is told what to show.

import { EventSource } from "eventsource-wasm";

new EventSource("/users/count").on("userCount", ({ data }) => {
  postMessage(data === 1 ? "Only you" : `You and ${data - 1} more`);
});
