// The guides that lead from nothing to a running app, followed to the letter: their commands are run and their files written, in
// an empty folder. What is not published yet, and what is built already, stands in for itself: the crate as a path, the server.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { hold } from "../../tests/browsers/resources.mjs";
import { Failure, step } from "../lib/log.mjs";
import { bin, root, server } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { builtExamples } from "./examples.mjs";

/** Their names, which are their files' in `docs`. */
export const guides = ["yew", "dioxus", "leptos"];

/** The most lines of code that one may have. */
const most = 30;

/** What the last command starts; what it serves is left where `serverOfGuide` finds it. */
const serverCommand =
  "cargo run --manifest-path ../eventsource-wasm/Cargo.toml -p eventsource-wasm-server -- --www www";

const www = (name) => join(builtExamples, "www", `guide-${name}`);

/** The server of a guide's app, and its arguments. */
export const serverOfGuide = (name, port) => ({
  program: server,
  args: ["--host", "127.0.0.1", "--port", String(port), "--www", www(name)],
});

/** Follows all of them; the examples have to be built, as they have most of the apps' dependencies. */
export async function followGuides() {
  for (const name of guides) await step(`Following docs/${name}.md`, () => follow(name));
}

async function follow(name) {
  const blocks = blocksOf(readFileSync(join(root, "docs", `${name}.md`), "utf8"));
  const lines = blocks.filter(({ file }) => file).flatMap(({ text }) => text.split("\n").filter((line) => line.trim()));
  if (lines.length > most) throw new Failure(`docs/${name}.md has ${lines.length} lines of code, more than ${most}`);

  // Not in the repository: cargo would take the app for a part of it.
  let folder = mkdtempSync(join(tmpdir(), `guide-${name}-`));
  const remove = hold(
    (
      (folder) => () =>
        rmSync(folder, { recursive: true, force: true })
    )(folder),
  );
  let isServed = false;
  for (const { file, text } of blocks) {
    if (file) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
      continue;
    }
    for (const line of text.trim().split("\n")) {
      if (line.startsWith("cd ")) folder = enter(join(folder, line.slice(3)));
      else if (line === serverCommand) isServed = true;
      else await perform(line, folder);
    }
  }
  if (!isServed) throw new Failure(`docs/${name}.md does not end with \`${serverCommand}\``);
  rmSync(www(name), { recursive: true, force: true });
  cpSync(join(folder, "www"), www(name), { recursive: true });
  remove();
}

/** A guide's shell commands, and the files that it names above their text. */
function blocksOf(markdown) {
  const pattern = /(?:^`(?<file>[^`\n]+)`\n\n)?^```(?<language>\w+)\n(?<text>.*?)^```$/gms;
  return [...markdown.matchAll(pattern)].map(({ groups: { file, language, text } }) => {
    if (!file && language !== "sh") throw new Failure(`it is not said which file this is: ${text}`);
    return { file, text };
  });
}

/** The app's folder; with the versions that the examples have, and where they are built, there is little left to build. */
function enter(folder) {
  cpSync(join(root, "examples/Cargo.lock"), join(folder, "Cargo.lock"));
  symlinkSync(builtExamples, join(folder, "target"), "dir");
  return folder;
}

async function perform(line, cwd) {
  const [command, ...args] = line.replace("cargo add eventsource-wasm", `cargo add --path ${root}`).split(" ");
  const path = `${bin}${delimiter}${process.env.PATH}`;
  await run(command, args, { cwd, env: { PATH: path, CARGO_PROFILE_DEV_DEBUG: "0", CARGO_TARGET_DIR: builtExamples } });
}
