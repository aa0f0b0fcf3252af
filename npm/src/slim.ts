// The package without its WebAssembly, which the caller brings.

import { compile, provide, type WasmSource } from "./wasm.js";

export * from "./api.js";
export type { WasmSource } from "./wasm.js";

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
  return compile();
}
