// Remembers what a step was made from, so that it is done again only when that changed.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./paths.mjs";

const path = (name) => join(cache, "stamps", name);

/** The hash of files' contents and of strings (settings, versions). */
export function fingerprint({ files = [], values = [] }) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file)).update("\0");
  for (const value of values) hash.update(value).update("\0");
  return hash.digest("hex");
}

/** Whether `record(name, value)` was the last that was recorded under this name. */
export function recorded(name, value) {
  try {
    return readFileSync(path(name), "utf8") === value;
  } catch {
    return false;
  }
}

export function record(name, value) {
  mkdirSync(join(cache, "stamps"), { recursive: true });
  writeFileSync(path(name), value);
}
