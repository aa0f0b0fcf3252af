// Rust's tests on this machine, without a browser: the library's logic, and the servers over real sockets.

import { attempt } from "../lib/run.mjs";

/** Those of everything but the servers. */
export const testLibrary = () =>
  cargoTest(["--workspace", "--exclude", "eventsource-wasm-server", "--exclude", "fault-server"]);

export const testServer = () => cargoTest(["-p", "eventsource-wasm-server"]);

export const testFaults = () => cargoTest(["-p", "fault-server"]);

async function cargoTest(packages) {
  // A test that cannot be done here says so in its output.
  const args = ["test", "--locked", "--all-features", "--no-fail-fast", ...packages, "--", "--show-output"];
  const { code, output } = await attempt("cargo", args, { tee: true });
  const result = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    result.passed += Number(passed);
    result.failed += Number(failed);
    result.skipped += Number(ignored);
  }
  const skipped = [...output.matchAll(/^skipped: (.*)$/gm)].map(([, reason]) => reason);
  result.passed -= skipped.length;
  result.skipped += skipped.length;
  // It did not compile, or a test ended its whole process.
  if (code !== 0 && result.failed === 0) result.failed = 1;
  return { ...result, notes: [...skipped, ...failures(output)] };
}

/** The tests that failed, each with what it panicked with, as Rust's test runners tell it. */
export const failures = (output) =>
  [...output.matchAll(/^test (.*) \.\.\. FAIL(?:ED)?$/gm)].map(([, name]) => {
    const told = output.split(`\n---- ${name} `)[1]?.split("\n---- ")[0] ?? "";
    const reason = told.split(/panicked at .*\n/)[1]?.split(/^\s*$|^\s*(?:note|Stack|stack backtrace):/m)[0];
    return reason ? `${name}: ${reason.trim().replaceAll(/\s+/g, " ")}` : name;
  });
