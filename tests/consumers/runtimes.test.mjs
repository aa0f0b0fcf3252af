// The packed npm package in a program, run by each runtime: it follows the count of the real server over fetch.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "./app.mjs";
import { accompanied, alone, somebody, startCount } from "./count.mjs";

/** Command lines, to which the stream's URL is added. */
const runtimes = {
  "node, import": "node count.mjs",
  "node, require": "node count.cjs",
  "node, slim": "node slim.mjs",
  deno: "deno run --allow-net count.mjs",
  bun: "bun count.mjs",
};

for (const [name, line] of Object.entries(runtimes)) {
  test(name, async (t) => {
    const server = await startCount(t);
    const app = await createApp(name.replace(", ", "-"), "program");
    const program = app.start(t, `${line} ${server.url}/users/count`);
    await program.prints(alone);
    t.after(await somebody(server));
    assert.equal(await program.ended, 0, "it ends by itself");
    assert.equal(program.stdout, `${alone}\n${accompanied}\n`);
  });
}

test("workerd", async (t) => {
  const server = await startCount(t);
  const app = await createApp("workerd", "workerd");
  // As wrangler does it: the wasm is a module of its own, as workerd compiles nothing while it runs.
  const wasm = "--conditions=workerd --loader:.wasm=copy --asset-names=[name]";
  await app.run(`esbuild worker.js --bundle --format=esm --outdir=dist ${wasm}`);
  const workerd = app.start(t, "workerd serve config.capnp --control-fd=1", { SERVER: server.url });
  const [, port] = await workerd.prints(/"port":(\d+)/);
  const { body } = await fetch(`http://127.0.0.1:${port}`);
  const words = body.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await words.read()).value, `${alone}\n`);
  t.after(await somebody(server));
  assert.equal((await words.read()).value, `${accompanied}\n`);
  await words.cancel();
});
