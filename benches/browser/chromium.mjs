// Chromium with one page and no debugger: a driver that keeps the debugger's network domain on, as most do, makes the
// browser's own EventSource 2.6 times slower.

import { spawn } from "node:child_process";
import { find } from "../../tests/browsers/find.mjs";
import { holdFolder, holdProcess } from "../../tests/browsers/resources.mjs";
import { Failure } from "../../scripts/lib/log.mjs";

const flags = [
  "--headless=new",
  // Chromium's sandbox does not work for root, which is who runs it in a container.
  ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
  "--disable-dev-shm-usage",
  "--disable-gpu",
  // No traffic but the page's.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--no-first-run",
  // Rounds begin with an empty heap.
  "--js-flags=--expose-gc",
];

/** Opens the page; gives the browser's process id, and what ends it. */
export function open(url) {
  const { executable, error } = find("chromium");
  if (error) throw new Failure(`chromium: ${error}; npm test installs what is missing`);
  const profile = holdFolder("bench");
  const child = spawn(executable, [...flags, `--user-data-dir=${profile.folder}`, url], {
    stdio: "ignore",
    detached: true,
  });
  const kill = holdProcess(child);
  return {
    pid: child.pid,
    ended: new Promise((done) => child.once("exit", done)),
    close() {
      kill();
      profile.remove();
    },
  };
}
