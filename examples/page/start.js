// Starts the example: what wasm-bindgen wrote beside this.

import init from "./example.js";

await init();
