// The wasm-bindgen tools, built from tools/ into .cache/bin under their own names.

import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { step } from "../lib/log.mjs";
import { bin, cache, program, root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { fingerprint, record, recorded } from "../lib/stamp.mjs";

// Built as -> called. A crate of ours cannot build a program called `wasm-bindgen`, see tools/Cargo.toml.
const tools = { wbg: "wasm-bindgen", "wbg-test-runner": "wasm-bindgen-test-runner" };

/** The `wasm-bindgen` command. */
export const wasmBindgen = join(bin, program("wasm-bindgen"));

/** What runs wasm tests: serves them to a browser. */
export const testRunner = join(bin, program("wasm-bindgen-test-runner"));

export async function setupTools() {
  const files = ["Cargo.toml", "Cargo.lock", "src/bindgen.rs", "src/test_runner.rs"].map((f) => join(root, "tools", f));
  const now = fingerprint({ files, values: [process.env.RUSTUP_TOOLCHAIN, process.platform, process.arch] });
  if (recorded("tools", now) && existsSync(wasmBindgen) && existsSync(testRunner)) return;
  await step("Building the wasm-bindgen tools (once)", async () => {
    const manifest = join(root, "tools/Cargo.toml");
    const target = join(cache, "tools-target");
    await run("cargo", ["build", "--locked", "--manifest-path", manifest, "--target-dir", target], { show: true });
    mkdirSync(bin, { recursive: true });
    for (const [built, called] of Object.entries(tools)) {
      copyFileSync(join(target, "debug", program(built)), join(bin, program(called)));
    }
    // Hundreds of megabytes that nothing needs any more.
    rmSync(target, { recursive: true });
  });
  record("tools", now);
}
