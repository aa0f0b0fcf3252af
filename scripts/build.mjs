// `npm run build`: everything that `npm start` runs, from nothing: tools, wasm, npm package, page, server.

import "./lib/require-node.mjs";
import { pathToFileURL } from "node:url";
import { buildPackage } from "./build/package.mjs";
import { buildPage } from "./build/page.mjs";
import { buildServer } from "./build/server.mjs";
import { buildWasm } from "./build/wasm.mjs";
import { main } from "./lib/log.mjs";
import { setupNode } from "./setup/node.mjs";
import { setupRust } from "./setup/rust.mjs";
import { setupTools } from "./setup/tools.mjs";

/** What every command needs installed. */
export async function setup() {
  await setupNode();
  await setupRust();
  await setupTools();
}

export async function build() {
  await buildWasm();
  await buildPackage();
  await buildPage();
  await buildServer();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setup();
    await build();
  });
}
