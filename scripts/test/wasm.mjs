// The library's tests in real browsers: tests/*.rs, compiled to WebAssembly and served by wasm-bindgen's test runner,
// against the real server and the fault server, which the page is opened through: to its faults it is of the same
// origin. A browser is driven through tests/browsers, so no further driver is needed. And in Node, by the same runner.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { launch } from "../../tests/browsers/index.mjs";
import { holdFolder, holdProcess } from "../../tests/browsers/resources.mjs";
import { buildFaults } from "../build/faults.mjs";
import { Failure, say, step } from "../lib/log.mjs";
import { freePort } from "../lib/port.mjs";
import { run } from "../lib/run.mjs";
import { testRunner } from "../setup/tools.mjs";
import { faultsEnvironment, startFaults, throughFaults } from "./faults.mjs";
import { failures } from "./rust.mjs";
import { defaultPort, forTests, startServer } from "./server.mjs";
import { defaultPort as streamsPort, startStreams } from "./streams.mjs";

/** Bounds a hang, in milliseconds: a file of tests takes seconds, the longest half a minute. */
const deadline = 240_000;

/** The tests, served, and the servers that they use; `stop` when no browser needs them any more. */
export async function serveWasmTests() {
  const server = await startServer(await freePort(defaultPort), forTests);
  const streams = await startStreams(await freePort(streamsPort));
  await buildFaults();
  const faults = await startFaults();
  // Unset where they are the defaults: the tests need not be compiled again for `wasm-pack test`, or after it.
  const env = {
    TEST_SERVER: server.url.endsWith(`:${defaultPort}`) ? undefined : server.url,
    TEST_STREAMS: streams.url.endsWith(`:${streamsPort}`) ? undefined : streams.url,
    ...faultsEnvironment(faults.urls),
  };
  const files = await step("Compiling the library's tests to WebAssembly", () => compile(env));
  const suites = await Promise.all(files.filter(({ name }) => name !== inNode).map(serve));
  return {
    suites,
    faults,
    node: files.find(({ name }) => name === inNode),
    async stop() {
      for (const suite of suites) suite.stop();
      streams.stop();
      await faults.kill();
      await server.stop();
    },
  };
}

/** The one that is Node's. */
const inNode = "node";

/** What cargo compiles, a list of arguments for each time: the files of tests that are a browser's; the others are this machine's. */
const builds = [
  {
    args: ["-p", "eventsource-wasm", "--features", "mock"],
    tests: [
      "window",
      "dedicated_worker",
      "shared_worker",
      "service_worker",
      "oracle",
      "life",
      "endurance",
      "matrix",
      inNode,
    ],
  },
  // By themselves, as the frameworks are large.
  { args: ["-p", "hooks-tests", "--all-features"], tests: ["dioxus", "leptos", "yew"] },
];

async function compile(env) {
  const files = [];
  for (const { args, tests } of builds) files.push(...(await compileTests(args, tests, env)));
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function compileTests(args, tests, env) {
  const output = await run(
    "cargo",
    [
      ...["test", "--locked", ...args, "--target", "wasm32-unknown-unknown"],
      ...tests.flatMap((name) => ["--test", name]),
      ...["--no-run", "--message-format=json-render-diagnostics"],
    ],
    { env },
  );
  const messages = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  return messages
    .filter(({ reason, executable, profile }) => reason === "compiler-artifact" && executable && profile.test)
    .map(({ executable, target }) => ({ name: target.name, file: executable }));
}

/** Starts wasm-bindgen's test runner; `stop` ends it, and all that it holds. */
function startRunner(file, env = {}) {
  const scratch = holdFolder("wasm-tests");
  // What the runner writes for Node is CommonJS; this repository's package is not.
  writeFileSync(join(scratch.folder, "package.json"), '{ "type": "commonjs" }');
  const runner = spawn(testRunner, [file], {
    env: { ...process.env, ...env, TMPDIR: scratch.folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const kill = holdProcess(runner);
  const stop = () => {
    kill();
    scratch.remove();
  };
  return { runner, stop };
}

async function serve({ name, file }) {
  const { runner, stop } = startRunner(file, {
    NO_HEADLESS: "1",
    WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0",
    // Pages as most are: in one that is isolated the answers of other origins have to say that they may be used there.
    WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: "1",
  });
  let output = "";
  const url = await new Promise((done, fail) => {
    const read = (text) => {
      output += text;
      const [, url] = output.match(/available at (http\S+)/) ?? [];
      if (url) done(url);
    };
    runner.stdout.setEncoding("utf8").on("data", read);
    runner.stderr.setEncoding("utf8").on("data", read);
    runner.once("error", fail);
    runner.once("close", () => fail(new Failure(`the test runner ended on ${basename(file)}: ${output.trim()}`)));
  });
  return { name, url, stop };
}

/** Runs served tests in a browser. */
export async function testWasm({ suites, faults }, browserName) {
  const result = { passed: 0, failed: 0, skipped: 0, notes: [] };
  const browser = await launch(browserName, { debugBuilds: true });
  try {
    const user = await browser.newUser();
    for (const { name, url } of suites) {
      const output = await runSuite(user, await throughFaults(faults, url));
      const { passed, failed, skipped, notes } = outcome(output);
      result.passed += passed;
      result.failed += failed;
      result.skipped += skipped;
      result.notes.push(...notes.map((note) => `${name}: ${note}`));
      say(`${browserName}, ${name}: ${passed} passed, ${failed} failed, ${skipped} ignored`);
      if (failed > 0) say(output);
    }
  } finally {
    await browser.close();
  }
  return result;
}

/** Runs the tests that are Node's. */
export async function testWasmInNode({ node: { file } }) {
  const { runner, stop } = startRunner(file);
  const timer = setTimeout(stop, deadline);
  let output = "";
  const read = (text) => {
    output += text;
    process.stdout.write(text);
  };
  runner.stdout.setEncoding("utf8").on("data", read);
  runner.stderr.setEncoding("utf8").on("data", read);
  await new Promise((done, fail) => runner.once("close", done).once("error", fail));
  clearTimeout(timer);
  stop();
  return outcome(output);
}

/** What the tests' output says in the end; without an end it is a failure. */
function outcome(output) {
  const [, passed, failed, ignored] = output.match(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/m) ?? [
    0, 0, 1, 0,
  ];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(ignored), notes: failures(output) };
}

async function runSuite(user, url) {
  const page = await user.open(url);
  const read = (...ids) => ids.map((id) => document.getElementById(id)?.textContent ?? "").join("\n");
  try {
    await page.waitFor(() => /test result: /.test(document.getElementById("output").textContent), {
      timeout: deadline,
      message: "the tests are done",
    });
    return await page.evaluate(read, "output", "console_error");
  } catch (error) {
    const problems = (await page.problems()).map(({ text }) => text);
    return [error.message, await page.evaluate(read, "output", "console_error"), ...problems].join("\n");
  } finally {
    await page.close();
  }
}
