// The npm package without a browser: the suite over fetch in Node, Deno, Bun and workerd.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "../../scripts/lib/paths.mjs";
import { startFaults } from "../../scripts/test/faults.mjs";
import { holdFolder, holdProcess } from "../browsers/resources.mjs";
import { report } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// The folder with Deno's, Bun's and workerd's programs; and who of all is wanted.
const { PROGRAMS: programs = "", ENGINES: engines = "node,deno,bun,workerd", FILTER: filter } = process.env;
const skip = (engine) => !engines.split(",").includes(engine) && "it is not asked for";
const quiet = { NO_COLOR: "1", DO_NOT_TRACK: "1", DENO_NO_UPDATE_CHECK: "1" };

/** Starts a program; gives what it prints: `prints(pattern)` waits for it, `ended` for the end. */
function start(command, args) {
  const env = { ...process.env, ...quiet };
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const program = { output: "", errors: "", stop: holdProcess(child) };
  let look = () => {};
  child.stdout.setEncoding("utf8").on("data", (text) => look((program.output += text)));
  child.stderr.setEncoding("utf8").on("data", (text) => (program.errors += text));
  program.ended = new Promise((done, fail) => child.once("close", done).once("error", fail));
  program.prints = (pattern) =>
    new Promise((done, fail) => {
      look = () => pattern.test(program.output) && done(program.output.match(pattern));
      look();
      program.ended.then(() => fail(new Error(`${command} ended: ${program.errors}`)), fail);
    });
  return program;
}

describe("the npm package over fetch", { concurrency: true }, () => {
  let faults;
  before(async () => (faults = await startFaults()));
  after(() => faults?.kill());

  const given = (engine) => JSON.stringify({ engine, scope: "main", urls: faults.urls, transports: ["fetch"], filter });

  for (const [engine, command] of Object.entries({
    node: [process.execPath],
    deno: [join(programs, "deno"), "run", "--allow-all", "--no-config"],
    bun: [join(programs, "bun")],
  })) {
    test(engine, { skip: skip(engine) }, async (t) => {
      const [program, ...args] = command;
      const running = start(program, [...args, here("program.mjs"), given(engine)]);
      t.after(running.stop);
      const [results] = await running.prints(/^\[\{.*\]$/m);
      await report(t, JSON.parse(results));
    });
  }

  test("workerd", { skip: skip("workerd") }, async (t) => {
    const { folder, remove } = holdFolder("workerd");
    t.after(remove);
    // As wrangler does it: the wasm is a module of its own, as workerd compiles nothing while it runs.
    await build({
      entryPoints: [here("workerd/worker.mjs")],
      outfile: join(folder, "worker.js"),
      bundle: true,
      format: "esm",
      loader: { ".wasm": "copy" },
      assetNames: "[name]",
      // This repository's package has no side effects. The cases have: to be there.
      ignoreAnnotations: true,
      logLevel: "warning",
    });
    copyFileSync(here("workerd/config.capnp"), join(folder, "config.capnp"));
    const workerd = start(join(programs, "workerd"), ["serve", join(folder, "config.capnp"), "--control-fd=1"]);
    t.after(workerd.stop);
    const [, port] = await workerd.prints(/"port":(\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: given("workerd") });
    assert.equal(answer.status, 200, workerd.errors);
    await report(t, await answer.json());
  });
});
