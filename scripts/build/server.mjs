// The server, as `npm start` runs it.

import { step } from "../lib/log.mjs";
import { target } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

export async function buildServer() {
  const args = ["build", "--locked", "-p", "eventsource-wasm-server", "--profile", "server", "--target-dir", target];
  await step("Building the server", () => run("cargo", args, { show: true }));
}
