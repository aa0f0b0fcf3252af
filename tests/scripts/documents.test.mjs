// What the documents promise of the repository: that their links lead somewhere, and that the commands they name are there.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";

/** What is installed or built, or hidden. */
const skipped = /^(node_modules|target|dist|generated|mutants\.out.*|\..+)$/;

/** All Markdown below a folder. */
function documents(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : documents(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const withoutBlocks = (text) => text.replaceAll(/^( *)(```+|~~~+).*\n[^]*?^\1\2 *$/gm, "");
const withoutCode = (text) => withoutBlocks(text).replaceAll(/(`+)[^]*?\1/g, "");

/** The links of a document, as they are written. */
function links(text) {
  const prose = withoutCode(text);
  const found = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...prose.matchAll(/^ *\[[^\]]+\]: <?([^\s>]+)/gm),
    ...prose.matchAll(/\b(?:href|src)="([^"]+)"/g),
  ];
  return found.map(([, link]) => link);
}

/** What a document's headings can be linked by: as GitHub makes it of their texts. */
function anchors(text) {
  const seen = new Map();
  return [...withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
    const shown = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
    const anchor = shown
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before ? `${anchor}-${before}` : anchor;
  });
}

/** What is wrong with a link of a document, if anything is. */
function broken(document, link) {
  // Another site's may be there or not.
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(link)) return undefined;
  const [path, anchor] = link.split("#");
  const target = path ? resolve(dirname(document), decodeURIComponent(path)) : document;
  if (relative(root, target).startsWith("..")) return "leads out of the repository";
  if (!existsSync(target)) return "leads nowhere";
  if (anchor === undefined || !target.endsWith(".md") || statSync(target).isDirectory()) return undefined;
  return anchors(readFileSync(target, "utf8")).includes(anchor) ? undefined : "has no such heading";
}

/** The scripts of the package that a folder is in, and of the repository's. */
function scripts(folder) {
  const own = join(folder, "package.json");
  const here = existsSync(own) ? Object.keys(JSON.parse(readFileSync(own, "utf8")).scripts ?? {}) : [];
  return folder === root ? here : [...here, ...scripts(dirname(folder))];
}

for (const document of documents(root)) {
  const text = readFileSync(document, "utf8");
  const name = relative(root, document);

  test(`the links of ${name} lead somewhere`, () => {
    const wrong = links(text).flatMap((link) => broken(document, link)?.replace(/^/, `${link} `) ?? []);
    assert.deepEqual(wrong, []);
  });

  test(`the commands of ${name} are there`, () => {
    const known = new Set(scripts(dirname(document)));
    const named = [...text.matchAll(/\bnpm (?:run |(?=(?:start|test)\b))([\w:.-]*\w)/g)].map(([, script]) => script);
    assert.deepEqual(
      named.filter((script) => !known.has(script)),
      [],
    );
  });
}

test("a link that leads nowhere, and a heading that is not there, are found", () => {
  const readme = join(root, "README.md");
  const text =
    "[a](docs/none.md) `[b](code.md)` [c](#none)\n```\n[d](block.md)\n```\n[e]: ../outside.md\n[f](docs/server.md#proxies)";
  assert.deepEqual(
    links(text).map((link) => [link, broken(readme, link)]),
    [
      ["docs/none.md", "leads nowhere"],
      ["#none", "has no such heading"],
      ["docs/server.md#proxies", undefined],
      ["../outside.md", "leads out of the repository"],
    ],
  );
  assert.deepEqual(anchors("# It's `a_b`: [one](x), two\n## Twice\n## Twice"), ["its-a_b-one-two", "twice", "twice-1"]);
});
