// What it costs to read an event stream, in Chromium: the library beside the browser's own class. See README.md.
//
//   node benches/browser/run.mjs [--opt 3|z] [--rounds 3|9|25] [--only NAME].. [--bytes N]..

import "../../scripts/lib/require-node.mjs";
import { fileURLToPath } from "node:url";
import { parseArguments } from "../../scripts/lib/arguments.mjs";
import { Failure, main, say, step } from "../../scripts/lib/log.mjs";
import { build } from "./build.mjs";
import { assertCpuTime } from "./cpu.mjs";
import { openPage } from "./session.mjs";
import { streams } from "./streams.mjs";
import { table } from "./table.mjs";

/** Name -> what the table calls it. The first is what the others are compared with. */
const contestants = {
  baseline: "the browser's `EventSource` + `JSON.parse`",
  native: "native transport, typed listener",
  fetch: "`fetch` transport, typed listener",
  fetch_borrowed: "`fetch` transport, types that borrow",
  native_stream: "native transport, typed stream",
  fetch_stream: "`fetch` transport, typed stream",
  web_sys: "web-sys by hand + serde_json",
  gloo_net: "gloo-net + serde_json",
};
const atATrickle = ["baseline", "native", "fetch"];

const page = fileURLToPath(new URL("page", import.meta.url));

await main(async () => {
  assertCpuTime();
  const given = parseArguments(process.argv.slice(2), {
    opt: ["3", "z"],
    rounds: ["3", "9", "25"],
    only: Object.keys(contestants),
    bytes: streams.map(({ bytes }) => `${bytes}`),
  });
  const rounds = Number(given.rounds.at(-1) ?? 9);
  const chosen = Object.keys(contestants).filter((name, i) => i === 0 || !given.only[0] || given.only.includes(name));

  const read = streams.filter(({ bytes }) => !given.bytes[0] || given.bytes.includes(`${bytes}`));

  const level = given.opt.at(-1) ?? "3";
  const built = await step(`Building the contestants (opt-level ${level})`, () => build(level));
  const measured = await step(`Measuring: one round to warm up, ${rounds} that count`, () =>
    measure([page, built], read, chosen, rounds),
  );
  say(`\n${table(measured, { contestants, rounds, level })}`);
});

/** Every contestant on every stream, in turn, again and again; gives what each round cost. */
async function measure(folders, streams, chosen, rounds) {
  const measured = [];
  const { run, close } = await openPage(folders);
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const stream of streams.flatMap((stream) => Array(stream.times ?? 1).fill(stream))) {
        const present = stream.every ? chosen.filter((name) => atATrickle.includes(name)) : chosen;
        for (const contestant of rotate(present, round)) {
          const result = await run(contestant, stream);
          if (round > 0) measured.push({ stream, contestant, ...result });
        }
      }
      say(`    ${round} of ${rounds}`);
    }
  } finally {
    close();
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
