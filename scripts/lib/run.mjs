// Running programs: their output is passed on or captured, and a program that fails is one line.

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { Failure } from "./log.mjs";
import { cargoHome, root } from "./paths.mjs";

// Rust's programs are found even in a shell that was open before they were installed.
process.env.PATH = `${process.env.PATH ?? ""}${delimiter}${join(cargoHome, "bin")}`;

/**
 * Runs a program to its end, in the repository's root, and gives `{ code, output, errors }`: what it printed to stdout
 * and to stderr; `code` is a signal's name if one ended it. Does not fail but for a program that cannot be started.
 *
 * @param {{ env?: object, cwd?: string, show?: boolean, tee?: boolean, missing?: string }} [options]
 *   `show` gives the program the terminal, and its output is not in the result; `tee` does both;
 *   `missing` says what to do if there is no such program.
 */
export function attempt(command, args, { env = {}, cwd = root, show = false, tee = false, missing } = {}) {
  return new Promise((done, fail) => {
    const stream = show ? "inherit" : "pipe";
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", stream, stream] });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name]?.setEncoding("utf8").on("data", (piece) => {
        text[name] += piece;
        if (tee) process[name].write(piece);
      });
    }
    child.on("error", (error) => {
      const absent = error.code === "ENOENT";
      fail(
        new Failure(
          absent ? (missing ?? `there is no program ${command}: install it`) : `${command}: ${error.message}`,
        ),
      );
    });
    child.on("close", (code, signal) => done({ code: code ?? signal, output: text.stdout, errors: text.stderr }));
  });
}

/** As `attempt`, but a program that ends in failure is a failure here; gives what it printed to stdout. */
export async function run(command, args, options = {}) {
  const { code, output, errors } = await attempt(command, args, options);
  if (code !== 0) {
    if (!options.show && !options.tee) process.stderr.write(output + errors);
    const line = [command, ...args].join(" ").replaceAll(join(root, "/"), "").replace(process.execPath, "node");
    throw new Failure(`\`${line}\` failed (${code}), see above`);
  }
  return output;
}
