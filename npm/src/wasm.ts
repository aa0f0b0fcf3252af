// The WebAssembly module: compiled once, when the first connection asks for it, and never at import.

import type * as exported from "../generated/eventsource_wasm_bg.wasm.js";
import { decide } from "./decide.js";
import { EventSourceError } from "./error.js";
import type { WasmSource } from "./wasm-source.js";

type Source = () => WasmSource | Promise<WasmSource>;

/** What the module gives: nothing but numbers go in and out, so wasm-bindgen's own glue for objects and texts is not needed. */
export type Exports = typeof exported;

/** The module, once it is compiled. */
export let wasm: Exports | undefined;

let source: Source | undefined;
let compiling: Promise<void> | undefined;

/** Says where the module comes from, when it is asked for. */
export function provide(from: Source): void {
  source = from;
}

/** Compiles the module, unless that is done. */
export function compile(): Promise<void> {
  return (compiling ??= instantiate().catch((cause) => {
    compiling = undefined;
    let remedy = source ? (cause as Error).message : "call load() before";
    if (/^(Compile|Eval)Error$/.test((cause as Error).name))
      remedy +=
        "; where a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src (or default-src)";
    throw new EventSourceError("wasm", `cannot compile WebAssembly: ${remedy}`, { cause });
  }));
}

async function instantiate(): Promise<void> {
  const given = await source!();
  const found = typeof given === "string" || given instanceof URL ? await fetch(given) : given;
  if (found instanceof Response && !found.ok) throw new Error(`${found.url} has the status ${found.status}`);
  const bytes = found instanceof Response ? await found.arrayBuffer() : found;
  const module = bytes instanceof WebAssembly.Module ? bytes : await WebAssembly.compile(bytes);
  const imports: WebAssembly.Imports = {};
  // wasm-bindgen puts a hash behind each name: `__wbg_now_249452f7d0947816`.
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = imported[name.split("_").at(-2)!] ?? (() => {});
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  wasm = exports as unknown as Exports;
  wasm.__wbindgen_start();
}

/** What the module asks of JavaScript. */
const imported: Record<string, (...numbers: any[]) => number> = {
  decide,
  now: () => Date.now(),
  random: Math.random,
  throw: () => {
    throw new Error("eventsource-wasm has a mistake in it: please report it");
  },
};
