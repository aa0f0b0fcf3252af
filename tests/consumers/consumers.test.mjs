// The packed npm package in the apps of this folder: built by each bundler and opened in Chromium, and run by each
// runtime. Each follows the count of the real server: it is alone, somebody comes, somebody goes.

import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort } from "../../scripts/lib/port.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { startServer } from "../../scripts/test/server.mjs";
import { launch } from "../browsers/index.mjs";
import { createApp } from "./app.mjs";

/** Bounds a hang, in milliseconds. */
const timeout = 120_000;

/** What makes a page of the files in page/ and the bundler's own folder, and of them with its `slim.js` as `main.js`. */
const bundlers = {
  vite: {
    main: "vite build",
    slim: "vite build",
  },
  webpack: {
    main: "webpack ./main.js --mode production",
    slim: "webpack ./main.js --mode production",
  },
  rollup: {
    main: "rollup main.js --plugin node-resolve --dir dist",
  },
  rolldown: {
    main: "rolldown main.js --dir dist",
    slim: "rolldown main.js --dir dist --module-types .wasm=asset",
  },
  esbuild: {
    main: "esbuild main.js --bundle --format=esm --outdir=dist",
    slim: "esbuild main.js --bundle --format=esm --outdir=dist --loader:.wasm=file",
  },
  parcel: {
    main: "parcel build index.html --no-cache",
    // From the HTML on it would have an import map in there, which the server's policy forbids as any inline script.
    slim: "parcel build main.js --no-cache",
  },
};

// TODO: what is not offered yet is not tested.
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const noSlim = !exports["./slim"] && "the package has no ./slim";

/** What runs a program; the server's URL is added. */
const runtimes = {
  "node, import": { run: "node count.mjs" },
  "node, require": { run: "node count.cjs", skip: !process.features.require_module && "this Node.js cannot" },
  "node, slim": { run: "node slim.mjs", skip: noSlim },
  deno: { run: "deno run --allow-net count.mjs" },
  bun: { run: "bun count.mjs" },
};

const alone = "Only you";
const accompanied = "You and 1 more";

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

  /** The page as the live user count's own server has it: with a strict policy, and no script from elsewhere. */
  async function servedFollows(t, { folder }, www = join(folder, "dist")) {
    const html = join(www, "index.html");
    if (!existsSync(html)) cpSync(join(folder, "index.html"), html);
    const server = await startServer(0, ["--www", www]);
    t.after(server.kill);
    await follows(server, server.url);
  }

  /** The app of this folder with the page, `main.js` as this entry of the package wants it. */
  async function createPage(name, from, entry) {
    const app = await createApp(`${name}-${entry}`, "page", from);
    if (entry === "slim") renameSync(join(app.folder, "slim.js"), join(app.folder, "main.js"));
    return app;
  }

  for (const entry of ["main", "slim"]) {
    const skip = entry === "slim" && noSlim;
    for (const [name, { [entry]: build }] of Object.entries(bundlers)) {
      if (!build) continue;
      test(`${name}, ${entry}`, { skip }, async (t) => {
        const app = await createPage(name, name, entry);
        await app.run(build);
        await servedFollows(t, app);
      });
    }

    test(`no bundler, ${entry}`, { skip }, async (t) => {
      const app = await createPage("script", "script", entry);
      await servedFollows(t, app, app.folder);
    });

    test(`vite's server for developers, ${entry}`, { skip }, async (t) => {
      const server = await startServer(0, ["--no-www"]);
      t.after(server.kill);
      const app = await createPage("vite-server", "vite", entry);
      const line = `vite --host 127.0.0.1 --port ${await freePort(0)} --strictPort`;
      const vite = app.start(line, { SERVER: server.url });
      t.after(() => vite.stop());
      const [, url] = await vite.prints(/Local: +(http\S+)/);
      await follows(server, url);
    });
  }

  test("next", async (t) => {
    const server = await startServer(0, ["--no-www"]);
    t.after(server.kill);
    const app = await createApp("next", "next");
    const env = { SERVER: server.url };
    await app.run("next build", env);
    const started = app.start(`next start --hostname 127.0.0.1 --port ${await freePort(0)}`, env);
    t.after(() => started.stop());
    const [, url] = await started.prints(/Local: +(http\S+)[^]*Ready/);
    // A route of its server follows the count too, for a moment; then the page does.
    assert.equal(await (await fetch(`${url}/api/count`)).json(), 1);
    await follows(server, url);
  });
});

describe("an app that has installed the package, without a browser", { timeout }, () => {
  for (const [name, { run, skip }] of Object.entries(runtimes)) {
    test(name, { skip }, async (t) => {
      const server = await startServer(0, ["--no-www"]);
      t.after(server.kill);
      const app = await createApp(name.replace(", ", "-"), "program");
      const program = app.start(`${run} ${server.url}/users/count`);
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
    const wasm = "--conditions=workerd --loader:.wasm=copy --asset-names=[name]";
    await app.run(`esbuild worker.js --bundle --format=esm --outdir=dist ${wasm}`);
    const workerd = app.start("workerd serve config.capnp --control-fd=1", { SERVER: server.url });
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

describe("an app that imports the package and does not use it, does not carry it", { timeout }, () => {
  for (const [name, { main }] of Object.entries(bundlers)) {
    test(name, async () => {
      const app = await createApp(`${name}-unused`, "page", name, "unused");
      await app.run(main);
      const scripts = readdirSync(join(app.folder, "dist"), { recursive: true }).filter((file) => file.endsWith(".js"));
      const sizes = scripts.map((file) => statSync(join(app.folder, "dist", file)).size);
      const size = sizes.reduce((sum, bytes) => sum + bytes);
      // Parcel leaves what has no effect but could, as far as it sees.
      assert.ok(size < 3000, `${scripts} have ${size} bytes`);
    });
  }
});

describe("the tarball", { timeout }, () => {
  test("publint has nothing to say", async () => {
    const app = await createApp("publint");
    await app.run(`publint ${app.tarball} --strict`);
  });

  test("its types are found in every way that ES modules are", async () => {
    const app = await createApp("attw");
    await app.run(`attw ${app.tarball} --profile esm-only --exclude-entrypoints eventsource_wasm.wasm`);
  });
});
