// How long the page's main thread has been on a processor, as the kernel counts it.
//
// From outside, as what Chromium itself can tell (Performance.getMetrics) makes it take the time around each task and each
// call of a listener: the thing measured would be slower. The kernel counts nanoseconds at each switch of threads.

import { readdirSync, readFileSync } from "node:fs";
import { Failure } from "../../scripts/lib/log.mjs";

/**
 * What tells the milliseconds of CPU time that the main threads of a browser's renderer processes have used. There is one
 * page; if the browser has a spare renderer, that one does nothing.
 *
 * @param {number} browser the browser's process
 */
export function rendererClock(browser) {
  const renderers = descendants(browser).filter(isRenderer);
  if (renderers.length === 0) throw new Failure("the browser has no renderer process");
  // A process' first thread has its id, and is Chromium's main thread.
  return () => renderers.reduce((sum, pid) => sum + cpuTime(pid), 0) / 1e6;
}

/** Fails where there is no such count. */
export function assertCpuTime() {
  try {
    cpuTime(process.pid);
  } catch {
    throw new Failure("this needs Linux and its /proc: there the kernel tells each thread's CPU time");
  }
}

function cpuTime(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]);
}

function isRenderer(pid) {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer");
}

function descendants(ancestor) {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parent(name)]),
  );
  const descends = (pid) => pid === ancestor || (parents.has(pid) && descends(parents.get(pid)));
  return [...parents.keys()].filter((pid) => pid !== ancestor && descends(pid));
}

function parent(pid) {
  try {
    // After the program's name, which may have spaces and parentheses: state, parent.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1]);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}
