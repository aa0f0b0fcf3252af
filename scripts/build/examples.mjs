// The examples, as their users would build them: cargo and wasm-bindgen, each into a folder that a server can serve.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { step } from "../lib/log.mjs";
import { program, root, server, target } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { wasmBindgen } from "../setup/tools.mjs";

const source = join(root, "examples");
const built = join(target, "examples");
const triple = "wasm32-unknown-unknown";

/** Their names, which are their folders' and their crates'. */
export const examples = ["callbacks", "one-enum", "chat"];

/** Where an example's page is when it is built. */
const www = (name) => join(built, "www", name);

/** The server of an example, and its arguments. */
export function serverOf(name, port) {
  return name === "chat"
    ? { program: join(built, "debug", program("chat-server")), args: [String(port), www(name)] }
    : { program: server, args: ["--host", "127.0.0.1", "--port", String(port), "--www", www(name)] };
}

/** Builds some of the examples, and the server of the chat. */
export async function buildExamples(names = examples) {
  const cargo = (...args) =>
    run("cargo", ["build", "--locked", "--manifest-path", join(source, "Cargo.toml"), "--target-dir", built, ...args], {
      show: true,
    });
  const packages = names.flatMap((name) => ["-p", name]);
  await step(`Building ${names.join(", ")}`, async () => {
    await cargo("--target", triple, ...packages);
    if (names.includes("chat")) await cargo("-p", "chat-server");
    await Promise.all(names.map(page));
  });
}

async function page(name) {
  const folder = www(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of [`${name}/index.html`, "page/start.js", "page/style.css"]) {
    cpSync(join(source, file), join(folder, file.split("/")[1]));
  }
  const wasm = join(built, triple, "debug", `${name.replaceAll("-", "_")}.wasm`);
  await run(wasmBindgen, ["--target", "web", "--no-typescript", "--out-name", "example", "--out-dir", folder, wasm]);
}
