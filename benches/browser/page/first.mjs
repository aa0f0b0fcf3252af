// In a page of its own for each contestant, with nothing else in it: how long until its first event, and until that of a further
// connection.

import { ask } from "./ask.mjs";

/** Reads one event twice, says how long that took, and goes where it is sent. */
export async function first(contestant) {
  const round = { url: new URL("/stream?type=message&bytes=258&count=1", location).href, type: "message", count: 1 };
  const read = async () => {
    const begin = performance.now();
    await new Promise((done) => contestant(round, done));
    return performance.now() - begin;
  };
  const cold = await read();
  // Since the browser began to open the page.
  const opened = performance.now();
  const warm = await read();
  await ask("/result", { opened, cold, warm });
  location.href = (await ask("/next")).href;
}
