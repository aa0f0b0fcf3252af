// The examples, as their users would build them: cargo and wasm-bindgen, each into a folder that a server can serve.

import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { step } from "../lib/log.mjs";
import { program, root, server, target } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { fingerprint, record, recorded } from "../lib/stamp.mjs";
import { wasmBindgen } from "../setup/tools.mjs";

const source = join(root, "examples");
const triple = "wasm32-unknown-unknown";

/** Their workspace. */
export const examplesManifest = join(source, "Cargo.toml");

/** What cargo builds for them. */
export const builtExamples = join(target, "examples");

/** Their names, which are their folders' and their crates'. */
export const examples = ["callbacks", "one-enum", "chat"];

/** Where an example's page is when it is built. */
const www = (name) => join(builtExamples, "www", name);

/** The server of an example, and its arguments. */
export function serverOf(name, port) {
  return name === "chat"
    ? { program: join(builtExamples, "debug", program("chat-server")), args: [String(port), www(name)] }
    : { program: server, args: ["--host", "127.0.0.1", "--port", String(port), "--www", www(name)] };
}

/** Builds some of the examples, and the server of the chat. */
export async function buildExamples(names = examples) {
  const flags = ["--locked", "--manifest-path", examplesManifest, "--target-dir", builtExamples];
  const cargo = (...args) => run("cargo", ["build", ...flags, ...args], { show: true });
  await step(`Building ${names.join(", ")}`, async () => {
    await cargo("--target", triple, ...names.flatMap((name) => ["-p", name]));
    if (names.includes("chat")) await cargo("-p", "chat-server");
    await Promise.all(names.map(page));
  });
}

async function page(name) {
  const folder = www(name);
  const files = [`${name}/index.html`, "page/start.js", "page/style.css"].map((file) => join(source, file));
  const wasm = join(builtExamples, triple, "debug", `${name.replaceAll("-", "_")}.wasm`);
  const now = fingerprint({ files: [...files, wasm, wasmBindgen, fileURLToPath(import.meta.url)] });
  if (recorded(`example-${name}`, now) && existsSync(folder)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(file, join(folder, basename(file)));
  await run(wasmBindgen, ["--target", "web", "--no-typescript", "--out-name", "example", "--out-dir", folder, wasm]);
  record(`example-${name}`, now);
}
