// npm itself.

import { run } from "./run.mjs";

/** Runs npm to its end, as `run` does. */
export function npm(args, options) {
  const cli = process.env.npm_execpath; // set by npm; it is not a program on every system
  return cli ? run(process.execPath, [cli, ...args], options) : run("npm", args, options);
}
