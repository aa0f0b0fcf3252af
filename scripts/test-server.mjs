// `npm run test:server`: the server that the library's tests expect, for those who run them by `wasm-pack test` in
// another terminal.

import "./lib/require-node.mjs";
import { buildServer } from "./build/server.mjs";
import { main } from "./lib/log.mjs";
import { assertFree } from "./lib/port.mjs";
import { serve } from "./lib/serve.mjs";
import { setupRust } from "./setup/rust.mjs";
import { defaultPort, forTests } from "./test/server.mjs";

await main(async () => {
  await assertFree(defaultPort, "127.0.0.1");
  await setupRust();
  await buildServer();
  return serve(["--host", "127.0.0.1", "--port", String(defaultPort), ...forTests]);
});
