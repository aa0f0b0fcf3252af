// The TypeScript of the npm package and of the page, checked by its compiler.

import { join } from "node:path";
import { root } from "../lib/paths.mjs";
import { attempt } from "../lib/run.mjs";

const tsc = join(root, "node_modules/typescript/bin/tsc");

export async function testTypes() {
  const result = { passed: 0, failed: 0, skipped: 0 };
  for (const project of ["npm", "www"]) {
    const { code } = await attempt(process.execPath, [tsc, "-p", project, "--noEmit"], { tee: true });
    result[code === 0 ? "passed" : "failed"] += 1;
  }
  return result;
}
