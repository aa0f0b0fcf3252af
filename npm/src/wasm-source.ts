// Where the WebAssembly module may come from.

/** The module itself, its bytes, or where they are. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL | string;
