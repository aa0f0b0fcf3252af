// What it costs to read an event stream, in Chromium: the library beside the browser's own class. See README.md.
//
//   node benches/browser/run.mjs [--opt 3|z] [--rounds 3|9|25] [--only js|rust|NAME].. [--bytes N].. [--pace full|trickle|first]

import "../../scripts/lib/require-node.mjs";
import { parseArguments } from "../../scripts/lib/arguments.mjs";
import { Failure, main, say, step } from "../../scripts/lib/log.mjs";
import { buildPage, buildRust, install } from "./build.mjs";
import { contestants, loaded, present } from "./contestants.mjs";
import { assertCpuTime } from "./cpu.mjs";

await main(async () => {
  assertCpuTime();
  await install();
  // What these import is installed only now.
  const { openPage } = await import("./session.mjs");
  const { streams } = await import("./streams.mjs");
  const { firstEvents, table } = await import("./table.mjs");

  const sizes = new Set(streams.map(({ bytes }) => `${bytes}`));
  const given = parseArguments(process.argv.slice(2), {
    opt: ["3", "z"],
    rounds: ["3", "9", "25"],
    only: ["js", "rust", ...Object.keys(contestants)],
    bytes: [...sizes],
    pace: ["full", "trickle", "first"],
  });
  const rounds = Number(given.rounds.at(-1) ?? 9);
  const level = given.opt.at(-1) ?? "3";
  const has = (list, value) => list.length === 0 || list.includes(value);
  const isRead = (stream) => given.only.includes("baseline") || present(stream, given.only).length > 1;
  const read = streams
    .filter(({ bytes, every }) => has(given.bytes, `${bytes}`) && has(given.pace, every ? "trickle" : "full"))
    .filter(isRead);
  const usesRust = read.some((stream) =>
    present(stream, given.only).some((name) => contestants[name].language === "rust"),
  );

  const folders = [await step("Bundling the page", buildPage)];
  if (usesRust) folders.push(await step(`Building the Rust (opt-level ${level})`, () => buildRust(level)));
  const page = await openPage(folders);
  try {
    const measured = await step(`Measuring: one round to warm up, ${rounds} that count`, () =>
      measure(page.run, read, given.only, rounds),
    );
    const first =
      has(given.pace, "first") && (await step("Measuring the first event", () => measureFirst(page.first, rounds)));
    if (read.length > 0) say(`\n${table(measured, { contestants, rounds, level })}`);
    if (first) say(`\n${firstEvents(first, { contestants, rounds })}`);
  } finally {
    page.close();
  }
});

/** The first event of each after its page's load, in turn, again and again. */
async function measureFirst(first, rounds) {
  const measured = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const contestant of rotate(loaded, round)) {
      const result = await first(contestant, round);
      if (round > 0) measured.push({ contestant, ...result });
    }
  }
  return measured;
}

/** Every contestant on every stream, in turn, again and again; gives what each round cost. */
async function measure(run, streams, asked, rounds) {
  const measured = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const stream of streams.flatMap((stream) => Array(stream.times ?? 1).fill(stream))) {
      for (const contestant of rotate(present(stream, asked), round)) {
        const result = await run(contestant, stream);
        if (round > 0) measured.push({ stream, contestant, ...result });
      }
    }
    say(`    ${round} of ${rounds}`);
  }
  for (const stream of streams) {
    const sums = new Set(measured.filter((one) => one.stream === stream).map(({ sum }) => sum));
    if (sums.size > 1) throw new Failure(`the contestants did not read the same on ${stream.type}: ${[...sums]}`);
  }
  return measured;
}

/** Each round begins with another one. */
function rotate(list, by) {
  return [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
}
