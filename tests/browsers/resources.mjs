// What a test holds outside of its own process (browsers, profiles) and must not outlive it, however it ends.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { cache } from "../../scripts/lib/paths.mjs";

const held = new Set();

/** Has `release` called when this process ends; the result calls it now. It must not wait for anything. */
export function hold(release) {
  held.add(release);
  return () => {
    if (held.delete(release)) release();
  };
}

/** Kills a child process that was started `detached`, with everything that it started. */
export function holdProcess(child) {
  return hold(() => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  });
}

/** A new empty folder, and what removes it. */
export function holdFolder(name) {
  const folders = join(cache, "profiles");
  mkdirSync(folders, { recursive: true });
  const folder = mkdtempSync(join(folders, `${name}-`));
  // Processes that were just killed may still be writing.
  return {
    folder,
    remove: hold(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })),
  };
}

process.on("exit", () => {
  for (const release of [...held].reverse()) release();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
