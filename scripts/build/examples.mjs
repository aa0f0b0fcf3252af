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

/**
 * What there is beside a page of the crate that is named as its folder, served by the server of the live user count:
 *
 * - `package`: another name for the crate. A framework's example cannot be named as the framework.
 * - `features`: of the crate, where the same one is a page and a server. It is built by itself then.
 * - `server`: one of its own: its crate, its features, and its arguments, given a port and the folder of the page.
 */
const table = {
  callbacks: {},
  "one-enum": {},
  chat: { server: { package: "chat-server", args: (port, www) => [String(port), www] } },
  yew: { package: "yew-example" },
  dioxus: { package: "dioxus-example" },
  leptos: { package: "leptos-example" },
  "leptos-ssr": {
    features: ["hydrate"],
    server: { package: "leptos-ssr", features: ["ssr"], args: (port, www) => [String(port), www] },
  },
};

/** Their names, which are their folders'. */
export const examples = Object.keys(table);

/** Whether it has a server of its own. */
export const hasServer = (name) => Boolean(table[name].server);

const packageOf = (name) => table[name].package ?? name;

/** Where an example's page is when it is built. */
const www = (name) => join(builtExamples, "www", name);

/** The server of an example, and its arguments. */
export function serverOf(name, port) {
  const own = table[name].server;
  return own
    ? { program: join(builtExamples, "debug", program(own.package)), args: own.args(port, www(name)) }
    : { program: server, args: ["--host", "127.0.0.1", "--port", String(port), "--www", www(name)] };
}

/** What cargo is to build for pages and for servers: its arguments, a list for each time that it is called. */
export function crates(names = examples) {
  const select = (name, features = []) => ["-p", name, ...features.flatMap((feature) => ["--features", feature])];
  const [alone, together] = [
    names.filter((name) => table[name].features),
    names.filter((name) => !table[name].features),
  ];
  const pages = [
    together.flatMap((name) => select(packageOf(name))),
    ...alone.map((name) => [...select(packageOf(name), table[name].features), "--lib"]),
  ];
  const servers = names.filter(hasServer).map((name) => {
    const own = table[name].server;
    return [...select(own.package, own.features), "--bins"];
  });
  return { pages: pages.filter((args) => args.length > 0), servers };
}

/** Builds some of the examples, and the servers that they have. */
export async function buildExamples(names = examples) {
  const flags = ["--locked", "--manifest-path", examplesManifest, "--target-dir", builtExamples];
  const cargo = (...args) => run("cargo", ["build", ...flags, ...args], { show: true });
  await step(`Building ${names.join(", ")}`, async () => {
    const { pages, servers } = crates(names);
    for (const args of pages) await cargo("--target", triple, ...args);
    for (const args of servers) await cargo(...args);
    await Promise.all(names.map(page));
  });
}

async function page(name) {
  const folder = www(name);
  // A page that its server renders is no file.
  const html = existsSync(join(source, name, "index.html")) ? [`${name}/index.html`] : [];
  const files = [...html, "page/start.js", "page/style.css"].map((file) => join(source, file));
  const wasm = join(builtExamples, triple, "debug", `${packageOf(name).replaceAll("-", "_")}.wasm`);
  const now = fingerprint({ files: [...files, wasm, wasmBindgen, fileURLToPath(import.meta.url)] });
  if (recorded(`example-${name}`, now) && existsSync(folder)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(file, join(folder, basename(file)));
  await run(wasmBindgen, ["--target", "web", "--no-typescript", "--out-name", "example", "--out-dir", folder, wasm]);
  record(`example-${name}`, now);
}
