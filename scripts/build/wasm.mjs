// The npm package's WebAssembly: cargo, wasm-bindgen and wasm-opt, into npm/generated/. The result is the same bit for
// bit wherever the repository is: scripts/reproduce.mjs proves it.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { say, step } from "../lib/log.mjs";
import { cache, generated, root, target } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { fingerprint, record, recorded } from "../lib/stamp.mjs";
import { wasmBindgen } from "../setup/tools.mjs";

const triple = "wasm32-unknown-unknown";
const name = "eventsource_wasm";
const compiled = join(target, triple, "release", "eventsource_wasm_npm.wasm");
const wasmOpt = join(root, "node_modules/binaryen/bin/wasm-opt");

/** The optimised module; npm/generated/wasm.js holds the same bytes. */
export const wasm = join(generated, `${name}_bg.wasm`);

export async function buildWasm() {
  await step("Compiling the library to WebAssembly", compile);
  const now = fingerprint({
    files: [compiled, wasmBindgen, join(root, "node_modules/binaryen/package.json"), fileURLToPath(import.meta.url)],
  });
  const outputs = [wasm, join(generated, "wasm.js"), join(generated, `${name}_bg.wasm.d.ts`)];
  if (recorded("wasm", now) && outputs.every(existsSync)) return;
  await step("Generating the JavaScript glue and optimising the wasm", async () => {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated, { recursive: true });
    await bind();
    await optimise();
    inline();
  });
  record("wasm", now);
}

async function compile() {
  const flags = (await remaps()).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  const args = ["build", "--locked", "--release", "--target", triple, "--target-dir", target];
  await run("cargo", [...args, "-p", "eventsource-wasm-npm"], {
    show: true,
    // In place of whatever flags the environment or the user's configuration has: they would change the result.
    env: { CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") },
  });
}

// Panic messages hold the paths of source files: here they get names that do not depend on the machine.
async function remaps() {
  const args = ["metadata", "--locked", "--format-version", "1", "--filter-platform", triple];
  const { packages } = JSON.parse(await run("cargo", args));
  const registries = new Set(packages.filter(({ source }) => source).map((p) => dirname(dirname(p.manifest_path))));
  const sysroot = (await run("rustc", ["--print", "sysroot"])).trim();
  const commit = (await run("rustc", ["-vV"])).match(/^commit-hash: (.*)$/m)[1];
  return [
    [root, "/eventsource-wasm"],
    ...[...registries].map((registry) => [registry, "/registry"]),
    // There if the component rust-src is; the compiler itself names these files by the commit.
    [join(sysroot, "lib/rustlib/src/rust"), `/rustc/${commit}`],
  ];
}

async function bind() {
  const flags = ["--target", "bundler"];
  const strip = ["--remove-name-section", "--remove-producers-section"];
  await run(wasmBindgen, [...flags, ...strip, "--out-name", name, "--out-dir", generated, compiled]);
}

async function optimise() {
  // Not --traps-never-happen, though it would save a percent: it may drop the bounds checks of the code it knows to trap.
  // The compiler has made it small. To optimise that for speed makes it one percent larger and a fifth faster; to flatten first
  // gains a little of both. Nothing is in the first kilobyte: what is lowest is the stack's end. wasm-opt reads from the module which features it may use, and then removes that note.
  const flags = ["--flatten", "--rereloop", "-O3", "--converge", "--low-memory-unused", "--strip-target-features"];
  await run(process.execPath, [wasmOpt, ...flags, wasm, "-o", wasm]);
}

// The only form that works in every bundler and without one: the bytes inside the JavaScript. Compressed, as base64 is no
// longer what it encodes to whoever compresses the JavaScript.
function inline() {
  const bytes = readFileSync(wasm);
  const compressed = deflateSync(bytes, { level: 9 });
  writeFileSync(join(generated, "wasm.js"), `export default "${compressed.toString("base64")}";\n`);
  writeFileSync(join(generated, "wasm.d.ts"), "declare const base64: string;\nexport default base64;\n");
  say(`    ${relative(root, wasm)}: ${bytes.length} bytes`);
}
