// The page's own logic, without a browser: www/test.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, root } from "../lib/paths.mjs";
import { testNode } from "./node.mjs";

const source = join(root, "www/test");
const out = join(cache, "page-tests");

export async function testPage() {
  const { build } = await import("esbuild");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const tests = readdirSync(source).filter((name) => name.endsWith(".test.ts"));
  // Not every Node.js that this works with reads TypeScript.
  const entryPoints = tests.map((name) => join(source, name));
  const common = {
    bundle: true,
    format: "esm",
    platform: "node",
    sourcemap: "inline",
    outExtension: { ".js": ".mjs" },
  };
  await build({ ...common, entryPoints, outdir: out });
  return testNode(tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs"))));
}
