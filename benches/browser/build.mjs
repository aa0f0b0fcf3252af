// The contestants, as an app builds them: the page with the npm package and its peers by esbuild; the Rust by cargo,
// wasm-bindgen and wasm-opt.

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "../../scripts/build.mjs";
import { bundle } from "../../scripts/build/bundle.mjs";
import { buildPackage } from "../../scripts/build/package.mjs";
import { buildWasm } from "../../scripts/build/wasm.mjs";
import { npm } from "../../scripts/lib/npm.mjs";
import { dist, root, target } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { fingerprint, record, recorded } from "../../scripts/lib/stamp.mjs";
import { wasmBindgen } from "../../scripts/setup/tools.mjs";
import { contestants, loaded } from "./contestants.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const wasmOpt = join(root, "node_modules/binaryen/bin/wasm-opt");
const name = "eventsource_wasm_bench_browser";
const folder = join(process.env.CARGO_TARGET_DIR ?? target, "bench-browser");

/** Installs what the building needs, and the npm package's peers. */
export async function install() {
  await setup();
  const now = fingerprint({ files: [join(here, "package-lock.json")] });
  if (recorded("bench-browser", now) && existsSync(join(here, "node_modules"))) return;
  await npm(["ci", "--no-audit", "--no-fund"], { cwd: here, show: true });
  record("bench-browser", now);
}

/** Builds the page and the npm package that it uses, and for each of the `loaded` one that loads it alone. Gives the folder. */
export async function buildPage() {
  await buildWasm();
  await buildPackage();
  const outdir = join(folder, "page");
  mkdirSync(outdir, { recursive: true });
  await bundle({
    entryPoints: [join(here, "page/page.mjs"), ...loaded.map((name) => alone(name, outdir))],
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    external: ["./bench.js"],
    alias: { "eventsource-wasm": join(dist, "index.js") },
  });
  copyFileSync(join(here, "page/index.html"), join(outdir, "index.html"));
  return outdir;
}

/** Writes the page that has nothing but this contestant; gives its script, as it is to be bundled. */
function alone(name, outdir) {
  const module = (file) => JSON.stringify(join(here, "page", file));
  const script = join(folder, `first-${name}.mjs`);
  const from = contestants[name].isOurs ? "ours.mjs" : "peers.mjs";
  writeFileSync(
    script,
    `import { first } from ${module("first.mjs")};\nimport { ${name} } from ${module(from)};\nfirst(${name});\n`,
  );
  const html = `<!doctype html><title>First event</title><script type="module" src="first-${name}.mjs"></script>`;
  writeFileSync(join(outdir, `first-${name}.html`), html);
  return script;
}

/**
 * Builds for speed ("3") or for size ("z"): both are what apps do, as the guides of Rust's frameworks say the latter and
 * cargo's default is the former. Gives the folder with `bench.js`.
 */
export async function buildRust(level) {
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
