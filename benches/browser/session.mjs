// The page in its browser, and the server that it talks to: rounds are ordered here.

import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../../scripts/lib/log.mjs";
import { open } from "./chromium.mjs";
import { rendererClock } from "./cpu.mjs";
import { serve } from "./server.mjs";

const patience = 120_000; // ms, for one round; only bounds a hang.
const pause = 50; // ms, before each round, for what the browser does afterwards.

/** Opens the page, whose files are in `folders`; gives what runs one round there, and what ends all. */
export async function openPage(folders) {
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

  const run = async (contestant, { type, bytes, count, every, language }) => {
    if (asked.length === 0) await new Promise((there) => (give = there));
    await wait(pause);
    clock ??= rendererClock(browser.pid);
    const result = new Promise((done) => (take = done));
    before = clock();
    const query = new URLSearchParams({ type, bytes, count, ...(every && { every }), ...(language && { language }) });
    asked.pop()({ contestant, type, count, url: new URL(`/stream?${query}`, server.url) });
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
