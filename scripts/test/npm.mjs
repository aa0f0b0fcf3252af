// The npm package's own suite, wherever it runs: tests/npm.

import { join } from "node:path";
import { buildFaults } from "../build/faults.mjs";
import { root } from "../lib/paths.mjs";
import { consumers } from "../setup/consumers.mjs";
import { testNode } from "./node.mjs";

const file = (name) => join(root, "tests/npm", name);

/** In a browser. */
export async function testNpm(browser) {
  await buildFaults();
  return testNode([file("browsers.test.mjs")], { BROWSER: browser });
}

/** In these of Node, Deno, Bun and workerd. */
export async function testRuntimes(...engines) {
  await buildFaults();
  const env = { ENGINES: engines.join(), PROGRAMS: join(consumers, "node_modules/.bin") };
  return testNode([file("runtimes.test.mjs")], env);
}
