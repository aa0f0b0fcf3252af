// The WebAssembly module: compiled once, when the first connection asks for it, and never at import.

import instantiate from "../generated/eventsource_wasm.js";
import base64 from "../generated/wasm.js";
import { EventSourceError } from "./error.js";

let compiling: Promise<void> | undefined;
let compiled = false;

/** Calls back once the module is there: at once if it is already, and with an error where it cannot be compiled. */
export function withWasm(callback: (error?: EventSourceError) => void): void {
  if (compiled) {
    callback();
  } else {
    compiling ??= compile();
    // Two arguments, so that what `callback` throws is not taken for a failure to compile.
    compiling.then(() => callback(), callback);
  }
}

async function compile(): Promise<void> {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    await instantiate({ module_or_path: bytes });
    compiled = true;
  } catch (cause) {
    const remedy =
      "where a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src (or default-src)";
    throw new EventSourceError("wasm", `cannot compile WebAssembly: ${remedy}`, { cause });
  }
}
