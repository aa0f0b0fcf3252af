// A relative URL where there is no page that it could be relative to, as on a server that renders pages.

import { EventSource } from "eventsource-wasm";

const follow = (url) => {
  const source = new EventSource(url);
  console.log(source.url, source.readyState);
  return new Promise((done) =>
    source.addEventListener("error", ({ error }) => done(console.log(error.kind, source.readyState))),
  );
};

await follow("/users/count");
await follow("/users/count"); // when WebAssembly is there already
process.exit();
