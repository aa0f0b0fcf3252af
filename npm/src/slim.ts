// The package without its WebAssembly, which the caller brings.

import type { WasmSource } from "./wasm-source.js";
import { compile, provide } from "./wasm.js";

export * from "./api.js";
export type { WasmSource } from "./wasm-source.js";

/**
 * Says what the WebAssembly module is, or where: `eventsource-wasm/eventsource_wasm.wasm`. To be called before the first
 * `new EventSource`.
 *
 * ```ts
 * import { EventSource, load } from "eventsource-wasm/slim";
 * load(new URL("eventsource-wasm/eventsource_wasm.wasm", import.meta.url));
 * ```
 *
 * @returns a promise for the module being compiled; nobody has to wait for it
 * @throws {EventSourceError} of kind `wasm` where it cannot be compiled
 */
export function load(source: WasmSource | Promise<WasmSource>): Promise<void> {
  provide(() => source);
  const compiled = compile();
  // Connections tell of it too: nobody has to wait for this.
  compiled.catch(() => {});
  return compiled;
}
