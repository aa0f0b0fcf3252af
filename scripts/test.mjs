// `npm test`: installs what is missing, builds, and runs every test.
//
//   npm test -- --only wasm --only e2e --browser firefox
//
// A browser that this machine cannot have is skipped, with the reason; where CI is set it is a failure.

import "./lib/require-node.mjs";
import { parseArguments } from "./lib/arguments.mjs";
import { build, setup } from "./build.mjs";
import { Failure, main, say } from "./lib/log.mjs";
import { setupBrowsers } from "./setup/browsers.mjs";
import { setupConsumers } from "./setup/consumers.mjs";
import { installPackages } from "./setup/packages.mjs";
import { browsers, findProgram } from "../tests/browsers/find.mjs";

const parts = ["page", "library", "server", "faults", "scripts", "wasm", "npm", "e2e", "consumers"];
const inCi = Boolean(process.env.CI) && process.env.CI !== "false";

await main(async () => {
  const chosen = parseArguments(process.argv.slice(2), { only: parts, browser: browsers });
  const only = chosen.only.length > 0 ? parts.filter((part) => chosen.only.includes(part)) : parts;
  const engines = chosen.browser.length > 0 ? chosen.browser : browsers;

  await setup();
  const missing = await setupBrowsers(engines.filter((engine) => only.some((part) => needs(part, engine))));
  // One of the server's tests pulls a cable. It is skipped where that cannot be done.
  if (only.includes("server") && !findProgram("ip")) await installPackages({ apt: ["iproute2"] });
  await build();

  const results = await runParts(only, engines, missing);
  return summary(results);
});

/** Whether a part of the tests is done in this browser. */
function needs(part, engine) {
  return ["wasm", "npm", "e2e"].includes(part) || (part === "consumers" && engine === "chromium");
}

/** Runs the parts in order; gives `[title, result]` of each. */
async function runParts(only, engines, missing) {
  // Loaded now, as they need what was just installed.
  const { testPage } = await import("./test/page.mjs");
  const { testFaults, testLibrary, testServer } = await import("./test/rust.mjs");
  const { testConsumers, testEndToEnd, testScripts } = await import("./test/e2e.mjs");
  const { testNpm, testRuntimes } = await import("./test/npm.mjs");
  const { serveWasmTests, testWasm, testWasmInNode } = await import("./test/wasm.mjs");

  const results = [];
  const part = async (title, work) => {
    say(`\n==> Testing: ${title}`);
    results.push([title, await work().catch(failed)]);
  };
  const inBrowsers = async (title, work) => {
    for (const engine of engines) {
      const reason = missing.get(engine);
      await part(`${title} in ${engine}`, reason ? async () => absent(reason) : () => work(engine));
    }
  };

  const alone = {
    page: ["the page's logic", testPage],
    library: ["the library on this machine", testLibrary],
    server: ["the server", testServer],
    faults: ["the fault server", testFaults],
    scripts: ["the commands", testScripts],
  };
  for (const name of only) {
    if (alone[name]) await part(...alone[name]);
  }
  if (only.includes("wasm")) {
    let served;
    const serve = async () => (served ??= await serveWasmTests());
    // Who names browsers wants these.
    if (engines === browsers) await part("the library in Node", async () => testWasmInNode(await serve()));
    await inBrowsers("the library", async (engine) => testWasm(await serve(), engine));
    await served?.stop();
  }
  if (only.includes("npm")) {
    if (engines === browsers) {
      await part("the npm package in Node", () => testRuntimes("node"));
      const reason = await setupConsumers();
      const others = ["deno", "bun", "workerd"];
      await part(
        "the npm package in Deno, Bun and workerd",
        reason ? async () => absent(reason) : () => testRuntimes(...others),
      );
    }
    await inBrowsers("the npm package", testNpm);
  }
  if (only.includes("e2e")) await inBrowsers("end to end", testEndToEnd);
  if (only.includes("consumers") && engines.includes("chromium")) {
    const reason = missing.get("chromium") ?? (await setupConsumers());
    await part("the npm package's users", reason ? async () => absent(reason) : testConsumers);
  }
  return results;
}

function failed(error) {
  if (!(error instanceof Failure)) console.error(error);
  return { passed: 0, failed: 1, skipped: 0, notes: [error.message.split("\n")[0]] };
}

function absent(reason) {
  return inCi
    ? { passed: 0, failed: 1, skipped: 0, notes: [reason] }
    : { passed: 0, failed: 0, skipped: 1, notes: [reason] };
}

/** Says how each part went, and on the last line how it went in all; gives the exit code. */
function summary(results) {
  const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const total = { passed: 0, failed: 0, skipped: 0 };
  say("");
  for (const [title, result] of results) {
    say(`${result.failed > 0 ? "FAILED" : "ok    "} ${title}: ${line(result)}`);
    for (const note of result.notes ?? []) say(`         ${note}`);
    for (const key of Object.keys(total)) total[key] += result[key];
  }
  say("");
  say(line(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}
