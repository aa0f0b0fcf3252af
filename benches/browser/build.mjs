// The contestants' WebAssembly, as an app builds it: cargo, wasm-bindgen, wasm-opt.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, target } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { setup } from "../../scripts/build.mjs";
import { wasmBindgen } from "../../scripts/setup/tools.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const wasmOpt = join(root, "node_modules/binaryen/bin/wasm-opt");
const name = "eventsource_wasm_bench_browser";

/**
 * Builds for speed ("3") or for size ("z"): both are what apps do, as the guides of Rust's frameworks say the latter and
 * cargo's default is the former. Gives the folder with `bench.js`.
 */
export async function build(level) {
  await setup();
  const folder = join(process.env.CARGO_TARGET_DIR ?? target, "bench-browser");
  const triple = "wasm32-unknown-unknown";
  const args = ["build", "--release", "--target", triple, "--target-dir", folder];
  await run("cargo", [...args, "--manifest-path", join(here, "Cargo.toml")], {
    show: true,
    env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: level },
  });
  const generated = join(folder, `generated-${level}`);
  const compiled = join(folder, triple, "release", `${name}.wasm`);
  await run(wasmBindgen, ["--target", "web", "--out-name", "bench", "--out-dir", generated, compiled]);
  const wasm = join(generated, "bench_bg.wasm");
  await run(process.execPath, [wasmOpt, `-O${level}`, wasm, "-o", wasm]);
  return generated;
}
