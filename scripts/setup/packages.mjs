// Packages of the system: installed where that needs no password.

import { findProgram } from "../../tests/browsers/find.mjs";
import { attempt } from "../lib/run.mjs";

const managers = {
  apt: { program: "apt-get", update: ["update"], install: ["install", "-y", "--no-install-recommends"] },
  dnf: { program: "dnf", install: ["install", "-y"] },
  pacman: { program: "pacman", install: ["-S", "--needed", "--noconfirm"] },
};

/**
 * Installs packages, given by package manager: `{ apt: ["xvfb"] }`.
 *
 * @returns {Promise<string | undefined>} what to do, if they are not installed now
 */
export async function installPackages(names) {
  const [name, manager] = Object.entries(managers).find(([, { program }]) => findProgram(program)) ?? [];
  const packages = names[name];
  if (!packages) return "install it by hand";
  const advice = `install it: ${[manager.program, ...manager.install, ...packages].join(" ")}`;
  const [command, ...before] = await privileged(manager.program);
  if (!command) return `${advice} (as root)`;

  const act = (args) => attempt(command, [...before, ...args], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  if ((await act([...manager.install, ...packages])).code === 0) return undefined;
  // The lists of packages may be missing or too old.
  if (manager.update) await act(manager.update);
  const { code, output, errors } = await act([...manager.install, ...packages]);
  if (code === 0) return undefined;
  const reason = (errors || output).trim().split("\n").at(-1);
  return `${advice} (failed here: ${reason})`;
}

/** The command line to which a command for root is added; empty if that would need a password. */
async function privileged(program) {
  if (process.getuid?.() === 0) return [program];
  if (findProgram("sudo") && (await attempt("sudo", ["-n", "true"])).code === 0) {
    return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", program];
  }
  return [];
}
