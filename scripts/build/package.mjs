// The npm package: npm/src and the generated files, bundled to one module for each entry, and their types, in dist/.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, step } from "../lib/log.mjs";
import { dist, root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { bundle } from "./bundle.mjs";
import { wasm } from "./wasm.mjs";

const tsc = join(root, "node_modules/typescript/bin/tsc");

export async function buildPackage() {
  await step("Bundling the npm package", async () => {
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist);
    const entryPoints = ["index", "slim", "workerd"].map((name) => join(root, `npm/src/${name}.ts`));
    await Promise.all([
      bundle({ entryPoints, outdir: dist, external: ["./eventsource_wasm.wasm"] }),
      run(process.execPath, [tsc, "-p", join(root, "npm/tsconfig.json")]),
    ]);
    copyFileSync(wasm, join(dist, "eventsource_wasm.wasm"));
    prune();
  });
}

// Only the declarations that the entries' lead to are public: the glue's types would bind every user to its version.
function prune() {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(join(dist, file), "utf8");
    if (text.includes("generated/")) throw new Failure(`dist/${file} mentions the generated glue: keep it private`);
    for (const [, module] of text.matchAll(/from "\.\/([^"]+)\.(?:js|ts)"/g)) visit(`${module}.d.ts`);
  };
  visit("index.d.ts");
  visit("slim.d.ts");
  for (const file of readdirSync(dist)) {
    if (file.endsWith(".d.ts") && !seen.has(file)) rmSync(join(dist, file));
  }
}
