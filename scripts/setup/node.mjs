// The npm packages of package-lock.json, in node_modules.

import { statSync } from "node:fs";
import { join } from "node:path";
import { step } from "../lib/log.mjs";
import { root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

export async function setupNode() {
  // npm writes this file last, so it is there only if everything is.
  if (modified("node_modules/.package-lock.json") > modified("package-lock.json")) return;
  const npm = process.env.npm_execpath; // set by npm itself; npm is not a program on every system
  const args = ["ci", "--no-audit", "--no-fund"];
  await step("Installing the npm packages of package-lock.json", () =>
    npm ? run(process.execPath, [npm, ...args], { show: true }) : run("npm", args, { show: true }),
  );
}
