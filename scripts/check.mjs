// `npm run check`: what needs no running: formatting, lints, types, documentation. Warnings are errors.

import "./lib/require-node.mjs";
import { join } from "node:path";
import { builtExamples, crates, examplesManifest } from "./build/examples.mjs";
import { buildPackage } from "./build/package.mjs";
import { buildWasm } from "./build/wasm.mjs";
import { main, step } from "./lib/log.mjs";
import { root, target } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { setup } from "./build.mjs";

const formatted = [
  "contract",
  "npm",
  "www",
  "scripts",
  "tests",
  "benches/browser",
  "benches/size",
  "examples",
  "*.json",
  "*.md",
  "server/*.md",
  "docs/*.md",
];
const wasm = ["--target", "wasm32-unknown-unknown"];

const cargo = (args, env) => run("cargo", args, { env });
const node = (tool, ...args) => run(process.execPath, [join(root, "node_modules", tool), ...args]);
const clippyIn = (folder, ...args) =>
  cargo(["clippy", "--locked", "--target-dir", folder, ...args, "--", "--deny", "warnings"]);
const clippy = (...args) => clippyIn(target, ...args);

await main(async () => {
  await setup();
  await step("Checking the formatting", async () => {
    await cargo(["fmt", "--all", "--check"]);
    // Crates with a lock file of their own, outside of the workspace.
    for (const crate of ["tools", "fuzz", "benches", "benches/browser", "benches/size", "examples"]) {
      await cargo(["fmt", "--all", "--check", "--manifest-path", join(crate, "Cargo.toml")]);
    }
    await node("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", ...formatted);
  });
  await step("Linting for the host", () => clippy("--workspace", "--all-targets", "--all-features"));
  await step("Linting for wasm32", async () => {
    await clippy(...wasm, "-p", "eventsource-wasm", "--all-targets", "--all-features");
    await clippy(...wasm, "-p", "eventsource-wasm", "--no-default-features");
    await clippy(...wasm, "-p", "eventsource-wasm", "--no-default-features", "--features", "client");
    await clippy(...wasm, "-p", "eventsource-wasm", "--no-default-features", "--features", "js,json");
    await clippy(...wasm, "-p", "eventsource-wasm", "--no-default-features", "--features", "fetch");
    await clippy(...wasm, "-p", "eventsource-wasm-npm");
  });
  await step("Linting the examples", async () => {
    const lint = (...args) => clippyIn(builtExamples, "--manifest-path", examplesManifest, ...args);
    const { pages, servers } = crates();
    for (const args of pages) await lint(...wasm, ...args);
    for (const args of servers) await lint(...args);
  });
  await step("Building the documentation", async () => {
    const env = { RUSTDOCFLAGS: "--deny warnings" };
    const args = ["doc", "--locked", "--no-deps", "--all-features", "--target-dir", target];
    await cargo([...args, "--workspace", "--document-private-items"], env);
    await cargo([...args, "-p", "eventsource-wasm", ...wasm], env);
  });
  // For the types of the generated glue, and of the package that the page imports.
  await buildWasm();
  await buildPackage();
  await step("Checking types", async () => {
    for (const folder of ["npm", "www"])
      await node("typescript/bin/tsc", "--noEmit", "-p", join(folder, "tsconfig.json"));
  });
});
