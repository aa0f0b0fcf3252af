// The server in the foreground.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Failure } from "./log.mjs";
import { root, server } from "./paths.mjs";

/** Runs the server, or another, until it ends, and gives its exit code. */
export function serve(args, program = server) {
  return new Promise((done, fail) => {
    // In a process group of its own: Ctrl-C reaches the server once, by us, and not by the terminal as well.
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: true });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    // npm hands a SIGTERM to the shell that it started us by, and that shell does not pass it on: it is just gone.
    const parent = process.ppid;
    const orphaned = () => process.ppid !== parent && child.kill("SIGTERM");
    if (process.env.npm_lifecycle_event) setInterval(orphaned, 250).unref();
    child.on("error", (error) => fail(new Failure(`cannot run the server: ${error.message}`)));
    child.on("exit", (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}
