// `node examples/run.mjs callbacks`: builds an example and serves it; after the name the port, 9000 unless given.

import "../scripts/lib/require-node.mjs";
import { setup } from "../scripts/build.mjs";
import { buildExamples, examples, hasServer, serverOf } from "../scripts/build/examples.mjs";
import { buildServer } from "../scripts/build/server.mjs";
import { Failure, main } from "../scripts/lib/log.mjs";
import { assertFree } from "../scripts/lib/port.mjs";
import { serve } from "../scripts/lib/serve.mjs";

await main(async () => {
  const [name, port = "9000"] = process.argv.slice(2);
  if (!examples.includes(name))
    throw new Failure(`name an example: node examples/run.mjs ${examples.join("|")} [port]`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new Failure(`"${port}" is no port: give a number up to 65535`);
  }
  // Now, and not after minutes of building.
  await assertFree(Number(port), "127.0.0.1", ", or give another port after the name");

  await setup();
  if (!hasServer(name)) await buildServer();
  await buildExamples([name]);
  const { program, args } = serverOf(name, port);
  return serve(args, program);
});
