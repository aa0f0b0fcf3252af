// The npm packages of package-lock.json, in node_modules.

import { statSync } from "node:fs";
import { join } from "node:path";
import { step } from "../lib/log.mjs";
import { npm } from "../lib/npm.mjs";
import { root } from "../lib/paths.mjs";

const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

export async function setupNode() {
  // npm writes this file last, so it is there only if everything is.
  if (modified("node_modules/.package-lock.json") > modified("package-lock.json")) return;
  await step("Installing the npm packages of package-lock.json", () =>
    npm(["ci", "--no-audit", "--no-fund"], { show: true }),
  );
}
