// Every block of code in the guides of docs/: its types hold against the packed package, and it does what its guide says.
//
// For docs/post.md there is post.mjs here. Its default export has a test for each block, by the block's name: the heading that it
// stands under, or its file's name. Its `routes` are what the server of the examples answers.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { launch } from "../browsers/index.mjs";
import { until } from "../browsers/wait.mjs";
import { createApp } from "../consumers/app.mjs";
import { blocksOf, guides } from "./blocks.mjs";
import { startSite } from "./site.mjs";

/** The server that the guides speak of. */
const EXAMPLE = "https://example.com";

const compilerOptions = {
  strict: true,
  noEmit: true,
  module: "esnext",
  moduleResolution: "bundler",
  allowImportingTsExtensions: true,
  moduleDetection: "force",
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"],
  types: [],
};

const pages = guides();
let app, site, browser, user;

before(async () => {
  app = await createApp("guides");
  const { folder } = app;
  site = await startSite(folder);
  for (const guide of pages) {
    mkdirSync(join(folder, guide));
    for (const { file, code } of blocksOf(guide)) {
      writeFileSync(join(folder, guide, file), code.replaceAll(EXAMPLE, site.url));
    }
  }
  const entryPoints = pages.flatMap((guide) => blocksOf(guide).map(({ file }) => join(folder, guide, file)));
  const external = ["node:*"];
  await build({ entryPoints, outdir: join(folder, "built"), outbase: folder, bundle: true, format: "esm", external });
  browser = await launch(process.env.BROWSER ?? "chromium");
  user = await browser.newUser();
});
after(async () => {
  await browser?.close();
  site?.stop();
});

test("the types hold", async () => {
  writeFileSync(join(app.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*/*.ts"] }));
  await app.run("tsc");
});

for (const guide of pages) {
  const { default: tests, routes } = await import(`./${guide}.mjs`);
  const blocks = blocksOf(guide);
  describe(`docs/${guide}.md`, () => {
    test("each block has a test, and each test a block", () => {
      const needed = blocks.filter(({ isPart, name }) => !isPart || tests[name]).map(({ name }) => name);
      assert.deepEqual(Object.keys(tests).sort(), needed.sort());
    });
    for (const { name, file } of blocks.filter(({ name }) => tests[name])) {
      test(name, { timeout: 60_000 }, async (t) => {
        site.use(routes);
        await tests[name]({
          site,
          asked: site.asked,
          run: (options) => runInBrowser(t, `/${guide}/${file}`, options),
          runInNode: () => runInNode(t, `built/${guide}/${file.replace(/ts$/, "js")}`),
        });
      });
    }
  });
}

/**
 * Imports a module in a page of its own; gives that page, and `logged(...lines)`: waits until the module has written these lines
 * to the console, first of all; a line may be a pattern.
 */
async function runInBrowser(t, module, { html = "", policy } = {}) {
  const tab = await user.open(`${site.url}/${policy ? `?${new URLSearchParams({ policy })}` : ""}`);
  t.after(() => tab.close());
  const start = () => tab.evaluate(startModule, module, html);
  await start();
  return {
    ...tab,
    reload: () => tab.reload().then(start),
    logged: (...lines) => logged(() => tab.evaluate(() => globalThis.lines), lines),
  };
}

/** In the page. */
function startModule(module, html) {
  document.body.innerHTML = html;
  const lines = (globalThis.lines = []);
  const text = (value) => (Object(value) === value && !(value instanceof Error) ? JSON.stringify(value) : `${value}`);
  for (const level of ["log", "warn", "error"]) console[level] = (...values) => lines.push(values.map(text).join(" "));
  import(module).catch(console.error);
}

/** Runs a module by Node.js; gives `lines()`, what it has written, `logged` as above, and `ended`, a promise for its exit code. */
function runInNode(t, module) {
  const program = app.start(t, `node ${module}`, { PORT: "0" });
  const lines = () => program.stdout.split("\n").slice(0, -1);
  return { lines, ended: program.ended, logged: (...expected) => logged(lines, expected) };
}

async function logged(read, expected) {
  let lines;
  await until(async () => (lines = await read()).length >= expected.length).catch(() => {});
  const same = (line, at) => (expected[at] instanceof RegExp && expected[at].test(line) ? expected[at] : line);
  // More may follow: connections come back.
  assert.deepEqual(lines.slice(0, expected.length).map(same), expected);
}
