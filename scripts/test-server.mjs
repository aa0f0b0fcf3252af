// `npm run test:server`: the servers that the library's tests expect, for those who run them by `wasm-pack test` in
// another terminal.

import "./lib/require-node.mjs";
import { buildServer } from "./build/server.mjs";
import { main } from "./lib/log.mjs";
import { assertFree } from "./lib/port.mjs";
import { serve } from "./lib/serve.mjs";
import { setupRust } from "./setup/rust.mjs";
import { defaultPort, forTests } from "./test/server.mjs";
import { defaultPort as streamsPort, startStreams } from "./test/streams.mjs";

await main(async () => {
  await assertFree(defaultPort, "127.0.0.1");
  await assertFree(streamsPort, "127.0.0.1");
  await setupRust();
  await buildServer();
  const streams = await startStreams(streamsPort);
  const code = await serve(["--host", "127.0.0.1", "--port", String(defaultPort), ...forTests]);
  streams.stop();
  return code;
});
