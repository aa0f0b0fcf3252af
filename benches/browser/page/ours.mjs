// The npm package: its transports, and its ways to hand over an event. The names are those of ../contestants.mjs.

import { EventSource } from "eventsource-wasm";
import { listen, weigh } from "./weigh.mjs";

export const js_fetch_on = (round, done) => on(over("fetch", round), round, done);
export const js_fetch_listen = (round, done) => listen(over("fetch", round), round, done);
export const js_native_on = (round, done) => on(over("native", round), round, done);
export const js_native_listen = (round, done) => listen(over("native", round), round, done);

function over(transport, { url }) {
  return new EventSource(url, { transport });
}

function on(source, round, done) {
  const take = weigh(round, done, () => source.close());
  source.on(round.type, ({ data }) => take(data));
}
