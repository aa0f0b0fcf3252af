// A worker that follows the count and passes it on in words.

import { EventSource } from "eventsource-wasm";

export default {
  fetch(request, { SERVER }) {
    const source = new EventSource(`${SERVER}/users/count`, { transport: "fetch" });
    const words = new ReadableStream({
      start(controller) {
        source.on("userCount", ({ data }) => {
          controller.enqueue(data === 1 ? "Only you\n" : `You and ${data - 1} more\n`);
        });
      },
      cancel: () => source.close(),
    });
    return new Response(words.pipeThrough(new TextEncoderStream()));
  },
};
