// The fault server, as its own process: what a client has to survive. tests/faults/README.md lists its routes.

import { spawn } from "node:child_process";
import { hold } from "../../tests/browsers/resources.mjs";
import { Failure } from "../lib/log.mjs";
import { faults, root } from "../lib/paths.mjs";
import { freePort } from "../lib/port.mjs";

/** Where the library's tests look for it if they are not told otherwise when they are compiled. */
export const defaultPorts = { server: 9102, other: 9103, victim: 9104, control: 9105 };

/** The ports that are free: the default ones, if nobody else has them. */
export async function freePorts() {
  const ports = {};
  for (const [name, port] of Object.entries(defaultPorts)) ports[name] = await freePort(port);
  return ports;
}

/**
 * Starts it on 127.0.0.1; gives the four URLs, by name, and what ends it: `kill()`.
 *
 * @param {typeof defaultPorts} [ports]
 */
export async function startFaults(ports) {
  const { server, other, victim, control } = ports ?? (await freePorts());
  const flags = { port: server, "other-port": other, "victim-port": victim, "control-port": control };
  const args = Object.entries(flags).flatMap(([flag, port]) => [`--${flag}`, String(port)]);
  // It ends with its standard input, and so with this process, however that ends.
  const child = spawn(faults, ["--leash", ...args], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const release = hold(() => child.kill("SIGKILL"));
  const ended = new Promise((done) => child.once("close", done));
  const kill = async () => {
    release();
    await ended;
  };
  const urls = await new Promise((done, fail) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      const [, urls] = text.match(/^listening on (.+)$/m) ?? [];
      if (urls) done(urls.split(" "));
    });
    child.once("error", (error) => fail(new Failure(`cannot run the fault server: ${error.message}`)));
    ended.then((code) => fail(new Failure(`the fault server ended at once (${code}), see above`)));
  });
  return { urls: Object.fromEntries(Object.keys(defaultPorts).map((name, i) => [name, urls[i]])), kill };
}

/** Gives the URL by which a page has the fault server's own origin: it passes on what it does not know. */
export async function throughFaults({ urls }, page) {
  const { host, pathname } = new URL(page);
  const answer = await fetch(`${urls.control}/control/proxy?to=${host}`);
  if (!answer.ok) throw new Failure(await answer.text());
  return urls.server + pathname;
}

/** What the library's tests are compiled with so that they find it; unset where it is at the default port. */
export function faultsEnvironment({ server, other, victim, control }) {
  const unless = (name, url) => (url.endsWith(`:${defaultPorts[name]}`) ? undefined : url);
  return {
    TEST_FAULTS: unless("server", server),
    TEST_FAULTS_OTHER: unless("other", other),
    TEST_FAULTS_VICTIM: unless("victim", victim),
    TEST_FAULTS_CONTROL: unless("control", control),
  };
}
