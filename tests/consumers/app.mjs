// An app that uses the package as its users do: in a folder of its own, with the packed tarball installed.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "../../scripts/lib/npm.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { consumers } from "../../scripts/setup/consumers.mjs";
import { holdProcess } from "../browsers/resources.mjs";

const sources = fileURLToPath(new URL(".", import.meta.url));
const apps = join(consumers, "apps");

// Programs are found as npm's scripts find them. None tells its makers anything, or looks for a newer version.
const programs = [consumers, root].map((folder) => join(folder, "node_modules/.bin"));
const quiet = { NO_COLOR: "1", DO_NOT_TRACK: "1", NEXT_TELEMETRY_DISABLED: "1", DENO_NO_UPDATE_CHECK: "1" };
const environment = (env) => ({ ...quiet, PATH: [...programs, process.env.PATH].join(delimiter), ...env });

let packing;

/** The package as `npm publish` would send it; gives the tarball's name. */
function pack() {
  packing ??= (async () => {
    mkdirSync(apps, { recursive: true });
    // Without its scripts, as it is built.
    return (await npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", apps])).trim();
  })();
  return packing;
}

/**
 * Makes an app anew: copies what is in these folders, later ones over earlier ones, and installs the package.
 *
 * @param {string} name its own folder's name
 * @param {...string} from folders beside this file
 */
export async function createApp(name, ...from) {
  const tarball = `../${await pack()}`;
  const folder = join(apps, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const source of from) cpSync(join(sources, source), folder, { recursive: true });
  const json = join(folder, "package.json");
  const settings = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : {};
  writeFileSync(json, JSON.stringify({ name, private: true, type: "module", ...settings }));
  await npm(["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder });
  return {
    folder,
    /** The package, as seen from there. */
    tarball,
    /** Runs a command line to its end in the app's folder; gives what it printed. */
    run: (line, env) => run(...split(line), { cwd: folder, env: environment(env) }),
    /** Starts one there, for as long as the test runs. */
    start(t, line, env) {
      const program = new Program(...split(line), { cwd: folder, env: environment(env) });
      t.after(() => program.stop());
      return program;
    },
  };
}

/** A command line in words; there are no spaces in ours. */
function split(line) {
  const [command, ...args] = line.split(" ");
  return [command, args];
}

class Program {
  #child;
  #release;
  #output = "";
  /** What it printed to stdout so far. */
  stdout = "";
  /** Its exit code, or the name of the signal that ended it. */
  ended;

  constructor(command, args, { cwd, env }) {
    const child = (this.#child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    }));
    this.#release = holdProcess(child);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      this.stdout += text;
      this.#output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#output += text));
    this.ended = new Promise((done, fail) => {
      child.once("error", fail).once("close", (code, signal) => done(code ?? signal));
    });
  }

  /** Waits until it has printed this to stdout; gives the match. */
  prints(pattern) {
    return new Promise((done, fail) => {
      const look = () => {
        const match = this.stdout.match(pattern);
        if (match) done(match);
      };
      look();
      this.#child.stdout.on("data", look);
      const missed = (how) => fail(new Error(`${how} before it printed ${pattern}:\n${this.#output}`));
      this.ended.then((code) => missed(`it ended (${code})`), fail);
    });
  }

  /** Kills it, with all that it started. */
  async stop() {
    this.#release();
    await this.ended;
  }
}
