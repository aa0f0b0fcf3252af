// The package for workerd, which compiles no bytes at run time: there the module is imported.

// @ts-expect-error: beside the built package.
import module from "./eventsource_wasm.wasm";
import { provide } from "./wasm.js";

export * from "./api.js";

provide(() => module);
