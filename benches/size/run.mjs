// How large an app's WebAssembly is: with the library, and with gloo-net and serde_json for the same job; and with a framework,
// with its hooks and without. Prints tables in Markdown.
//
//   node benches/size/run.mjs

import "../../scripts/lib/require-node.mjs";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { setup } from "../../scripts/build.mjs";
import { main, say, step } from "../../scripts/lib/log.mjs";
import { root, target } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { wasmBindgen } from "../../scripts/setup/tools.mjs";

/** What an app does -> the examples that do it: ours, which are weighed with the feature `fetch` and without it, and theirs. */
const jobs = [
  ["nothing: text comes in and goes out", { theirs: ["-", "nothing"] }],
  ["one event, a listener", { ours: "ours_listener", theirs: ["gloo-net + serde_json", "gloo_net_stream"] }],
  ["one event, a stream", { ours: "ours_stream", theirs: ["gloo-net + serde_json", "gloo_net_stream"] }],
  ["two events, one enum", { ours: "ours_enum", theirs: ["gloo-net + serde_json", "gloo_net_enum"] }],
];
const examples = [...new Set(jobs.flatMap(([, { ours, theirs }]) => [ours, theirs[1]]).filter(Boolean))];

/** What an app with a framework does -> the end of its name, which begins with the framework's. */
const frameworks = { yew: "Yew 0.23", dioxus: "Dioxus 0.7", leptos: "Leptos 0.8" };
const apps = { "no events": "nothing", "by hand": "by_hand", "by the hooks": "hook" };

const triple = "wasm32-unknown-unknown";
const manifest = fileURLToPath(new URL("Cargo.toml", import.meta.url));
const folder = join(process.env.CARGO_TARGET_DIR ?? target, "bench-size");
const wasmOpt = join(root, "node_modules/binaryen/bin/wasm-opt");
const gz = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

await main(async () => {
  await setup();
  const sizes = {};
  for (const features of ["", "talc", "fetch", "fetch,talc"]) {
    const what = features || "no feature";
    sizes[features] = await step(`Building the apps: ${what}`, () => weigh(what, examples, features));
  }
  const framed = {};
  for (const [framework, title] of Object.entries(frameworks)) {
    const names = Object.values(apps).map((name) => `${framework}_${name}`);
    const weighed = await step(`Building those with ${title}`, () => weigh(framework, names, `${framework},fetch`));
    Object.assign(framed, weighed);
  }
  say(`\n${table(sizes)}\n\n${tableOfFrameworks(framed)}`);
});

/** Builds some examples; gives name -> the sizes of what an app would ship. */
async function weigh(name, examples, features) {
  const args = [
    ...["build", "--locked", "--release", "--target", triple],
    ...["--target-dir", folder, "--manifest-path", manifest],
    ...examples.flatMap((example) => ["--example", example]),
    ...["--features", features],
  ];
  await run("cargo", args, { show: true });
  const out = join(folder, name);
  mkdirSync(out, { recursive: true });
  const sizes = {};
  for (const example of examples) {
    await ship(example, out);
    const [wasm, js] = [`${example}_bg.wasm`, `${example}.js`].map((file) => readFileSync(join(out, file)));
    sizes[example] = { wasm: wasm.length, wasmGz: gz(wasm), jsGz: gz(js) };
  }
  return sizes;
}

/** As the npm package's wasm is made. */
async function ship(example, out) {
  const compiled = join(folder, triple, "release/examples", `${example}.wasm`);
  const strip = ["--remove-name-section", "--remove-producers-section"];
  await run(wasmBindgen, ["--target", "web", ...strip, "--out-dir", out, "--out-name", example, compiled]);
  const wasm = join(out, `${example}_bg.wasm`);
  await run(process.execPath, [wasmOpt, "-Oz", "--converge", "--strip-target-features", wasm, "-o", wasm]);
}

function table(sizes) {
  const row = (job, by, example, usual, talc) => {
    const { wasm, wasmGz, jsGz } = usual[example];
    return [job, by, ...[wasm, wasmGz, talc[example].wasmGz, jsGz].map(kilobytes)];
  };
  const rows = jobs.flatMap(([job, { ours, theirs }]) => [
    ...(ours
      ? [
          row(job, "this library", ours, sizes["fetch"], sizes["fetch,talc"]),
          row(job, "this library without `fetch`", ours, sizes[""], sizes["talc"]),
        ]
      : []),
    row(job, ...theirs, sizes[""], sizes["talc"]),
  ]);
  return markdown(["the app does", "by", "wasm, kB", "gz, kB", "gz with talc", "JavaScript, gz"], rows);
}

function tableOfFrameworks(sizes) {
  const rows = Object.entries(frameworks).map(([framework, title]) => [
    title,
    ...Object.values(apps).flatMap((app) => {
      const { wasm, wasmGz } = sizes[`${framework}_${app}`];
      return [wasm, wasmGz].map(kilobytes);
    }),
  ]);
  return markdown(["framework", ...Object.keys(apps).flatMap((app) => [`${app}: wasm, kB`, "gz, kB"])], rows, 1);
}

/** A table whose columns are numbers but for the first ones. */
function markdown(head, rows, words = 2) {
  const line = head.map((_, column) => (column < words ? "---" : "---:"));
  return [head, line, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
