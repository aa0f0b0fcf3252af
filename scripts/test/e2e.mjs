// The page and the server as a whole, in real browsers: tests/e2e; in Chromium the code of the guides too: tests/guides. The
// commands themselves: tests/scripts. The npm package as its users have it: tests/consumers.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildExamples } from "../build/examples.mjs";
import { followGuides } from "../build/guides.mjs";
import { root } from "../lib/paths.mjs";
import { testNode } from "./node.mjs";

const testsIn = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => join(root, folder, name));

export async function testEndToEnd(browser) {
  // Here, as a first build takes longer than a test may.
  await buildExamples();
  await followGuides();
  const guides = browser === "chromium" ? testsIn("tests/guides") : [];
  return testNode([...testsIn("tests/e2e"), ...guides], { BROWSER: browser });
}

export const testScripts = () => testNode(testsIn("tests/scripts"));

export const testConsumers = () => testNode(testsIn("tests/consumers"), {}, 900_000);
