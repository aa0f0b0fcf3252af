// The npm package: npm/src and the generated files, bundled to one module and its types in dist/.

import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, say, step } from "../lib/log.mjs";
import { dist, root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { bundle } from "./bundle.mjs";

const tsc = join(root, "node_modules/typescript/bin/tsc");

export async function buildPackage() {
  await step("Bundling the npm package", async () => {
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist);
    const [bytes] = await Promise.all([
      bundle({ entryPoints: [join(root, "npm/src/index.ts")], outfile: join(dist, "index.js") }),
      run(process.execPath, [tsc, "-p", join(root, "npm/tsconfig.json")]),
    ]);
    prune();
    say(`    dist/index.js: ${bytes} bytes`);
  });
}

// Only the declarations that index.d.ts leads to are public: the glue's types would bind every user to its version.
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
  for (const file of readdirSync(dist)) {
    if (file.endsWith(".d.ts") && !seen.has(file)) rmSync(join(dist, file));
  }
}
