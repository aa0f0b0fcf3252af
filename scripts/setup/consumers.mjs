// The bundlers and runtimes that tests/consumers is built and run with: from npm, into a folder of their own, so that
// nobody waits for them who does not test with them.

import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, step } from "../lib/log.mjs";
import { npm } from "../lib/npm.mjs";
import { cache, root } from "../lib/paths.mjs";
import { fingerprint, record, recorded } from "../lib/stamp.mjs";

const source = join(root, "tests/consumers");
const files = ["package.json", "package-lock.json", ".npmrc"];

/** Where they are installed; the apps are built in a folder below, and so find them. */
export const consumers = join(cache, "consumers");

/** Installs them; gives the reason if that cannot be. */
export async function setupConsumers() {
  // Those that can require ES modules, which is one of the tests; Vite and rolldown want the same.
  if (!process.features.require_module) {
    return `tests/consumers needs Node.js 20.19, 22.12 or newer: this is ${process.versions.node}`;
  }
  const installed = join(consumers, "node_modules");
  const now = fingerprint({
    files: files.map((file) => join(source, file)),
    values: [process.platform, process.arch],
  });
  if (recorded("consumers", now) && existsSync(installed)) return undefined;
  try {
    await step("Installing the bundlers and runtimes of tests/consumers (once)", async () => {
      rmSync(consumers, { recursive: true, force: true });
      mkdirSync(consumers, { recursive: true });
      for (const file of files) cpSync(join(source, file), join(consumers, file));
      // Not `npm ci`: it wants the programs of all systems in the lock file, also those that a registry does not have.
      await npm(["install", "--no-audit", "--no-fund"], { cwd: consumers, show: true });
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `the bundlers and runtimes of tests/consumers cannot be installed: ${error.message}`;
  }
  record("consumers", now);
  return undefined;
}
