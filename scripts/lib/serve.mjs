// The server in the foreground.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Failure } from "./log.mjs";
import { root, server } from "./paths.mjs";

/** Runs the server until it ends, and gives its exit code. */
export function serve(args) {
  return new Promise((done, fail) => {
    // In a process group of its own: Ctrl-C reaches the server once, by us, and not by the terminal as well.
    const child = spawn(server, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: true });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => fail(new Failure(`cannot run the server: ${error.message}`)));
    child.on("exit", (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}
