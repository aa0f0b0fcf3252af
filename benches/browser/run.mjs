// What it costs to read an event stream, in Chromium: the library beside the browser's own class. See README.md.
//
//   node benches/browser/run.mjs [--opt 3|z] [--rounds 3|9|25] [--only NAME]..

import "../../scripts/lib/require-node.mjs";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { parseArguments } from "../../scripts/lib/arguments.mjs";
import { Failure, main, say, step } from "../../scripts/lib/log.mjs";
import { build } from "./build.mjs";
import { open } from "./chromium.mjs";
import { assertCpuTime, rendererClock } from "./cpu.mjs";
import { serve } from "./server.mjs";
import { kinds, trickle } from "./streams.mjs";
import { table } from "./table.mjs";

/** Name -> what the table calls it. The first is what the others are compared with. */
const contestants = {
  baseline: "the browser's `EventSource` + `JSON.parse`",
  native: "native transport, typed listener",
  web_sys: "web-sys by hand + serde_json",
  gloo_net: "gloo-net + serde_json",
};
const atATrickle = ["baseline", "native", "web_sys", "gloo_net"];

const page = fileURLToPath(new URL("page", import.meta.url));
const patience = 120_000; // ms, for one round; only bounds a hang.
const pause = 50; // ms, before each round, for what the browser does afterwards.

await main(async () => {
  assertCpuTime();
  const given = parseArguments(process.argv.slice(2), {
    opt: ["3", "z"],
    rounds: ["3", "9", "25"],
    only: Object.keys(contestants),
  });
  const rounds = Number(given.rounds.at(-1) ?? 9);
  const chosen = Object.keys(contestants).filter((name, i) => i === 0 || !given.only[0] || given.only.includes(name));

  const level = given.opt.at(-1) ?? "3";
  const built = await step(`Building the contestants (opt-level ${level})`, () => build(level));
  const measured = await step(`Measuring: one round to warm up, ${rounds} that count`, () =>
    measure([page, built], chosen, rounds),
  );
  say(`\n${table(measured, { contestants, rounds, level })}`);
});

/** Every contestant on every stream, in turn, again and again; gives what each round cost. */
async function measure(folders, chosen, rounds) {
  const measured = [];
  const { run, close } = await startPage(folders);
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const stream of [...kinds, trickle]) {
        for (const contestant of rotate(stream.every ? chosen.filter((name) => atATrickle.includes(name)) : chosen, round)) {
          const result = await run(contestant, stream);
          if (round > 0) measured.push({ round, stream, contestant, ...result });
        }
      }
      say(`    ${round} of ${rounds}`);
    }
  } finally {
    close();
  }
  for (const stream of [...kinds, trickle]) {
    const sums = new Set(measured.filter((one) => one.stream === stream).map(({ sum }) => sum));
    if (sums.size > 1) throw new Failure(`the contestants did not read the same on ${stream.type}: ${[...sums]}`);
  }
  return measured;
}

/** Each round begins with another one. */
const rotate = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

/** Opens the page; gives what has it run one round. */
async function startPage(folders) {
  let give, take, clock, before;
  const asked = [];
  const server = await serve(folders, {
    next: () =>
      new Promise((answer) => {
        asked.push(answer);
        give?.();
      }),
    result: (result) => take({ ...result, cpu: clock() - before }),
  });
  const browser = open(server.url);

  const run = async (contestant, { type, bytes, count, every }) => {
    if (asked.length === 0) await new Promise((there) => (give = there));
    await wait(pause);
    clock ??= rendererClock(browser.pid);
    const result = new Promise((done) => (take = done));
    before = clock();
    const query = new URLSearchParams({ type, bytes, count, ...(every && { every }) });
    asked.pop()({ contestant, type, count, url: `/stream?${query}` });
    const { error, sum, wall, cpu } = await result;
    if (error) throw new Failure(`${contestant}: ${error}`);
    return { sum, wall, cpu };
  };

  const bounded = (...args) => {
    const [contestant, { bytes }] = args;
    const late = wait(patience, undefined, { ref: false }).then(() => {
      throw new Failure(`${contestant} has not read ${bytes}-byte events within ${patience / 1000} s`);
    });
    const gone = browser.ended.then(() => {
      throw new Failure("Chromium has ended");
    });
    return Promise.race([run(...args), late, gone]);
  };
  return {
    run: bounded,
    close() {
      browser.close();
      server.close();
    },
  };
}
