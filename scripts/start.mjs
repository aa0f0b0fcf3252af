// `npm start`: builds everything and serves the page with the live user count. Arguments go to the server:
// `npm start -- --port 9001`; `npm start -- --help` lists them.

import "./lib/require-node.mjs";
import { build, setup } from "./build.mjs";
import { Failure, main } from "./lib/log.mjs";
import { assertFree } from "./lib/port.mjs";
import { serve } from "./lib/serve.mjs";

await main(async () => {
  const args = process.argv.slice(2);
  const given = (flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const option = (flag) =>
    args.find((_, i) => args[i - 1] === flag) ?? args.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);

  if (process.env.PORT && !given("--port")) args.push("--port", process.env.PORT);
  const port = option("--port") ?? "9000";
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65535) throw new Failure(`"${port}" is no port: give a number up to 65535`);
  // Now, and not after minutes of building.
  const other = number < 65535 ? number + 1 : number - 1;
  await assertFree(number, option("--host") ?? "localhost", `, or give another: npm start -- --port ${other}`);

  await setup();
  await build();
  return serve(args);
});
