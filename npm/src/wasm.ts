// The WebAssembly module: compiled once, when the first connection asks for it, and never at import.

import * as glue from "../generated/eventsource_wasm_bg.js";
import { EventSourceError } from "./error.js";

/** The module itself, its bytes, or where they are. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL | string;

type Source = () => WasmSource | Promise<WasmSource>;

/** The module's memory, once it is compiled. */
export let memory: WebAssembly.Memory | undefined;

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
    const remedy = source
      ? "where a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src (or default-src)"
      : "call load() before";
    throw new EventSourceError("wasm", `cannot compile WebAssembly: ${remedy}`, { cause });
  }));
}

async function instantiate(): Promise<void> {
  const given = await source!();
  const found = typeof given === "string" || given instanceof URL ? await fetch(given) : given;
  const module = found instanceof Response ? await found.arrayBuffer() : found;
  const imports = { "./eventsource_wasm_bg.js": glue as WebAssembly.ModuleImports };
  const made = (await WebAssembly.instantiate(module as WebAssembly.Module, imports)) as
    WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource;
  const { exports } = "instance" in made ? made.instance : made;
  glue.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  memory = exports.memory as WebAssembly.Memory;
}
