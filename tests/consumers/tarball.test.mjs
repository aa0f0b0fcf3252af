// The packed npm package as those see it who look for mistakes in packages.

import { test } from "node:test";
import { createApp } from "./app.mjs";

test("publint has nothing to say", async () => {
  const app = await createApp("publint");
  await app.run(`publint ${app.tarball} --strict`);
});

test("its types are found in every way that ES modules are", async () => {
  const app = await createApp("attw");
  await app.run(`attw ${app.tarball} --profile esm-only --exclude-entrypoints eventsource_wasm.wasm`);
});
