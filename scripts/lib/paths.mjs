// Where things are in this repository.

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** What the scripts install and remember; git ignores it. */
export const cache = join(root, ".cache");

/** The wasm-bindgen tools. */
export const bin = join(cache, "bin");

/** What cargo builds for the library, the npm package and the server. */
export const target = join(root, "target");

/** The JavaScript glue and the wasm, as npm/src imports them. */
export const generated = join(root, "npm/generated");

/** The npm package. */
export const dist = join(root, "dist");

/** The page, as the server serves it. */
export const page = join(root, "www/dist");

/** The program's file name on this system. */
export const program = (name) => (process.platform === "win32" ? `${name}.exe` : name);

/** The server, as `npm start` runs it. */
export const server = join(target, "server", program("eventsource-wasm-server"));

/** The fault server, for tests. */
export const faults = join(target, "debug", program("fault-server"));

/** Where cargo keeps what it downloads. */
export const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
