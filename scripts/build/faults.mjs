// The fault server, for the tests: built as it is quickest.

import { step } from "../lib/log.mjs";
import { target } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

export async function buildFaults() {
  const args = ["build", "--locked", "-p", "fault-server", "--target-dir", target];
  await step("Building the fault server", () => run("cargo", args, { show: true }));
}
