// The packed npm package, installed in an app: what is in it, what importing it does, and what its types say.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { createApp } from "../consumers/app.mjs";

test("the package holds what is needed and nothing else", async () => {
  const { folder } = await createApp("contents");
  const packed = join(folder, "node_modules/eventsource-wasm");
  assert.deepEqual(readdirSync(packed).sort(), ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "dist", "package.json"]);
  assert.deepEqual(
    readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
    ["eventsource-wasm"],
  );
});

test("importing it does nothing, and the constructor does not throw where there is no browser", async () => {
  const app = await createApp("no-browser", "no-browser");
  const lines = (await app.run("node run.js")).trim().split("\n");
  const twice = ["/users/count 0", "unsupported 2"];
  assert.deepEqual(lines, [...twice, ...twice]);
});

const [, readme] = readFileSync(join(root, "README.md"), "utf8").match(/```ts\n([^]*?)```/);

for (const [module, resolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
]) {
  test(`its types hold, and the README is right, under strict TypeScript with ${resolution} resolution`, async () => {
    const app = await createApp(`typescript-${resolution}`, "typescript");
    writeFileSync(join(app.folder, "readme.ts"), readme);
    await app.run(`tsc --module ${module} --moduleResolution ${resolution}`);
  });
}
