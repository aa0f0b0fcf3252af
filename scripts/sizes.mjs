// `node scripts/sizes.mjs`: what the npm package weighs, and whether that is within the budget. kB are 1000 bytes; gzipped
// is by `gzip -9`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { wasm } from "./build/wasm.mjs";
import { Failure, main, say } from "./lib/log.mjs";
import { dist, generated } from "./lib/paths.mjs";

/** In bytes, gzipped. */
const budget = { wasm: 12_000, shell: 9_300, all: 21_000 };

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

/** The module that `import "eventsource-wasm"` loads, and what it is made of. */
function parts() {
  const read = (path) => readFileSync(path, "utf8");
  const all = read(join(dist, "index.js"));
  // Long texts are broken into lines.
  const whole = all.replaceAll("\\\n", "");
  const [, inlined] = read(join(generated, "wasm.js")).match(/"(.*)"/);
  const shell = whole.replace(inlined, "");
  if (shell === whole) throw new Failure("dist/index.js is not from this build: run `npm run build`");
  return { wasm: readFileSync(wasm), shell, all };
}

/** Prints the sizes of the built package; one that is over its budget is a failure. */
export function checkSizes() {
  const names = { wasm: "the wasm", shell: "the rest of the module", all: "in all, the wasm in it" };
  const over = [];
  say(`${"kB".padEnd(28)}     raw gzipped  budget`);
  for (const [name, bytes] of Object.entries(parts())) {
    const gzipped = gzipSync(bytes, { level: 9 }).length;
    const columns = [bytes.length, gzipped, budget[name]].map((size) => kilobytes(size).padStart(8)).join("");
    say(names[name].padEnd(28) + columns);
    if (gzipped > budget[name]) over.push(names[name]);
  }
  if (over.length > 0) throw new Failure(`over the budget of scripts/sizes.mjs: ${over.join("; ")}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => checkSizes());
