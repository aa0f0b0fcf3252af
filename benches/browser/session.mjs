// The page in its browser, and the server that it talks to: rounds are ordered here.

import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../../scripts/lib/log.mjs";
import { open } from "./chromium.mjs";
import { rendererClock } from "./cpu.mjs";
import { serve } from "./server.mjs";

const patience = 120_000; // ms, for one round; only bounds a hang.
const pause = 50; // ms, before each round, for what the browser does afterwards.

/**
 * Opens the page, whose files are in `folders`; gives what runs one round there, what waits for the first event in a page of its
 * own, and what ends all.
 */
export async function openPage(folders) {
  let give, take, clock;
  const asked = [];
  const server = await serve(folders, {
    next: () =>
      new Promise((answer) => {
        asked.push(answer);
        give?.();
      }),
    result: (result) => take(result),
  });
  const browser = open(server.url);

  /** Gives the page a task when it asks for one, and what `measure` makes of what the page says in the end. */
  const order = async (contestant, task, measure = (result) => result) => {
    if (asked.length === 0) await new Promise((there) => (give = there));
    await wait(pause);
    const result = new Promise((done) => (take = (result) => done(measure(result))));
    const late = wait(patience, undefined, { ref: false }).then(() => {
      throw new Failure(`${contestant} is not done within ${patience / 1000} s`);
    });
    const gone = browser.ended.then(() => {
      throw new Failure("Chromium has ended");
    });
    asked.pop()(task());
    const { error, ...measured } = await Promise.race([result, late, gone]);
    if (error) throw new Failure(`${contestant}: ${error}`);
    return measured;
  };

  return {
    run(contestant, { type, bytes, count, every, language }) {
      const query = new URLSearchParams({ type, bytes, count, ...(every && { every }), ...(language && { language }) });
      const url = new URL(`/stream?${query}`, server.url);
      let before;
      const begin = () => {
        clock ??= rendererClock(browser.pid);
        before = clock();
        return { contestant, type, count, url };
      };
      return order(contestant, begin, (result) => ({ ...result, cpu: clock() - before }));
    },
    first(contestant, round) {
      // A site of its own has a process of its own, and nothing in any cache.
      const url = new URL(`first-${contestant}.html`, server.url);
      url.hostname = `${contestant.replaceAll("_", "-")}-${round}.localhost`;
      return order(contestant, () => ({ href: url }));
    },
    close() {
      browser.close();
      server.close();
    },
  };
}
