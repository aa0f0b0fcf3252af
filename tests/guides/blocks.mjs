// The guides of docs/, and the blocks of code in them.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { guides as followed } from "../../scripts/build/guides.mjs";
import { root } from "../../scripts/lib/paths.mjs";

/**
 * The blocks of a guide: `{ name, file, code, isPart }`. A block with a file's name above it is that file, and its name is that; any
 * other has the name of the heading that it stands under. What another block mentions is a part of that one.
 */
export function blocksOf(guide) {
  const lines = readFileSync(join(root, "docs", `${guide}.md`), "utf8").split("\n");
  const blocks = [];
  let heading, block;
  for (const [at, line] of lines.entries()) {
    const [, language] = /^```(\w*)/.exec(line) ?? [];
    if (block && language === "") block = undefined;
    else if (block) block.lines.push(line);
    else if (language === "ts" || language === "js") {
      const [, file = `${blocks.length + 1}.${language}`] = /^`([\w-]+\.[jt]s)`$/.exec(lines[at - 2]) ?? [];
      const name = /^\d/.test(file) ? heading : file;
      if (blocks.some((other) => other.name === name)) throw new Error(`docs/${guide}.md has two blocks "${name}"`);
      // As many lines before it as in the guide, so that what is wrong with it is said to be where it is.
      blocks.push((block = { name, file, lines: Array(at + 1).fill("") }));
    } else heading = /^#+ (.+)/.exec(line)?.[1] ?? heading;
  }
  const code = blocks.map(({ lines }) => lines.join("\n"));
  return blocks.map(({ name, file }, at) => {
    const isPart = code.some((other, index) => index !== at && other.includes(`"./${file}"`));
    return { name, file, code: code[at], isPart };
  });
}

/** The guides for JavaScript. Those for Rust are followed by tests/e2e/guides.test.mjs. */
export function guides() {
  const names = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md"));
  const others = names.map((file) => basename(file, ".md")).filter((guide) => !followed.includes(guide));
  return others.filter((guide) => blocksOf(guide).length > 0);
}
