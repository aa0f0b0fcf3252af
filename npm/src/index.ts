// The package with its WebAssembly inside.

import base64 from "../generated/wasm.js";
import { provide } from "./wasm.js";

export * from "./api.js";

provide(async () => {
  const compressed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  // To compress the base64 of the module itself would gain a third less.
  const bytes = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(bytes).arrayBuffer();
});
