// The packed npm package in the apps of this folder: built by each bundler and opened in Chromium, and run by each
// runtime. Each follows the count of the real server: it is alone, somebody comes, somebody goes.

import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort } from "../../scripts/lib/port.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { startServer } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";
import { createApp, pack } from "./app.mjs";

/** Bounds a hang, in milliseconds. */
const timeout = 120_000;

/** What makes a page of them, in a folder with page/ and the bundler's own; `slim` is added where its `slim.js` is. */
const bundlers = {
  vite: { build: ["vite", "build"], slim: [] },
  webpack: { build: ["webpack", "./main.js", "--mode", "production"], slim: [] },
  rollup: { build: ["rollup", "main.js", "--plugin", "node-resolve", "--dir", "dist"] },
  rolldown: { build: ["rolldown", "main.js", "--dir", "dist"], slim: ["--module-types", ".wasm=asset"] },
  esbuild: {
    build: ["esbuild", "main.js", "--bundle", "--format=esm", "--outdir=dist"],
    slim: ["--loader:.wasm=file"],
  },
  parcel: { build: ["parcel", "build", "index.html", "--no-cache"], slim: [] },
};

/** What runs a program; the server's URL is added. */
const runtimes = {
  "node, import": { run: ["node", "count.mjs"] },
  "node, require": { run: ["node", "count.cjs"], skip: !process.features.require_module && "this Node.js cannot" },
  "node, slim": { run: ["node", "slim.mjs"] },
  deno: { run: ["deno", "run", "--allow-net", "count.mjs"] },
  bun: { run: ["bun", "count.mjs"] },
};

const alone = "Only you";
const accompanied = "You and 1 more";

// TODO: what is not offered yet is not tested.
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const noSlim = !exports["./slim"] && "the package has no ./slim";

/** Somebody else looks at the count; gives what makes them leave. */
async function somebody(server) {
  const controller = new AbortController();
  await fetch(`${server.url}/users/count`, { signal: controller.signal });
  return () => controller.abort();
}

describe("an app that has installed the package, in Chromium", { timeout }, () => {
  let browser, user;
  before(async () => {
    browser = await launch("chromium");
    user = await browser.newUser();
  });
  after(() => browser?.close());

  /** Opens the app's page, and sees it follow the count. */
  async function follows(server, url) {
    const page = await user.open(url);
    const shows = (text) =>
      page.waitFor((text) => document.querySelector("output").textContent === text, {
        arguments: [text],
        message: `the page shows "${text}"`,
      });
    try {
      await shows(alone);
      const leave = await somebody(server);
      await shows(accompanied);
      leave();
      await shows(alone);
    } finally {
      // First, as they are why.
      const problems = (await page.problems()).filter(({ kind }) => kind !== "network"); // there is no icon
      await page.close();
      assert.deepEqual(problems, []);
    }
  }

  for (const [name, { build, slim }] of Object.entries(bundlers)) {
    test(name, async (t) => {
      const app = await createApp(name, "page", name);
      await app.run(build);
      await servedFollows(t, app);
    });
    if (!slim) continue;
    test(`${name}, slim`, { skip: noSlim }, async (t) => {
      const app = await createApp(`${name}-slim`, "page", name);
      renameSync(join(app.folder, "slim.js"), join(app.folder, "main.js"));
      await app.run([...build, ...slim]);
      await servedFollows(t, app);
    });
  }

  /** The page as the live user count's own server has it: with a strict policy, and no script from elsewhere. */
  async function servedFollows(t, { folder }, www = join(folder, "dist")) {
    const html = join(www, "index.html");
    if (!existsSync(html)) cpSync(join(folder, "index.html"), html);
    const server = await startServer(0, ["--www", www]);
    t.after(server.kill);
    await follows(server, server.url);
  }

  test("no bundler", async (t) => {
    const app = await createApp("script", "page", "script");
    await servedFollows(t, app, app.folder);
  });

  test("no bundler, slim", { skip: noSlim }, async (t) => {
    const app = await createApp("script-slim", "page", "script");
    renameSync(join(app.folder, "slim.js"), join(app.folder, "main.js"));
    await servedFollows(t, app, app.folder);
  });

  test("vite, developing", async (t) => {
    const server = await startServer(0, ["--no-www"]);
    t.after(server.kill);
    const app = await createApp("vite-dev", "page", "vite");
    const port = String(await freePort(0));
    const dev = app.start(["vite", "--host", "127.0.0.1", "--port", port, "--strictPort"], { SERVER: server.url });
    t.after(() => dev.stop());
    const [, url] = await dev.prints(/Local: +(http\S+)/);
    await follows(server, url);
  });

  test("next", async (t) => {
    const server = await startServer(0, ["--no-www"]);
    t.after(server.kill);
    const app = await createApp("next", "next");
    const env = { SERVER: server.url };
    await app.run(["next", "build"], env);
    const started = app.start(["next", "start", "--hostname", "127.0.0.1", "--port", String(await freePort(0))], env);
    t.after(() => started.stop());
    const [, url] = await started.prints(/Local: +(http\S+)[^]*Ready/);
    // A route of its server follows the count too, for a moment; then the page does.
    assert.equal(await (await fetch(`${url}/api/count`)).json(), 1);
    await follows(server, url);
  });
});

describe("an app that has installed the package, without a browser", { timeout }, () => {
  for (const [name, { run, skip }] of Object.entries(runtimes)) {
    test(name, { skip: skip || (name.endsWith("slim") && noSlim) }, async (t) => {
      const server = await startServer(0, ["--no-www"]);
      t.after(server.kill);
      const app = await createApp(name.replace(", ", "-"), "program");
      const program = app.start([...run, `${server.url}/users/count`]);
      t.after(() => program.stop());
      await program.prints(alone);
      t.after(await somebody(server));
      assert.equal(await program.ended, 0, "it ends by itself");
      assert.equal(program.stdout, `${alone}\n${accompanied}\n`);
    });
  }

  test("workerd", { skip: !exports["."].workerd && "the package has nothing for workerd" }, async (t) => {
    const server = await startServer(0, ["--no-www"]);
    t.after(server.kill);
    const app = await createApp("workerd", "workerd");
    // As wrangler does it: the wasm is a module of its own, as workerd compiles nothing while it runs.
    const wasm = ["--conditions=workerd", "--loader:.wasm=copy", "--asset-names=[name]"];
    await app.run(["esbuild", "worker.js", "--bundle", "--format=esm", "--outdir=dist", ...wasm]);
    const workerd = app.start(["workerd", "serve", "config.capnp", "--control-fd=1"], { SERVER: server.url });
    t.after(() => workerd.stop());
    const [, port] = await workerd.prints(/"port":(\d+)/);
    const { body } = await fetch(`http://127.0.0.1:${port}`);
    const words = body.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await words.read()).value, `${alone}\n`);
    t.after(await somebody(server));
    assert.equal((await words.read()).value, `${accompanied}\n`);
    await words.cancel();
  });
});

describe("the tarball", { timeout }, () => {
  test("publint has nothing to say", async () => {
    const app = await createApp("publint");
    await app.run(["publint", await pack(), "--strict"]);
  });

  test("its types are found in every way that ES modules are", async () => {
    const app = await createApp("attw");
    const wasm = ["--exclude-entrypoints", "eventsource_wasm.wasm"];
    await app.run(["attw", await pack(), "--profile", "esm-only", ...wasm]);
  });
});
