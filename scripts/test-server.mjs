// `npm run test:server`: the servers that the library's tests expect, for those who run them by `wasm-pack test` in
// another terminal.

import "./lib/require-node.mjs";
import { buildFaults } from "./build/faults.mjs";
import { buildServer } from "./build/server.mjs";
import { main } from "./lib/log.mjs";
import { assertFree } from "./lib/port.mjs";
import { serve } from "./lib/serve.mjs";
import { setupRust } from "./setup/rust.mjs";
import { defaultPorts as faultsPorts, startFaults } from "./test/faults.mjs";
import { defaultPort, forTests } from "./test/server.mjs";
import { defaultPort as streamsPort, startStreams } from "./test/streams.mjs";

await main(async () => {
  for (const port of [defaultPort, streamsPort, ...Object.values(faultsPorts)]) await assertFree(port, "127.0.0.1");
  await setupRust();
  await buildServer();
  await buildFaults();
  const streams = await startStreams(streamsPort);
  const faults = await startFaults(faultsPorts);
  const code = await serve(["--host", "127.0.0.1", "--port", String(defaultPort), ...forTests]);
  streams.stop();
  await faults.kill();
  return code;
});
