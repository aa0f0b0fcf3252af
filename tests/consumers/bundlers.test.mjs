// The packed npm package in a page: built by each bundler, and opened in Chromium. Each follows the count of the real
// server: it is alone, somebody comes, somebody goes.

import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort } from "../../scripts/lib/port.mjs";
import { launch } from "../browsers/index.mjs";
import { createApp } from "./app.mjs";
import { accompanied, alone, somebody, startCount } from "./count.mjs";

/**
 * What makes a page of the files in page/, of them with the wasm as a file of its own (with what is in the bundler's own
 * folder), and with the connection in a worker, where the bundler knows workers.
 */
const bundlers = {
  vite: {
    main: "vite build",
    slim: "vite build",
    worker: "vite build",
  },
  webpack: {
    main: "webpack ./main.js --mode production",
    slim: "webpack ./main.js --mode production",
    worker: "webpack ./main.js --mode production",
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
    // From the HTML on it would write an import map into that, which our server's policy forbids as any inline script.
    slim: "parcel build main.js --no-cache",
    worker: "parcel build main.js --no-cache",
  },
};

/** A page's app; what is in `from` comes on top. */
async function createPage(name, entry, ...from) {
  const app = await createApp(`${name}-${entry}`, "page", ...from);
  if (entry === "slim") renameSync(join(app.folder, "slim.js"), join(app.folder, "main.js"));
  return app;
}

describe("an app that has installed the package, in Chromium", () => {
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
    const server = await startCount(t, www);
    await follows(server, server.url);
  }

  for (const [name, lines] of Object.entries(bundlers)) {
    for (const [entry, line] of Object.entries(lines)) {
      test(`${name}, ${entry}`, async (t) => {
        const from = { main: [], slim: [name], worker: ["worker"] }[entry];
        const app = await createPage(name, entry, ...from);
        await app.run(line);
        await servedFollows(t, app);
      });
    }
  }

  for (const entry of ["main", "slim"]) {
    test(`no bundler, ${entry}`, async (t) => {
      const app = await createPage("script", entry, "script");
      await servedFollows(t, app, app.folder);
    });

    test(`vite's server for developers, ${entry}`, async (t) => {
      const server = await startCount(t);
      const app = await createPage("vite-server", entry, "vite");
      const line = `vite --host 127.0.0.1 --port ${await freePort(0)} --strictPort`;
      const vite = app.start(t, line, { SERVER: server.url });
      const [, url] = await vite.prints(/Local: +(http\S+)/);
      await follows(server, url);
    });
  }

  test("next", async (t) => {
    const server = await startCount(t);
    const app = await createApp("next", "next");
    const env = { SERVER: server.url };
    await app.run("next build", env);
    const started = app.start(t, `next start --hostname 127.0.0.1 --port ${await freePort(0)}`, env);
    const [, url] = await started.prints(/Local: +(http\S+)[^]*Ready/);
    // A route of its server follows the count too, for a moment; then the page does.
    assert.equal(await (await fetch(`${url}/api/count`)).json(), 1);
    await follows(server, url);
  });
});

describe("an app that hands the package on, and does not use it, does not carry it", () => {
  for (const [name, { main }] of Object.entries(bundlers)) {
    test(name, async () => {
      const app = await createApp(`${name}-unused`, "page", "unused");
      await app.run(main);
      const scripts = readdirSync(join(app.folder, "dist"), { recursive: true }).filter((file) => file.endsWith(".js"));
      const sizes = scripts.map((file) => statSync(join(app.folder, "dist", file)).size);
      const size = sizes.reduce((sum, bytes) => sum + bytes);
      assert.ok(size < 1000, `${scripts} have ${size} bytes`);
    });
  }
});
