// `node scripts/sizes.mjs`: what the npm package weighs, and whether that is within the budget. kB are 1000 bytes; gzipped
// is by `gzip -9`.

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { Failure, main, say } from "./lib/log.mjs";
import { dist, root } from "./lib/paths.mjs";

/** In bytes, gzipped. */
const budget = { wasm: 12_000, shell: 4_000, all: 20_000 };

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

/** The parts of the one module that `import "eventsource-wasm"` loads. */
function parts(module) {
  const text = readFileSync(module, "utf8");
  // What every wasm module begins with, "\0asm", in base64.
  const [base64] = text.match(/AGFzb[\w+/]*=*/) ?? [];
  if (!base64) throw new Failure(`there is no wasm in ${relative(root, module)}`);
  return { wasm: Buffer.from(base64, "base64"), shell: Buffer.from(text.replace(base64, "")), all: Buffer.from(text) };
}

/** Prints the sizes of the built package; one that is over its budget is a failure. */
export function checkSizes(module = join(dist, "index.js")) {
  const names = { wasm: "the wasm", shell: "the rest of the module", all: "in all, the wasm in base64" };
  const over = [];
  say(`${"kB".padEnd(28)}     raw gzipped  budget`);
  for (const [name, bytes] of Object.entries(parts(module))) {
    const gzipped = gzipSync(bytes, { level: 9 }).length;
    const columns = [bytes.length, gzipped, budget[name]].map((size) => kilobytes(size).padStart(8)).join("");
    say(names[name].padEnd(28) + columns);
    if (gzipped > budget[name]) over.push(names[name]);
  }
  if (over.length > 0) throw new Failure(`over the budget of scripts/sizes.mjs: ${over.join("; ")}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => checkSizes());
